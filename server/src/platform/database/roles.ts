import type { Client } from 'pg';

/** The roles of a database (docs/architecture.md). None is a superuser and none may bypass row-level security. */
export const roles = ['parley_owner', 'parley_app', 'parley_search', 'parley_system'] as const;
export type Role = (typeof roles)[number];

/**
 * Makes the roles that are missing and lets the login take each of them.
 * The login needs CREATEROLE for what is missing; without it the error carries the SQL for an administrator.
 */
export async function ensureRoles(client: Client): Promise<void> {
  // Roles belong to the cluster: two databases migrating at once would race.
  await client.query(`select pg_advisory_lock(hashtext('parley.roles'))`);
  try {
    const missing = await missingGrants(client);
    for (const statement of missing) {
      try {
        await client.query(statement);
      } catch (cause) {
        throw new Error(
          `The database login may not set up Parley's roles. Let an administrator run:\n${missing.join(';\n')};`,
          { cause },
        );
      }
    }
  } finally {
    await client.query(`select pg_advisory_unlock(hashtext('parley.roles'))`);
  }
}

/** The statements that would complete the roles for the current login; empty when all is set. */
export async function missingGrants(client: Client): Promise<string[]> {
  const statements: string[] = [];
  const { rows: existing } = await client.query<{ rolname: string }>(
    'select rolname from pg_roles where rolname = any($1)',
    [roles],
  );
  const known = new Set(existing.map((row) => row.rolname));
  for (const role of roles) {
    if (!known.has(role)) statements.push(`create role ${role} nologin`);
  }
  // From PostgreSQL 16 on, membership and the right to SET ROLE are two things.
  const { rows: server } = await client.query<{ version: number }>(
    `select current_setting('server_version_num')::int as version`,
  );
  const setRight = server[0]!.version >= 160000 ? `'set'` : `'member'`;
  const { rows: self } = await client.query<{ login: string; granted: string[] }>(
    `select current_user as login, coalesce(array_agg(rolname::text) filter (where pg_has_role(oid, ${setRight})), '{}') as granted
     from pg_roles where rolname = any($1)`,
    [roles],
  );
  const login = self[0]!.login;
  for (const role of roles) {
    if (!self[0]!.granted.includes(role)) statements.push(`grant ${role} to "${login}"`);
  }
  const { rows: database } = await client.query<{ name: string; owner: boolean; system: boolean; schema: boolean }>(
    known.size < roles.length
      ? 'select current_database() as name, false as owner, false as system, false as schema'
      : `select current_database() as name,
                has_database_privilege('parley_owner', current_database(), 'create') as owner,
                has_database_privilege('parley_system', current_database(), 'create') as system,
                has_schema_privilege('parley_owner', 'public', 'create') as schema`,
  );
  const { name, owner, system, schema } = database[0]!;
  if (!owner) statements.push(`grant create on database "${name}" to parley_owner`);
  // graphile-worker's schema belongs to parley_system, which runs the jobs.
  if (!system) statements.push(`grant create on database "${name}" to parley_system`);
  if (!schema) statements.push('grant create, usage on schema public to parley_owner');
  return statements;
}
