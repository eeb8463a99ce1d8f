-- Which account of the emulated networks is behind a channel. Everything else of it is the sandbox's own.
create table sandbox_accounts (
  organization_id uuid not null,
  channel_id uuid not null,
  network text not null constraint sandbox_accounts_network check (network in ('sms', 'telegram')),
  -- As the network names it: the system id, the bot's id.
  account text not null,
  primary key (organization_id, channel_id),
  constraint sandbox_accounts_account_key unique (organization_id, network, account),
  foreign key (organization_id, channel_id) references channels (organization_id, id)
);
call protect_tenant_table('sandbox_accounts', 'select, insert, delete');

-- A demo organization is made without an owner of the installation having asked, holds made-up people only, and can be
-- removed without a trace.
alter table organizations
  add column is_demo boolean not null default false,
  add column removing_at timestamptz;
create index organizations_demo on organizations (created_at) where is_demo;
-- Whether strangers may explore one although the installation has an owner: the root says so.
alter table installation add column demo_open boolean not null default false;

-- The only way to delete a tenant's rows of all kinds. For demo organizations that were marked, nobody else's. Tables are
-- found in the catalogue, so a new one is not forgotten; their order is found by trying, since a round that frees nothing
-- is an error.
create function remove_demo_organization(target uuid) returns void
  language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  member_ids uuid[];
  tables text[];
  refused text[];
  tried text;
  complaint text;
begin
  perform 1 from organizations where organization_id = target and is_demo and removing_at is not null for update;
  if not found then raise exception 'not a demo organization that is being removed: %', target; end if;
  -- People who belong nowhere else go with it.
  select coalesce(array_agg(user_id), '{}') into member_ids from memberships m where organization_id = target
    and not exists (select from memberships other where other.user_id = m.user_id and other.organization_id <> target);
  delete from password_resets where user_id = any(member_ids);
  delete from sign_in_attempts where email in (select email from users where id = any(member_ids));
  update users set avatar_organization_id = null, avatar_file_id = null, avatar_thumbnail_id = null
    where avatar_organization_id = target;
  select array_agg(format('%I', c.relname)) into tables from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname <> 'organizations';
  while cardinality(tables) > 0 loop
    refused := '{}';
    foreach tried in array tables loop
      begin
        execute format('delete from %s where organization_id = $1', tried) using target;
      exception when foreign_key_violation or restrict_violation or raise_exception then
        refused := refused || tried;
        complaint := sqlerrm;
      end;
    end loop;
    if cardinality(refused) = cardinality(tables) then
      raise exception 'nothing more of organization % can be deleted: %', target, complaint;
    end if;
    tables := refused;
  end loop;
  delete from users where id = any(member_ids);
  delete from organizations where organization_id = target;
end $$;
revoke all on function remove_demo_organization(uuid) from public;
grant execute on function remove_demo_organization(uuid) to parley_system;
grant update (demo_open) on installation to parley_system;
