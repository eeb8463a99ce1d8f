-- Files in messages, whom an account reaches, and how a channel is doing.

-- Files of a message, in their order. Those that came in are a reference at first: the running channel fetches them.
create table message_files (
  organization_id uuid not null,
  message_id uuid not null,
  position smallint not null,
  channel_id uuid not null,
  state text not null constraint message_files_state check (state in ('ready', 'pending', 'failed')),
  file_id uuid,
  name text not null,
  media_type text not null,
  size_bytes bigint,
  -- What the network finds it by; null for ours.
  remote_id text,
  attempts smallint not null default 0,
  next_attempt_at timestamptz not null default clock_timestamp(),
  error text,
  primary key (organization_id, message_id, position),
  constraint message_files_ready check ((state = 'ready') = (file_id is not null)),
  foreign key (organization_id, message_id) references messages (organization_id, id),
  foreign key (organization_id, channel_id) references channels (organization_id, id),
  foreign key (organization_id, file_id) references files (organization_id, id)
);
create index message_files_pending on message_files (organization_id, channel_id, next_attempt_at) where state = 'pending';
create index message_files_file on message_files (organization_id, file_id) where file_id is not null;
call protect_tenant_table('message_files');

-- A message with files goes out as several items, one delivery each.
alter table deliveries add column file_id uuid;
alter table message_queue
  add column item smallint not null default 0,
  add column file_id uuid,
  drop constraint message_queue_message_key,
  add constraint message_queue_message_key unique (organization_id, message_id, item);

-- Networks where a person is reached only through the account they wrote to first: who, at which address, and whether still.
create table contact_reach (
  organization_id uuid not null,
  channel_id uuid not null,
  address text not null,
  contact_id uuid not null,
  state text not null default 'reachable' constraint contact_reach_state check (state in ('reachable', 'blocked')),
  changed_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, channel_id, address),
  foreign key (organization_id, channel_id) references channels (organization_id, id),
  foreign key (organization_id, contact_id) references contacts (organization_id, id) on delete cascade
);
create index contact_reach_contact on contact_reach (organization_id, contact_id, channel_id);
call protect_tenant_table('contact_reach');

-- Links that open a chat and say who comes by them. The first address that does owns the link.
create table chat_links (
  organization_id uuid not null,
  token_hash bytea not null,
  channel_id uuid not null,
  contact_id uuid not null,
  created_by uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_by text,
  used_at timestamptz,
  primary key (organization_id, token_hash),
  foreign key (organization_id, channel_id) references channels (organization_id, id),
  foreign key (organization_id, contact_id) references contacts (organization_id, id) on delete cascade
);
create index chat_links_contact on chat_links (organization_id, contact_id);
call protect_tenant_table('chat_links');

-- What the process that holds a channel knows of it, for those that do not hold it.
create table channel_health (
  organization_id uuid not null,
  channel_id uuid not null,
  -- Of the contract: accepted a second, on the wire, last error, …
  figures jsonb not null,
  alerts jsonb not null default '[]',
  noted_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, channel_id),
  foreign key (organization_id, channel_id) references channels (organization_id, id)
) with (fillfactor = 50);
call protect_tenant_table('channel_health');

-- A new time begins the connection anew, as new credentials do.
alter table channels add column reconnect_asked_at timestamptz;
