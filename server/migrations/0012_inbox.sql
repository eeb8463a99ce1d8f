-- What operators add to conversations: labels, and each for themselves how far they have read and what they are writing.

create table labels (
  organization_id uuid not null references organizations,
  id uuid not null,
  name text not null constraint labels_name check (length(name) between 1 and 60),
  colour text not null
    constraint labels_colour check (colour in ('gray', 'red', 'orange', 'amber', 'green', 'teal', 'blue', 'violet', 'pink')),
  created_at timestamptz not null default now(),
  primary key (organization_id, id),
  constraint labels_name_key unique (organization_id, name)
);
call protect_tenant_table('labels');

create table conversation_labels (
  organization_id uuid not null,
  conversation_id uuid not null,
  label_id uuid not null,
  primary key (organization_id, conversation_id, label_id),
  foreign key (organization_id, conversation_id) references conversations (organization_id, id) on delete cascade,
  foreign key (organization_id, label_id) references labels (organization_id, id) on delete cascade
);
create index conversation_labels_label on conversation_labels (organization_id, label_id, conversation_id);
call protect_tenant_table('conversation_labels');

-- How many of the person's messages a reader has read. `reader_id` is a user or an API key.
create table conversation_reads (
  organization_id uuid not null,
  conversation_id uuid not null,
  reader_id uuid not null,
  read_count int not null,
  primary key (organization_id, conversation_id, reader_id),
  foreign key (organization_id, conversation_id) references conversations (organization_id, id) on delete cascade
) with (fillfactor = 70);
call protect_tenant_table('conversation_reads');

-- One a person and conversation. Emptied when it is sent, not deleted: a version never stands for two texts.
create table conversation_drafts (
  organization_id uuid not null,
  conversation_id uuid not null,
  author_id uuid not null,
  kind text not null constraint conversation_drafts_kind check (kind in ('reply', 'note')),
  text text not null,
  version int not null,
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, conversation_id, author_id),
  foreign key (organization_id, conversation_id) references conversations (organization_id, id) on delete cascade
) with (fillfactor = 70);
call protect_tenant_table('conversation_drafts');
