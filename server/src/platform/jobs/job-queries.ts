import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../database/database.ts';

/**
 * Says that this process runs jobs for the next seconds. True when it was not known before: on any beat but the first that
 * means it was taken for dead and its jobs were given to others.
 */
export async function renewWorker(db: Database, id: string, seconds: number): Promise<boolean> {
  const { rows } = await sql<{ isNew: boolean }>`
    insert into job_workers (id, expires_at) values (${id}, clock_timestamp() + make_interval(secs => ${seconds}))
    on conflict (id) do update set expires_at = excluded.expires_at
    returning (xmax = 0) as "isNew"`.execute(db);
  return rows[0]!.isNew;
}

/** Takes the processes off the list that did not renew, and lets others take their jobs. Returns their ids. */
export async function releaseDeadWorkers(db: Database): Promise<string[]> {
  const dead = await db
    .deleteFrom('job_workers')
    .where('expires_at', '<', sql<Date>`clock_timestamp()`)
    .returning('id')
    .execute();
  const ids = dead.map((worker) => worker.id);
  if (ids.length > 0) await unlock(db, ids, 'The process that ran it died.');
  return ids;
}

export interface UnfinishedJob {
  readonly id: string;
  readonly attempts: number;
}

/** A process goes: its jobs can be taken at once, and the broken-off try does not count against them. */
export async function releaseWorker(db: Database, id: string, unfinished: readonly UnfinishedJob[]): Promise<void> {
  await db.deleteFrom('job_workers').where('id', '=', id).execute();
  await unlock(db, [id], 'The process that ran it was stopped.');
  const jobs = JSON.stringify(unfinished);
  await sql`
    select graphile_worker.reschedule_jobs(array[job.id], run_at => now(), attempts => job.attempts - 1)
    from jsonb_to_recordset(${jobs}::jsonb) as job (id bigint, attempts int)`.execute(db);
}

async function unlock(db: Database, workers: readonly string[], reason: string): Promise<void> {
  await sql`update graphile_worker._private_jobs set last_error = ${reason} where locked_by = any(${workers})`.execute(
    db,
  );
  await sql`select graphile_worker.force_unlock_workers(${workers})`.execute(db);
}

/** The try under way is the last, whatever was asked for. The public functions leave a running job alone. */
export async function forbidRetry(db: Database, jobId: string): Promise<void> {
  await sql`update graphile_worker._private_jobs set max_attempts = attempts where id = ${jobId}`.execute(db);
}

export interface DeadJob {
  readonly id: string;
  readonly task: string;
  /** Null for work by the clock. */
  readonly organizationId: string | null;
  readonly input: unknown;
  readonly attempts: number;
  readonly error: string | null;
  readonly failedAt: Date;
}

/** Whose jobs: an organization's, and with them or not those that are no organization's. */
export interface JobScope {
  readonly organizationId: string;
  readonly withInstallation: boolean;
}

function isWithin({ organizationId, withInstallation }: JobScope): RawBuilder<boolean> {
  const none = withInstallation ? sql`or job.payload->>'organizationId' is null` : sql``;
  return sql`(job.payload->>'organizationId' = ${organizationId} ${none})`;
}

/** Jobs that are not tried any more, newest first, before `beforeId` if given (PLT-30). */
export async function listDeadJobs(
  db: Database,
  limit: number,
  beforeId: string | null,
  scope: JobScope,
): Promise<DeadJob[]> {
  const { rows } = await sql<DeadJob>`
    select job.id::text as id, task.identifier as task, (job.payload->>'organizationId')::uuid as "organizationId",
      job.payload->'input' as input, job.attempts, job.last_error as error, job.updated_at as "failedAt"
    from graphile_worker._private_jobs as job
    join graphile_worker._private_tasks as task on task.id = job.task_id
    where job.attempts >= job.max_attempts and job.locked_at is null and (${beforeId}::bigint is null or job.id < ${beforeId}::bigint)
      and ${isWithin(scope)}
    order by job.id desc limit ${limit}`.execute(db);
  return rows;
}

/** Gives a dead job as many tries again as it had, from now. False when there is no such job any more. */
export async function retryDeadJob(db: Database, id: string, scope: JobScope): Promise<boolean> {
  const { rows } = await sql`
    select graphile_worker.reschedule_jobs(array[job.id], run_at => now(), attempts => 0)
    from graphile_worker._private_jobs as job
    where job.id = ${id}::bigint and job.attempts >= job.max_attempts and job.locked_at is null
      and ${isWithin(scope)}`.execute(db);
  return rows.length > 0;
}
