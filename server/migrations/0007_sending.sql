-- The facts: who holds a channel, how far each lane is, and one row for each attempt to hand one item to one address.

-- One holder a channel, by the database's clock. `token` rises with each takeover and fences every write of a runner.
create table channel_leases (
  channel_id uuid primary key references channels (id),
  organization_id uuid not null references organizations,
  holder text not null,
  token bigint not null,
  expires_at timestamptz not null,
  -- Every delivery of the holder below this id is settled; what a successor must look at begins here.
  watermark uuid not null
);
grant select, insert, update on channel_leases to parley_system;
-- FOR KEY SHARE asks for an UPDATE right on some column.
grant select, update (watermark) on channel_leases to parley_app;

create table campaign_lanes (
  organization_id uuid not null,
  campaign_id uuid not null,
  lane smallint not null,
  shard smallint not null,
  -- Positions up to `cursor` are claimed; the lane ends at `last`.
  cursor int not null default 0,
  last int not null,
  active boolean not null default true,
  -- Set when the lane's account fails: others may take from it. Failover moves no rows.
  open_to_all boolean not null default false,
  primary key (organization_id, campaign_id, lane, shard),
  foreign key (organization_id, campaign_id) references campaigns (organization_id, id) on delete cascade,
  constraint campaign_lanes_cursor check (cursor between 0 and last)
) with (fillfactor = 50);
-- The system opens the lanes of failed accounts to the others.
call protect_tenant_table('campaign_lanes', system_privileges => 'select, update');

create table campaign_counters (
  organization_id uuid not null,
  campaign_id uuid not null,
  channel_id uuid not null,
  submitting int not null default 0,
  waiting int not null default 0,
  unknown int not null default 0,
  accepted int not null default 0,
  delivered int not null default 0,
  read int not null default 0,
  failed int not null default 0,
  expired int not null default 0,
  skipped int not null default 0,
  cancelled int not null default 0,
  primary key (organization_id, campaign_id, channel_id),
  foreign key (organization_id, campaign_id) references campaigns (organization_id, id) on delete cascade,
  foreign key (organization_id, channel_id) references channels (organization_id, id)
) with (fillfactor = 50);
call protect_tenant_table('campaign_counters');

-- The ledger of what was really sent. States are ranks, see sending/delivery-state.ts.
create table deliveries (
  organization_id uuid not null,
  id uuid not null,
  channel_id uuid not null,
  campaign_id uuid,
  contact_id uuid,
  message_id uuid,
  item smallint not null default 0,
  attempt smallint not null default 1,
  state smallint not null constraint deliveries_state check (state between 1 and 9),
  parts smallint not null default 0,
  token bigint not null,
  address text not null,
  text text not null,
  claimed_at timestamptz not null,
  submit_deadline timestamptz not null,
  accepted_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  finished_at timestamptz,
  reason text,
  provider_code text,
  -- Set while another attempt is due; the attempt that follows clears it.
  next_attempt_at timestamptz,
  -- The id leads: with the organization in front, a table that was never analysed has batches of ids read the whole tenant.
  primary key (id, organization_id),
  constraint deliveries_source check ((campaign_id is null) <> (message_id is null)),
  constraint deliveries_recipient check (campaign_id is null or contact_id is not null)
  -- No foreign keys: two look-ups a row. Rows are written only under locks on rows that have them: the channel's lease,
  -- the campaign's lane. Neither can go while these name them, see below.
) partition by range (id);
create index deliveries_recipient on deliveries (organization_id, campaign_id, contact_id, item, attempt)
  where campaign_id is not null;
create index deliveries_message on deliveries (organization_id, message_id, attempt) where message_id is not null;
create index deliveries_due on deliveries (organization_id, next_attempt_at) where next_attempt_at is not null;
call partition_by_month('deliveries', 50);
call protect_tenant_table('deliveries');

-- Narrow and unpartitioned: the network's id of each part. A receipt finds its delivery here.
create table provider_refs (
  organization_id uuid not null,
  channel_id uuid not null,
  provider_message_id text not null,
  delivery_id uuid not null,
  part smallint not null,
  -- Of how many: a receipt of a one-part delivery needs no look at its sisters, and leaves this row as it is.
  parts smallint not null,
  state smallint not null,
  primary key (provider_message_id, channel_id, organization_id)
  -- No foreign keys either. One to deliveries would lock each delivery's row, written a moment before by the same
  -- transaction, once more (6 µs a message). Refs are written only for the statement's own results and pruned by age.
) with (fillfactor = 80);
create index provider_refs_parts on provider_refs (organization_id, delivery_id) where parts > 1;
call protect_tenant_table('provider_refs');

-- Receipts whose submit answer is not written yet, kept 72 hours.
create table parked_receipts (
  organization_id uuid not null,
  id uuid not null,
  channel_id uuid not null,
  provider_message_id text not null,
  state smallint not null,
  provider_time timestamptz,
  error_code text,
  reason text,
  received_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, id),
  foreign key (organization_id, channel_id) references channels (organization_id, id)
);
create index parked_receipts_ref on parked_receipts (organization_id, channel_id, provider_message_id);
call protect_tenant_table('parked_receipts', 'select, insert, update, delete', 'select, delete');

-- Messages of conversations that wait for their claim. Small: a row lives for milliseconds unless the channel is down.
create table message_queue (
  organization_id uuid not null,
  channel_id uuid not null,
  id uuid not null,
  message_id uuid not null,
  contact_id uuid not null,
  address text not null,
  text text not null,
  -- Above 1 when a person sends again what failed.
  attempt smallint not null default 1,
  not_before timestamptz not null default now(),
  primary key (organization_id, channel_id, id),
  constraint message_queue_message_key unique (organization_id, message_id),
  foreign key (organization_id, channel_id) references channels (organization_id, id)
) with (fillfactor = 50);
call protect_tenant_table('message_queue');

-- Claims by the hour, so that hourly and daily caps survive restarts (CHN-13).
create table channel_usage (
  organization_id uuid not null,
  channel_id uuid not null,
  hour timestamptz not null,
  claimed int not null,
  primary key (organization_id, channel_id, hour),
  foreign key (organization_id, channel_id) references channels (organization_id, id)
) with (fillfactor = 50);
call protect_tenant_table('channel_usage');

-- Whose state changed, one row a batch: the settler copies what the deliveries prove onto the recipients, behind the hot path.
-- With a state where the writer knew it for certain; without one the settler derives it.
create table settlements (
  organization_id uuid not null,
  id uuid not null,
  campaign_id uuid not null,
  state smallint,
  reason text,
  contact_ids uuid[] not null,
  primary key (organization_id, id),
  foreign key (organization_id, campaign_id) references campaigns (organization_id, id) on delete cascade
);
call protect_tenant_table('settlements');
