import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { ensureRoles } from './roles.ts';

const folder = join(import.meta.dirname, '../../../migrations');

/**
 * Brings a database to the schema of this program: roles, the numbered files of server/migrations, the job queue.
 * Safe to run from several processes at once and again after being killed: each file is one transaction.
 * Throws when a file that was applied has changed since, or when the database is newer than the program.
 */
export async function migrate(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext('parley.migrate'))`);
    await ensureRoles(client);
    await applyFiles(client);
    await prepareJobQueue(client, connectionString);
  } finally {
    await client.end();
  }
}

/** Which files of this program the database lacks, and which it has that this program does not know. Changes nothing. */
export async function pendingMigrations(client: pg.Client): Promise<{ pending: string[]; unknown: string[] }> {
  const { rows } = await client.query<{ exists: boolean }>(
    `select to_regclass('public.migrations') is not null as exists`,
  );
  if (!rows[0]!.exists) return { pending: await listFiles(), unknown: [] };
  const { files, applied, unknown } = await compare(client);
  return { pending: files.filter((name) => !applied.has(name)), unknown };
}

async function compare(
  client: pg.Client,
): Promise<{ files: string[]; applied: Map<string, string>; unknown: string[] }> {
  const { rows } = await client.query<{ name: string; checksum: string }>('select name, checksum from migrations');
  const applied = new Map(rows.map((row) => [row.name, row.checksum]));
  const files = await listFiles();
  return { files, applied, unknown: [...applied.keys()].filter((name) => !files.includes(name)) };
}

async function listFiles(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
}

async function applyFiles(client: pg.Client): Promise<void> {
  await client.query('set role parley_owner');
  await client.query(`create table if not exists migrations (
    name text primary key, checksum text not null, applied_at timestamptz not null default now())`);
  const { files, applied, unknown } = await compare(client);
  if (unknown.length > 0) {
    throw new Error(`The database is newer than this program (it has ${unknown.join(', ')}). Start the newer version.`);
  }
  for (const name of files) {
    const text = await readFile(join(folder, name), 'utf8');
    const checksum = createHash('sha256').update(text).digest('hex');
    const before = applied.get(name);
    if (before === checksum) continue;
    if (before !== undefined) throw new Error(`Migration ${name} was changed after it had been applied.`);
    await client.query('begin');
    try {
      await client.query(text);
      await client.query('insert into migrations (name, checksum) values ($1, $2)', [name, checksum]);
      await client.query('commit');
    } catch (cause) {
      await client.query('rollback');
      throw new Error(`Migration ${name} failed: ${(cause as Error).message}`, { cause });
    }
  }
  await client.query('reset role');
}

/** graphile-worker's tables belong to parley_system; tenants reach them only through enqueue_job(). */
async function prepareJobQueue(client: pg.Client, connectionString: string): Promise<void> {
  const pool = new pg.Pool({ connectionString, max: 1, options: '-c role=parley_system' });
  // A broken idle connection is replaced on the next use; the migration itself fails loudly.
  pool.on('error', () => {});
  pool.on('connect', (connection) => connection.on('error', () => {}));
  try {
    await runMigrations({ pgPool: pool, schema: 'graphile_worker', logger: silentLogger });
  } finally {
    await pool.end();
  }
  await client.query('set role parley_system');
  await client.query(enqueueJob);
  await client.query('reset role');
}

// The queue's tables refuse every other role, so this runs as their owner, with a fixed search path, and checks that the
// job is for the organization of the transaction. Keys and queues are the organization's own: another's job can neither be
// replaced nor held up. It is made here, after the queue's own migrations, not in a file.
const enqueueJob = `
create schema if not exists parley_jobs;
create or replace function parley_jobs.enqueue_job(
  organization_id uuid, task text, payload jsonb, run_at timestamptz, job_key text, max_attempts int, queue_name text
) returns void language plpgsql security definer set search_path = pg_catalog, graphile_worker, pg_temp as $$
begin
  if organization_id is distinct from nullif(current_setting('app.organization_id', true), '')::uuid then
    raise exception 'enqueue_job: organization % is not that of the transaction', organization_id using errcode = '42501';
  end if;
  perform graphile_worker.add_job(
    task, json_build_object('organizationId', organization_id, 'input', payload),
    queue_name => organization_id || ':' || enqueue_job.queue_name, run_at => coalesce(enqueue_job.run_at, now()),
    max_attempts => enqueue_job.max_attempts, job_key => organization_id || ':' || enqueue_job.job_key, job_key_mode => 'replace');
end $$;
revoke all on function parley_jobs.enqueue_job(uuid, text, jsonb, timestamptz, text, int, text) from public;
grant usage on schema parley_jobs to parley_app;
grant execute on function parley_jobs.enqueue_job(uuid, text, jsonb, timestamptz, text, int, text) to parley_app;`;

const silentLogger = new Logger(() => () => {});
