-- Order among templates, tests of them, prices, follow-ups of campaigns and what their graph is drawn from.

create table template_categories (
  organization_id uuid not null references organizations,
  id uuid not null,
  name text not null constraint template_categories_name check (length(name) between 1 and 100),
  created_at timestamptz not null default now(),
  primary key (organization_id, id),
  constraint template_categories_name_key unique (organization_id, name)
);
call protect_tenant_table('template_categories');

alter table templates add column category_id uuid,
  add foreign key (organization_id, category_id) references template_categories (organization_id, id);
create index templates_category on templates (organization_id, category_id) where category_id is not null;

-- Contacts that the members of the organization are themselves, or borrow from each other, for trying a text out.
create table testers (
  organization_id uuid not null references organizations,
  contact_id uuid not null,
  added_by uuid,
  added_at timestamptz not null default now(),
  primary key (organization_id, contact_id),
  foreign key (organization_id, contact_id) references contacts (organization_id, id) on delete cascade
);
call protect_tenant_table('testers', 'select, insert, delete');

-- The delivery of a test names this row as its message. It belongs to no campaign and no conversation, so no figure counts it.
create table test_sends (
  organization_id uuid not null references organizations,
  id uuid not null,
  channel_id uuid not null,
  contact_id uuid not null,
  created_by uuid,
  created_at timestamptz not null default now(),
  primary key (organization_id, id),
  foreign key (organization_id, channel_id) references channels (organization_id, id),
  foreign key (organization_id, contact_id) references contacts (organization_id, id) on delete cascade
);
create index test_sends_contact on test_sends (organization_id, contact_id);
call protect_tenant_table('test_sends', 'select, insert');

-- What the provider takes for a thousand parts, in minor units: most ask less than one minor unit for a part.
alter table channels
  add column price_per_thousand int constraint channels_price_per_thousand check (price_per_thousand >= 0),
  add column price_currency text constraint channels_price_currency check (price_currency ~ '^[A-Z]{3}$'),
  add constraint channels_price_whole check ((price_per_thousand is null) = (price_currency is null));

-- A follow-up writes to those whom another campaign left in a state, for a reason if one is given; besides its groups.
alter table campaigns
  add column follows_campaign_id uuid,
  add column follows_state smallint constraint campaigns_follows_state check (follows_state in (2, 6, 7, 8, 9)),
  add column follows_reason text,
  add constraint campaigns_follows_whole check ((follows_campaign_id is null) = (follows_state is null)),
  add foreign key (organization_id, follows_campaign_id) references campaigns (organization_id, id);
create index campaigns_follows on campaigns (organization_id, follows_campaign_id) where follows_campaign_id is not null;

-- At the moment of the sample: recipients by what had become of them, and by channel what had been handed to the network.
alter table campaign_progress
  add column accepted int not null default 0,
  add column delivered int not null default 0,
  add column read int not null default 0,
  add column unknown int not null default 0,
  add column failed int not null default 0,
  add column by_channel jsonb not null default '{}';
