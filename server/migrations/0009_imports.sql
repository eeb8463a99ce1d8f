-- Imports of people from files, with what is needed to undo one.

create table imports (
  organization_id uuid not null references organizations,
  id uuid not null,
  file_id uuid not null,
  -- What became of a started one that did not come to its end, its task says.
  state text not null default 'uploaded'
    constraint imports_state check (state in ('uploaded', 'running', 'completed', 'undoing', 'undone')),
  -- Raised by every change of what follows, so that a dry run of what was before is not taken for one of what is now.
  revision int not null default 0,
  format jsonb not null,
  columns jsonb not null,
  mapping jsonb not null,
  options jsonb not null,
  -- Of the names of the columns: the next file with the same gets the same mapping.
  header_hash bytea,
  estimated_rows bigint not null,
  dry_run jsonb,
  dry_run_task_id uuid,
  group_id uuid,
  task_id uuid,
  -- Moves in the transaction that writes the rows it counts: a killed import goes on behind them (F37).
  rows bigint not null default 0,
  created bigint not null default 0,
  updated bigint not null default 0,
  duplicates bigint not null default 0,
  rejected bigint not null default 0,
  warned bigint not null default 0,
  rejected_file_id uuid,
  undo jsonb,
  undo_task_id uuid,
  created_by uuid,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  primary key (organization_id, id),
  constraint imports_counts check (rows = created + updated + duplicates + rejected),
  foreign key (organization_id, file_id) references files (organization_id, id),
  foreign key (organization_id, rejected_file_id) references files (organization_id, id),
  foreign key (organization_id, group_id) references groups (organization_id, id),
  foreign key (organization_id, dry_run_task_id) references tasks (organization_id, id),
  foreign key (organization_id, task_id) references tasks (organization_id, id),
  foreign key (organization_id, undo_task_id) references tasks (organization_id, id)
);
create index imports_by_header on imports (organization_id, header_hash, started_at) where started_at is not null;
create index imports_by_group on imports (organization_id, group_id) where group_id is not null;
call protect_tenant_table('imports');

create table import_rejections (
  organization_id uuid not null,
  import_id uuid not null,
  -- Of the file, where the row begins.
  line bigint not null,
  cells text[] not null,
  reasons jsonb not null,
  primary key (organization_id, import_id, line),
  foreign key (organization_id, import_id) references imports (organization_id, id) on delete cascade
);
call protect_tenant_table('import_rejections');

-- What an import did to a contact that it met, for the undo.
create table import_changes (
  organization_id uuid not null,
  import_id uuid not null,
  contact_id uuid not null,
  -- Before the import. Null when its fields are as they were, or when the import made the contact itself.
  state jsonb,
  -- The version that the import left: another one shows that somebody changed the contact since.
  left_at timestamptz,
  -- The group of the whole list, and those that rows of it name.
  joined_group boolean not null default false,
  joined_groups uuid[] not null default '{}',
  consent_added boolean not null default false,
  primary key (organization_id, import_id, contact_id),
  foreign key (organization_id, import_id) references imports (organization_id, id) on delete cascade,
  foreign key (organization_id, contact_id) references contacts (organization_id, id) on delete cascade
);
create index import_changes_contact on import_changes (organization_id, contact_id);
call protect_tenant_table('import_changes');

-- Plans made for a table of ten rows are wrong for the same table of a million, and the server looks by itself only after a
-- minute. One table a call: what it takes a second for holds back the order of events.
create function analyze_table(target text) returns void
  language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if target not in ('contacts', 'contact_phones', 'contact_emails', 'contact_identities', 'contact_consents', 'contact_tags', 'group_members') then
    raise exception 'analyze_table: % is not in the list', target;
  end if;
  execute format('analyze %I', target);
end $$;
revoke all on function analyze_table(text) from public;
grant execute on function analyze_table(text) to parley_system;
