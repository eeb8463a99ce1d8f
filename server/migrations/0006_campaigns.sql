-- The plan: campaigns and their recipients. Module campaigns writes them; sending only reads, save for the settled state.

create table campaigns (
  organization_id uuid not null references organizations,
  id uuid not null,
  name text not null constraint campaigns_name check (length(name) between 1 and 200),
  status text not null default 'DRAFT' constraint campaigns_status
    check (status in ('DRAFT', 'SCHEDULED', 'QUEUED', 'RUNNING', 'PAUSED', 'COMPLETED', 'CANCELLED', 'FAILED')),
  status_reason text,
  archived_at timestamptz,
  network text not null constraint campaigns_network check (network in ('sms', 'telegram', 'whatsapp', 'email')),
  -- A draft may not have one yet.
  template_id uuid,
  -- Null until the start freezes it.
  template_version int,
  options jsonb not null default '{}',
  -- Recipients with a place in a lane, and how many were left out for which reason. Set once, by the launch.
  planned int,
  exclusions jsonb not null default '{}',
  created_by uuid,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  primary key (organization_id, id),
  constraint campaigns_template_chosen check (status = 'DRAFT' or template_id is not null),
  foreign key (organization_id, template_id) references templates (organization_id, id),
  foreign key (organization_id, template_id, template_version)
    references template_versions (organization_id, template_id, version)
);
create index campaigns_template on campaigns (organization_id, template_id);
call protect_tenant_table('campaigns');

create table campaign_groups (
  organization_id uuid not null,
  campaign_id uuid not null,
  group_id uuid not null,
  excluded boolean not null default false,
  primary key (organization_id, campaign_id, group_id),
  foreign key (organization_id, campaign_id) references campaigns (organization_id, id) on delete cascade,
  foreign key (organization_id, group_id) references groups (organization_id, id)
);
call protect_tenant_table('campaign_groups');

create table campaign_channels (
  organization_id uuid not null,
  campaign_id uuid not null,
  channel_id uuid not null,
  -- The account's own lane; 0 is the shared one.
  lane smallint not null constraint campaign_channels_lane check (lane > 0),
  primary key (organization_id, campaign_id, channel_id),
  constraint campaign_channels_lane_key unique (organization_id, campaign_id, lane),
  foreign key (organization_id, campaign_id) references campaigns (organization_id, id) on delete cascade,
  foreign key (organization_id, channel_id) references channels (organization_id, id)
);
create index campaign_channels_channel on campaign_channels (organization_id, channel_id);
call protect_tenant_table('campaign_channels');

-- One row a contact. Written once at launch; `state` is the settler's copy of what the deliveries prove. No index mentions it:
-- each of these updates stays within its page (30 → 8 µs a row).
-- A launch writes a million rows in one statement, of which checking two foreign keys row by row would be a third of the
-- time. So only the other direction is checked, below: what recipients refer to is not deleted.
create table recipients (
  organization_id uuid not null,
  campaign_id uuid not null,
  contact_id uuid not null,
  address text,
  lane smallint,
  shard smallint,
  position int,
  exclusion text,
  state smallint not null default 0,
  reason text,
  settled_at timestamptz,
  primary key (organization_id, campaign_id, contact_id),
  -- Either a place in a lane with an address, or a reason for having none.
  constraint recipients_place check (
    (exclusion is null and lane is not null and shard is not null and position is not null)
    or (exclusion is not null and lane is null and shard is null and position is null)),
  constraint recipients_state check (state between 0 and 9)
) partition by hash (campaign_id);
do $$ begin
  for remainder in 0..7 loop
    execute format('create table recipients_%s partition of recipients for values with (modulus 8, remainder %s) '
      'with (fillfactor = 60)', remainder, remainder);
    execute format('alter table recipients_%s enable row level security', remainder);
    execute format('alter table recipients_%s force row level security', remainder);
    execute format('create policy owner on recipients_%s for all to parley_owner using (true) with check (true)', remainder);
  end loop;
end $$;
create unique index recipients_place_key on recipients (organization_id, campaign_id, lane, shard, position)
  where position is not null;
create index recipients_by_exclusion on recipients (organization_id, campaign_id, exclusion, contact_id) where exclusion is not null;
create index recipients_by_contact on recipients (organization_id, contact_id, campaign_id);
call protect_tenant_table('recipients');

-- The few whose state asks for a look (unknown, failed, expired, skipped, cancelled), for lists and figures by reason.
create table recipient_exceptions (
  organization_id uuid not null,
  campaign_id uuid not null,
  contact_id uuid not null,
  state smallint not null constraint recipient_exceptions_state check (state in (2, 6, 7, 8, 9)),
  reason text,
  primary key (organization_id, campaign_id, contact_id),
  foreign key (organization_id, campaign_id, contact_id) references recipients (organization_id, campaign_id, contact_id)
);
create index recipient_exceptions_by_state on recipient_exceptions (organization_id, campaign_id, state, contact_id);
call protect_tenant_table('recipient_exceptions');

create function keep_what_recipients_name() returns trigger language plpgsql as $$
declare is_named boolean;
begin
  if tg_table_name = 'contacts' then
    is_named := exists (select from recipients r where r.organization_id = old.organization_id and r.contact_id = old.id);
  else
    is_named := exists (select from recipients r where r.organization_id = old.organization_id and r.campaign_id = old.id);
  end if;
  if is_named then
    raise foreign_key_violation using message = format('%s %s is named by recipients', tg_table_name, old.id);
  end if;
  return old;
end $$;
create trigger kept_for_recipients before delete on contacts for each row execute function keep_what_recipients_name();
create trigger kept_for_recipients before delete on campaigns for each row execute function keep_what_recipients_name();

-- A launch under way. Its audience is frozen in one short transaction, as lists of people, and written in slices of one each:
-- a million in one transaction would hold back the order of everybody's events. Gone when the campaign runs.
create table campaign_launches (
  organization_id uuid not null,
  campaign_id uuid not null,
  slices int not null,
  done int not null default 0,
  -- Of lane 0. The accounts' own lanes have one.
  shards int not null,
  -- How many people have a place by lane, and how many are left out by reason, in the slices that are done.
  lanes jsonb not null default '{}',
  exclusions jsonb not null default '{}',
  primary key (organization_id, campaign_id),
  foreign key (organization_id, campaign_id) references campaigns (organization_id, id) on delete cascade
);
call protect_tenant_table('campaign_launches');

create table campaign_launch_slices (
  organization_id uuid not null,
  campaign_id uuid not null,
  slice int not null,
  -- Ascending, as the slices are: each is a range of contacts.
  contact_ids uuid[] not null,
  primary key (organization_id, campaign_id, slice),
  foreign key (organization_id, campaign_id) references campaign_launches (organization_id, campaign_id) on delete cascade
);
-- Ids do not compress.
alter table campaign_launch_slices alter column contact_ids set storage external;
call protect_tenant_table('campaign_launch_slices');

create table campaign_log (
  organization_id uuid not null,
  campaign_id uuid not null,
  id uuid not null,
  level text not null constraint campaign_log_level check (level in ('INFO', 'WARNING', 'ERROR')),
  code text not null,
  details jsonb not null default '{}',
  at timestamptz not null default clock_timestamp(),
  primary key (organization_id, campaign_id, id),
  foreign key (organization_id, campaign_id) references campaigns (organization_id, id) on delete cascade
);
call protect_tenant_table('campaign_log', 'select, insert');

-- How many messages the networks had been handed at a moment: one row in five seconds, for speed and graph.
create table campaign_progress (
  organization_id uuid not null,
  campaign_id uuid not null,
  at timestamptz not null,
  sent int not null,
  primary key (organization_id, campaign_id, at),
  foreign key (organization_id, campaign_id) references campaigns (organization_id, id) on delete cascade
);
call protect_tenant_table('campaign_progress', 'select, insert');

-- Who answered, and who opted out, after a campaign's message: for its figures.
create table campaign_replies (
  organization_id uuid not null,
  campaign_id uuid not null,
  contact_id uuid not null,
  message_id uuid not null,
  opted_out boolean not null default false,
  at timestamptz not null default now(),
  primary key (organization_id, campaign_id, contact_id),
  foreign key (organization_id, campaign_id, contact_id) references recipients (organization_id, campaign_id, contact_id)
);
call protect_tenant_table('campaign_replies');
