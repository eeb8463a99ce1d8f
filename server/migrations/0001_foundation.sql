-- What every later table stands on: extensions, the tenancy procedure, and the tables that exist before a tenant is known.
-- Runs as parley_owner. The four roles are made by platform/database/roles.ts, because CREATE ROLE is not the owner's right.

create extension if not exists pg_trgm;

revoke create on schema public from public;
grant usage on schema public to parley_app, parley_system, parley_search;

-- The organization of this transaction. Unset is the empty string in a reused connection, hence nullif.
create function current_organization() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.organization_id', true), '')::uuid;

-- Row-level security of a tenant table: enabled and forced, one policy a role, grants by need.
-- FORCE binds the owner too, so it needs its own policy, or a backfill would update nothing without an error.
create procedure protect_tenant_table(
  target regclass,
  app_privileges text default 'select, insert, update, delete',
  system_privileges text default 'select'
) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy app on %s for all to parley_app '
    'using (organization_id = (select nullif(current_setting(''app.organization_id'', true), '''')::uuid)) '
    'with check (organization_id = (select nullif(current_setting(''app.organization_id'', true), '''')::uuid))', target);
  execute format('create policy owner on %s for all to parley_owner using (true) with check (true)', target);
  execute format('create policy system on %s for all to parley_system using (true) with check (true)', target);
  execute format('create policy search on %s for select to parley_search using (true)', target);
  execute format('grant select on %s to parley_search', target);
  if app_privileges <> '' then execute format('grant %s on %s to parley_app', app_privileges, target); end if;
  if system_privileges <> '' then execute format('grant %s on %s to parley_system', system_privileges, target); end if;
end $$;

-- Partitions of tables that are ranged by UUIDv7, one a month. The bound is the month's first millisecond in the
-- leading 48 bits. Called by the migrations and, by way of ensure_partitions(), every day.
create function uuid_v7_floor(moment timestamptz) returns uuid
  language sql immutable parallel safe
  return (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid;

create procedure add_month_partition(target regclass, month timestamptz, fillfactor int) language plpgsql as $$
declare
  first timestamptz := date_trunc('month', month, 'UTC');
  following timestamptz := date_trunc('month', first + interval '32 days', 'UTC');
  partition text := format('%s_%s', target::text, to_char(first at time zone 'UTC', 'YYYY_MM'));
begin
  if to_regclass(partition) is null then
    execute format('create table %I partition of %s for values from (%L) to (%L) with (fillfactor = %s)',
      partition, target, uuid_v7_floor(first), uuid_v7_floor(following), fillfactor);
    -- Reached only through the parent: no grants, and no policy but the owner's.
    execute format('alter table %I enable row level security', partition);
    execute format('alter table %I force row level security', partition);
    execute format('create policy owner on %I for all to parley_owner using (true) with check (true)', partition);
  end if;
end $$;

create procedure add_default_partition(target regclass, fillfactor int) language plpgsql as $$
declare partition text := format('%s_default', target::text);
begin
  execute format('create table %I partition of %s default with (fillfactor = %s)', partition, target, fillfactor);
  execute format('alter table %I enable row level security', partition);
  execute format('alter table %I force row level security', partition);
  execute format('create policy owner on %I for all to parley_owner using (true) with check (true)', partition);
end $$;

create table partitioned_tables (
  name text primary key,
  -- Partitions do not inherit it from their parent.
  fillfactor int not null
);

-- A month back (imported history, a clock behind) to three ahead; the default partition takes anything else.
create function ensure_partitions() returns void
  language plpgsql security definer set search_path = pg_catalog, public as $$
declare target record; ahead int;
begin
  for target in select * from partitioned_tables loop
    for ahead in -1..3 loop
      call add_month_partition(target.name::regclass, now() + make_interval(months => ahead), target.fillfactor);
    end loop;
  end loop;
end $$;
revoke all on function ensure_partitions() from public;
grant execute on function ensure_partitions() to parley_system;

create procedure partition_by_month(target regclass, fillfactor int default 100) language plpgsql as $$
declare ahead int;
begin
  insert into partitioned_tables values (target::text, fillfactor);
  call add_default_partition(target, fillfactor);
  for ahead in -1..3 loop
    call add_month_partition(target, now() + make_interval(months => ahead), fillfactor);
  end loop;
end $$;

-- One row for the installation. The epoch changes when a backup is restored or a machine is cloned (F15).
create table installation (
  singleton boolean primary key default true constraint installation_one_row check (singleton),
  epoch uuid not null default gen_random_uuid(),
  -- Set once by the first sign-up, under this row's lock: two first sign-ups at once cannot both become root.
  root_user_id uuid,
  created_at timestamptz not null default now()
);
insert into installation default values;
grant select on installation to parley_app, parley_system;
grant update (epoch, root_user_id) on installation to parley_system;
