import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestRuntime, type TestRuntime } from '../test-kit/index.ts';
import { globalTables } from './global-tables.ts';
import { roles } from './roles.ts';

let kit: TestRuntime;
beforeAll(async () => {
  kit = await createTestRuntime({ maxConnections: 2 });
});
afterAll(() => kit.close());

/** The catalogue is open to every role. */
const query = async <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
  (await kit.pools.systemPool.query(text, values)).rows as Row[];

/** Tables of ours; `partitions` are the parts of others. */
const tables = (partitions = false): Promise<{ name: string; oid: number }[]> =>
  query(
    `select relname as name, oid from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relispartition = $1 order by relname`,
    [partitions],
  );

async function tenantTables(): Promise<string[]> {
  return (await tables()).map(({ name }) => name).filter((name) => !(name in globalTables));
}

describe('SEC-4 every table is a tenant’s unless it is listed', () => {
  test('the list names tables that exist', async () => {
    const names = (await tables()).map(({ name }) => name);
    expect(Object.keys(globalTables).filter((name) => !names.includes(name))).toEqual([]);
  });

  test('the organization is in the primary key, begins it, and may not be empty', async () => {
    const rows = await query<{ name: string; place: number | null; required: boolean | null }>(
      `select class.relname as name, array_position(key.indkey::int2[], part.attnum) as place, part.attnotnull as required
       from pg_class as class
       left join pg_index as key on key.indrelid = class.oid and key.indisprimary
       left join pg_attribute as part on part.attrelid = class.oid and part.attname = 'organization_id'
       where class.relnamespace = 'public'::regnamespace and class.relname = any($1)`,
      [await tenantTables()],
    );
    expect(rows.filter(({ place, required }) => place === null || !required)).toEqual([]);
    // indkey counts from 0. The ledger is read by batches of ids: there the id leads, as its migration explains.
    expect(
      rows
        .filter(({ place }) => place !== 0)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['deliveries', 'provider_refs']);
  });

  test('row-level security is on and binds the owner too', async () => {
    const rows = await query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
       and not (relname = any($1)) and not (relrowsecurity and relforcerowsecurity)`,
      [Object.keys(globalTables)],
    );
    expect(rows).toEqual([]);
  });

  test('each role has its policy, and the tenants’ compares the organization both ways', async () => {
    interface Policy {
      table: string;
      name: string;
      role: string;
      command: string;
      using: string;
      check: string | null;
      permissive: string;
    }
    const policies = await query<Policy>(
      `select tablename as table, policyname as name, array_to_string(roles, ',') as role, cmd as command, qual as using, with_check as check, permissive
       from pg_policies where schemaname = 'public'`,
    );
    const organization =
      /^\(organization_id = \( SELECT \(NULLIF\(current_setting\('app\.organization_id'::text, true\), ''::text\)\)::uuid/;
    for (const table of await tenantTables()) {
      const own = policies.filter((policy) => policy.table === table);
      expect(own.map(({ name, role, command }) => `${name} ${role} ${command}`).toSorted(), table).toEqual([
        'app parley_app ALL',
        'owner parley_owner ALL',
        'search parley_search SELECT',
        'system parley_system ALL',
      ]);
      const app = own.find(({ name }) => name === 'app')!;
      expect(app.using, table).toMatch(organization);
      expect(app.check, table).toMatch(organization);
    }
  });

  test('a partition is reached only through its parent', async () => {
    const names = (await tables(true)).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(10);
    const policies = await query<{ role: string }>(
      `select distinct array_to_string(roles, ',') as role from pg_policies where schemaname = 'public' and tablename = any($1)`,
      [names],
    );
    expect(policies).toEqual([{ role: 'parley_owner' }]);
    expect(await grantsOn(names)).toEqual([]);
  });

  test('a reference to another tenant’s table carries the organization', async () => {
    const rows = await query<{ name: string; table: string; target: string }>(
      `select key.conname as name, key.conrelid::regclass::text as table, key.confrelid::regclass::text as target
       from pg_constraint as key
       where key.contype = 'f' and key.conparentid = 0 and key.connamespace = 'public'::regnamespace
         and key.conrelid::regclass::text = any($1) and key.confrelid::regclass::text = any($1)
         and not exists (
           select from unnest(key.conkey, key.confkey) as pair (here, there)
           join pg_attribute as mine on mine.attrelid = key.conrelid and mine.attnum = pair.here
           join pg_attribute as theirs on theirs.attrelid = key.confrelid and theirs.attnum = pair.there
           where mine.attname = 'organization_id' and theirs.attname = 'organization_id')`,
      [await tenantTables()],
    );
    expect(rows).toEqual([]);
  });

  test('uniqueness is within the organization, except for what is looked up before it is known', async () => {
    const rows = await query<{ index: string }>(
      `select key.indexrelid::regclass::text as index from pg_index as key
       join pg_class as class on class.oid = key.indrelid and not class.relispartition
       where key.indisunique and class.relnamespace = 'public'::regnamespace and class.relname = any($1)
         and not exists (select from pg_attribute where attrelid = class.oid and attnum = any(key.indkey) and attname = 'organization_id')
       order by 1`,
      [await tenantTables()],
    );
    expect(rows.map(({ index }) => index)).toEqual([
      'api_keys_token_key',
      'channels_id_key',
      'event_positions_position_key',
      'invitations_token_key',
      'quarantined_events_once',
    ]);
  });
});

describe('rights', () => {
  test('SEC-4 no role of ours is a superuser, passes by the policies, or owns what tenants use', async () => {
    const rows = await query<object>(
      `select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolcanlogin from pg_roles where rolname = any($1) order by rolname`,
      [roles],
    );
    const powerless = {
      rolsuper: false,
      rolbypassrls: false,
      rolcreatedb: false,
      rolcreaterole: false,
      rolcanlogin: false,
    };
    expect(rows).toEqual(roles.toSorted().map((rolname) => ({ rolname, ...powerless })));
    const owners = await query<{ owner: string }>(
      `select distinct pg_get_userbyid(relowner) as owner from pg_class where relnamespace = 'public'::regnamespace`,
    );
    expect(owners).toEqual([{ owner: 'parley_owner' }]);
  });

  test('a role of tenants is in no other role', async () => {
    const rows = await query<object>(
      `select pg_get_userbyid(roleid) as role from pg_auth_members where pg_get_userbyid(member) = any($1)`,
      [['parley_app', 'parley_search']],
    );
    expect(rows).toEqual([]);
  });

  test('what parley_app may do with a global table is listed with it', async () => {
    const granted = Map.groupBy(await grantsOn(Object.keys(globalTables), 'parley_app'), ({ table }) => table);
    const found = Object.fromEntries(
      Object.keys(globalTables).map((table) => [table, (granted.get(table) ?? []).map(({ privilege }) => privilege)]),
    );
    expect(found).toEqual(Object.fromEntries(Object.entries(globalTables).map(([table, { app }]) => [table, app])));
  });

  test('parley_search only reads, and nobody but our roles has any right', async () => {
    const names = (await tables()).map(({ name }) => name);
    const search = await grantsOn(names, 'parley_search');
    expect([...new Set(search.map(({ privilege }) => privilege))]).toEqual(['SELECT']);
    expect(search.map(({ table }) => table).filter((table) => table in globalTables)).toEqual([]);
    expect(await grantsOn(names, 'PUBLIC')).toEqual([]);
  });

  test('secrets of people are not readable by tenants', async () => {
    const rows = await query<{ column: string }>(
      `select column_name as column from information_schema.column_privileges where table_name = 'users' and grantee = 'parley_app'`,
    );
    expect(rows.map(({ column }) => column)).not.toContain('password_hash');
  });
});

describe('SEC-6 nothing works with more rights than its caller', () => {
  test('views are the caller’s', async () => {
    const rows = await query<object>(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')
       and not coalesce('security_invoker=true' = any(reloptions) or 'security_invoker=on' = any(reloptions), false)`,
    );
    expect(rows).toEqual([]);
  });

  test('functions that take their owner’s rights are listed and have a fixed search path', async () => {
    const rows = await query<{ name: string; config: string[] | null }>(
      `select pronamespace::regnamespace || '.' || proname as name, proconfig as config from pg_proc
       where prosecdef and pronamespace::regnamespace::text not in ('pg_catalog', 'information_schema') order by 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual([
      'parley_jobs.enqueue_job',
      'public.age_demo_campaign',
      'public.age_demo_conversation',
      'public.analyze_table',
      'public.ensure_partitions',
      'public.remove_demo_organization',
    ]);
    for (const { name, config } of rows) expect(config?.join(), name).toMatch(/^search_path=pg_catalog/);
  });

  test('states are no enum types, which no index serves behind a policy', async () => {
    expect(
      await query(`select typname from pg_type where typtype = 'e' and typnamespace = 'public'::regnamespace`),
    ).toEqual([]);
  });
});

describe('SEC-5 without an organization', () => {
  test('parley_app sees nothing in any tenant table', async () => {
    for (const table of await tenantTables()) {
      await kit.pools.system((db) =>
        db.client.query('set local role none').then(async () => {
          await db.client.query('set local role parley_app');
          const readable = await db.client.query(`select has_table_privilege('parley_app', $1, 'select') as may`, [
            table,
          ]);
          if (!readable.rows[0].may) return;
          const { rows } = await db.client.query(`select count(*)::int as count from ${table}`);
          expect(rows[0].count, table).toBe(0);
        }),
      );
    }
  });

  test('a connection comes back clean, after a commit and after a failure', async () => {
    const seen = () => kit.inTransaction('owner', ({ db }) => db.selectFrom('organizations').select('name').execute());
    expect(await seen()).toHaveLength(1);
    await expect(kit.inTransaction('owner', ({ db }) => db.client.query('select 1/0'))).rejects.toThrow(
      'division by zero',
    );
    const other = kit.actor('owner', kit.otherOrganizationId);
    const ids = await kit.inTransaction(other, ({ db }) =>
      db.selectFrom('organizations').select('organization_id').execute(),
    );
    expect(ids).toEqual([{ organization_id: kit.otherOrganizationId }]);
  });

  test('the organization of a transaction ends with it, whatever comes over the connection next', async () => {
    await kit.inTransaction('owner', async ({ db }) => {
      await db.client.query('commit');
      const { rows } = await db.client.query(`select current_setting('app.organization_id', true) as left_over`);
      expect(rows[0].left_over ?? '').toBe('');
      expect((await db.client.query('select 1 from groups')).rows).toEqual([]);
    });
  });

  test('a job cannot be queued for another organization', async () => {
    const attempt = kit.inTransaction('owner', ({ db }) =>
      db.client.query(`select parley_jobs.enqueue_job($1, 'x', '{}', null, null, null, null)`, [
        kit.otherOrganizationId,
      ]),
    );
    await expect(attempt).rejects.toThrow('is not that of the transaction');
  });

  test('a row of another organization can be neither written nor taken over', async () => {
    const id = '0198c0de-7a11-7000-8000-000000000009';
    const write = kit.inTransaction('owner', ({ db }) =>
      db.insertInto('groups').values({ organization_id: kit.otherOrganizationId, id, name: 'Theirs' }).execute(),
    );
    await expect(write).rejects.toThrow('row-level security');
    await kit.inTransaction('owner', ({ db }) =>
      db.insertInto('groups').values({ organization_id: kit.organizationId, id, name: 'Ours' }).execute(),
    );
    const give = kit.inTransaction('owner', ({ db }) =>
      db.updateTable('groups').set({ organization_id: kit.otherOrganizationId }).execute(),
    );
    await expect(give).rejects.toThrow('row-level security');
  });
});

async function grantsOn(
  names: readonly string[],
  grantee?: string,
): Promise<{ table: string; grantee: string; privilege: string }[]> {
  const rows = await query<{ table: string; grantee: string; privilege: string }>(
    `select distinct class.relname as table, coalesce(nullif(pg_get_userbyid(grants.grantee), 'unknown (OID=0)'), 'PUBLIC') as grantee, grants.privilege_type as privilege
     from pg_class as class
     cross join lateral (
       select (aclexplode(class.relacl)).* union all
       select (aclexplode(attacl)).* from pg_attribute where attrelid = class.oid) as grants
     where class.relnamespace = 'public'::regnamespace and class.relname = any($1) and grants.grantee <> class.relowner
     order by 1, 3`,
    [names],
  );
  return grantee === undefined ? rows : rows.filter((row) => row.grantee === grantee);
}
