-- One order for everybody (events), what people did (audit), what was asked before (idempotency), what they wait for (tasks, files).

create table events (
  organization_id uuid not null references organizations,
  id uuid not null,
  name text not null,
  subject_id uuid,
  payload jsonb not null,
  -- The transaction that wrote it: rows below the oldest running transaction can get their place for good.
  xid xid8 not null default pg_current_xact_id(),
  created_at timestamptz not null default now(),
  primary key (organization_id, id)
) partition by range (id);
create index events_xid on events (xid, id);
call partition_by_month('events');
call protect_tenant_table('events', 'select, insert', 'select, insert');

-- Kept as long as its event: an event without a position is one that is still to be placed.
create table event_positions (
  organization_id uuid not null,
  position bigint not null,
  event_id uuid not null,
  -- The event's, so that readers pass over what does not concern them without touching the events.
  name text not null,
  primary key (organization_id, position),
  constraint event_positions_position_key unique (position),
  constraint event_positions_event_key unique (organization_id, event_id),
  foreign key (organization_id, event_id) references events (organization_id, id)
);
call protect_tenant_table('event_positions', 'select', 'select, insert, delete');

-- Where the dispatcher is: everything up to (horizon, horizon_id) in the order of (xid, id) has its position.
create table event_dispatcher (
  singleton boolean primary key default true constraint event_dispatcher_one_row check (singleton),
  horizon xid8 not null default '0',
  horizon_id uuid not null default '00000000-0000-0000-0000-000000000000',
  last_position bigint not null default 0,
  -- The PostgreSQL cluster whose transaction numbers these are: a dump restored elsewhere carries numbers that mean nothing there.
  cluster text
);
insert into event_dispatcher default values;
grant select, update on event_dispatcher to parley_system;
grant select (last_position) on event_dispatcher to parley_app;

-- Each reaction's own place; it moves in the transaction of its effect, so an effect happens once.
create table event_consumers (
  name text primary key,
  position bigint not null,
  failing_since timestamptz,
  attempts int not null default 0,
  last_error text
);
grant select, insert, update on event_consumers to parley_system;
grant select, update on event_consumers to parley_app;

-- Events that a reaction could not digest after five tries (F28): set aside, the neighbours go on.
create table quarantined_events (
  organization_id uuid not null references organizations,
  id uuid not null,
  consumer text not null,
  position bigint not null,
  error text not null,
  quarantined_at timestamptz not null default now(),
  replayed_at timestamptz,
  primary key (organization_id, id),
  constraint quarantined_events_once unique (consumer, position)
);
call protect_tenant_table('quarantined_events', 'select, insert, update', 'select, insert');

create table audit_entries (
  organization_id uuid not null references organizations,
  id uuid not null,
  at timestamptz not null default clock_timestamp(),
  actor_kind text not null constraint audit_entries_actor_kind check (actor_kind in ('user', 'api_key', 'system')),
  actor_id uuid,
  impersonator_id uuid,
  action text not null,
  subject_kind text not null,
  subject_id uuid,
  before jsonb,
  after jsonb,
  address inet,
  agent text,
  request_id text,
  -- As in events: what is below the oldest running transaction is complete and can be sealed.
  xid xid8 not null default pg_current_xact_id(),
  primary key (organization_id, id)
);
create index audit_entries_xid on audit_entries (xid, id);
create index audit_entries_by_actor on audit_entries (organization_id, actor_id, id);
create index audit_entries_by_action on audit_entries (organization_id, action, id);
create index audit_entries_by_subject on audit_entries (organization_id, subject_kind, subject_id, id);
call protect_tenant_table('audit_entries', 'select, insert', 'select, insert');

-- Where the sealer is: every entry below `horizon` has its seal.
create table audit_sealer (
  singleton boolean primary key default true constraint audit_sealer_one_row check (singleton),
  horizon xid8 not null default '0'
);
insert into audit_sealer default values;
grant select, update on audit_sealer to parley_system;

-- The chain over committed entries. Nobody may change a row; a gap or a wrong hash shows tampering.
create table audit_seals (
  organization_id uuid not null references organizations,
  sequence bigint not null,
  entry_id uuid not null,
  previous_hash bytea not null,
  hash bytea not null,
  sealed_at timestamptz not null default now(),
  primary key (organization_id, sequence),
  constraint audit_seals_entry_key unique (organization_id, entry_id),
  foreign key (organization_id, entry_id) references audit_entries (organization_id, id)
);
call protect_tenant_table('audit_seals', 'select', 'select, insert');

create table idempotency_keys (
  organization_id uuid not null references organizations,
  actor_id uuid not null,
  route text not null,
  key text not null constraint idempotency_keys_key check (length(key) between 1 and 200),
  request_hash bytea not null,
  status smallint,
  -- Sealed like every secret (PLT-62): an answer may hold an API key or personal data.
  response bytea,
  created_at timestamptz not null default now(),
  primary key (organization_id, actor_id, route, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);
call protect_tenant_table('idempotency_keys', 'select, insert, update', 'select, delete');

create table files (
  organization_id uuid not null references organizations,
  id uuid not null,
  name text not null,
  content_type text not null,
  size_bytes bigint not null,
  sha256 bytea not null,
  storage_key text not null,
  owner_kind text not null,
  created_by uuid,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (organization_id, id)
);
create index files_content on files (organization_id, sha256);
-- Content is shared by hash, over all organizations: the bytes go when no living row names them.
create index files_storage on files (storage_key) where deleted_at is null;
call protect_tenant_table('files', 'select, insert, update', 'select, update, delete');

create table tasks (
  organization_id uuid not null references organizations,
  id uuid not null,
  kind text not null,
  title text not null,
  state text not null default 'queued'
    constraint tasks_state check (state in ('queued', 'running', 'completed', 'failed', 'cancelled')),
  input jsonb not null,
  -- Where a killed task goes on: written by its kind in the transactions of its work.
  resume jsonb,
  -- Each start takes the next number; what an earlier one still writes is refused.
  runs int not null default 0,
  -- Runs that failed or whose process died, since a person last asked for the task.
  failures int not null default 0,
  done bigint not null default 0,
  total bigint,
  result jsonb,
  error_code text,
  error_details jsonb,
  result_file_id uuid,
  cancel_requested_at timestamptz,
  created_by uuid,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  primary key (organization_id, id),
  foreign key (organization_id, result_file_id) references files (organization_id, id)
);
create index tasks_active on tasks (organization_id, id desc) where finished_at is null;
call protect_tenant_table('tasks', 'select, insert, update', 'select');

create table task_log (
  organization_id uuid not null,
  task_id uuid not null,
  id uuid not null,
  level text not null constraint task_log_level check (level in ('info', 'warning', 'error')),
  message text not null,
  details jsonb,
  at timestamptz not null default clock_timestamp(),
  primary key (organization_id, task_id, id),
  foreign key (organization_id, task_id) references tasks (organization_id, id)
);
call protect_tenant_table('task_log', 'select, insert', 'select, delete');

-- Processes that run jobs. One that does not renew in time is taken for dead and its jobs are given to others.
create table job_workers (
  id text primary key,
  expires_at timestamptz not null
);
grant select, insert, update, delete on job_workers to parley_system;
