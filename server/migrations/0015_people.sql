-- What is told of people beside their own fields.

-- The campaigns that somebody has a place in. Apart from the contact: a launch writes it for a million people, and a row of
-- contacts that changes is written to each of its indexes. Whoever was in none has no row.
create table contact_campaigns (
  organization_id uuid not null,
  contact_id uuid not null,
  campaign_count int not null constraint contact_campaigns_count check (campaign_count > 0),
  last_campaign_id uuid not null,
  -- To the millisecond, as cursors carry it.
  last_campaign_at timestamptz(3) not null,
  primary key (organization_id, contact_id),
  foreign key (organization_id, contact_id) references contacts (organization_id, id) on delete cascade
);
create index contact_campaigns_newest on contact_campaigns (organization_id, last_campaign_at, contact_id);
call protect_tenant_table('contact_campaigns');

-- For whom a bulk action changed something, and what was there before: for its undo.
create table bulk_changes (
  organization_id uuid not null,
  task_id uuid not null,
  contact_id uuid not null,
  before text,
  primary key (organization_id, task_id, contact_id),
  foreign key (organization_id, task_id) references tasks (organization_id, id) on delete cascade,
  foreign key (organization_id, contact_id) references contacts (organization_id, id) on delete cascade
);
create index bulk_changes_contact on bulk_changes (organization_id, contact_id);
call protect_tenant_table('bulk_changes');
