-- The threads between a contact and a channel.

-- What the network gave, before anything is made of it: stored, then acknowledged, then digested in order.
create table inbound_events (
  organization_id uuid not null,
  id uuid not null,
  channel_id uuid not null,
  sender text not null,
  payload jsonb not null,
  received_at timestamptz not null default clock_timestamp(),
  processed_at timestamptz,
  attempts smallint not null default 0,
  error text,
  quarantined_at timestamptz,
  primary key (organization_id, id),
  foreign key (organization_id, channel_id) references channels (organization_id, id)
);
create index inbound_events_open on inbound_events (organization_id, channel_id, id) where processed_at is null;
call protect_tenant_table('inbound_events');

-- Narrow and unpartitioned: an event that comes twice is known by its provider's id. Pruned by age.
create table inbound_keys (
  organization_id uuid not null,
  channel_id uuid not null,
  provider_event_id text not null,
  received_at timestamptz not null default now(),
  primary key (organization_id, channel_id, provider_event_id),
  foreign key (organization_id, channel_id) references channels (organization_id, id)
);
create index inbound_keys_age on inbound_keys (received_at);
call protect_tenant_table('inbound_keys', 'select, insert', 'select, delete');

create table conversations (
  organization_id uuid not null,
  id uuid not null,
  channel_id uuid not null,
  contact_id uuid not null,
  -- Where the next answer goes: the address the person last wrote from.
  peer text not null,
  status text not null default 'open' constraint conversations_status check (status in ('open', 'snoozed', 'resolved')),
  -- Null while snoozed: until the person writes.
  snoozed_until timestamptz,
  assignee_id uuid references users,
  -- How many messages the person has written, and how many of them had been answered or closed: what somebody who never
  -- opened the conversation has read. Readers' own places are in conversation_reads.
  inbound_count int not null default 0,
  answered_count int not null default 0,
  -- When the person wrote what nobody has answered yet: the first of it.
  waiting_since timestamptz,
  last_message_id uuid,
  last_message_at timestamptz not null default now(),
  last_inbound_at timestamptz,
  -- What lists are sorted by: a message, or the end of a snooze. To the millisecond, as cursors carry it.
  moved_at timestamptz(3) not null default now(),
  created_at timestamptz not null default now(),
  primary key (organization_id, id),
  constraint conversations_thread_key unique (organization_id, channel_id, contact_id),
  constraint conversations_snooze check (snoozed_until is null or status = 'snoozed'),
  foreign key (organization_id, channel_id) references channels (organization_id, id),
  foreign key (organization_id, contact_id) references contacts (organization_id, id)
);
create index conversations_newest on conversations (organization_id, status, moved_at desc, id desc);
create index conversations_by_assignee on conversations (organization_id, status, assignee_id, moved_at desc, id desc);
create index conversations_by_channel on conversations (organization_id, status, channel_id, moved_at desc, id desc);
create index conversations_contact on conversations (organization_id, contact_id);
create index conversations_to_wake on conversations (snoozed_until) where snoozed_until is not null;
create index conversations_peer_search on conversations using gin (organization_id, peer gin_trgm_ops);
call protect_tenant_table('conversations');

create table messages (
  organization_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  -- An event is one line about the conversation itself: assigned, resolved.
  direction text not null constraint messages_direction check (direction in ('in', 'out', 'note', 'event')),
  author_kind text not null constraint messages_author_kind check (author_kind in ('contact', 'user', 'api_key', 'system')),
  author_id uuid,
  text text not null,
  -- Which of the person's messages it is, counted from 1.
  inbound_number int,
  mentions uuid[] not null default '{}',
  event jsonb,
  provider_time timestamptz,
  inbound_event_id uuid,
  -- Taken back before a channel took it: no thread shows it.
  cancelled_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, id),
  constraint messages_inbound_number check ((direction = 'in') = (inbound_number is not null)),
  constraint messages_event check ((direction = 'event') = (event is not null)),
  foreign key (organization_id, conversation_id) references conversations (organization_id, id)
) partition by range (id);
create index messages_thread on messages (organization_id, conversation_id, id);
create index messages_text_search on messages using gin (organization_id, text gin_trgm_ops) where direction <> 'event';
call partition_by_month('messages');
call protect_tenant_table('messages');

-- A client's own id of a message: a retry on a weak network makes one message (F33).
create table message_client_keys (
  organization_id uuid not null,
  conversation_id uuid not null,
  client_id uuid not null,
  message_id uuid not null,
  primary key (organization_id, conversation_id, client_id),
  foreign key (organization_id, conversation_id) references conversations (organization_id, id) on delete cascade
);
call protect_tenant_table('message_client_keys');
