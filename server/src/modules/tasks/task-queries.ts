import type { Insertable, Selectable } from 'kysely';
import type { ListTasksQuery } from '@parley/contract/tasks';
import type { Database, Tables } from '#platform/database/database';

type Row = Selectable<Tables['tasks']>;
export type TaskRow = Omit<Row, 'input' | 'resume'> & { readonly creator_name: string | null };

export async function insertTask(db: Database, row: Insertable<Tables['tasks']>): Promise<void> {
  await db.insertInto('tasks').values(row).execute();
}

function selectTasks(db: Database, organizationId: string) {
  return db
    .selectFrom('tasks as task')
    .leftJoin('users', 'users.id', 'task.created_by')
    .select([
      'task.organization_id',
      'task.id',
      'task.kind',
      'task.title',
      'task.state',
      'task.runs',
      'task.failures',
      'task.done',
      'task.total',
      'task.result',
      'task.error_code',
      'task.error_details',
      'task.result_file_id',
      'task.cancel_requested_at',
      'task.created_by',
      'task.created_at',
      'task.started_at',
      'task.finished_at',
      'users.name as creator_name',
    ])
    .where('task.organization_id', '=', organizationId);
}

export async function findTask(db: Database, organizationId: string, id: string): Promise<TaskRow | null> {
  return (await selectTasks(db, organizationId).where('task.id', '=', id).executeTakeFirst()) ?? null;
}

/** Newest first. One more than the limit, if there are more. */
export async function listTasks(
  db: Database,
  organizationId: string,
  filter: ListTasksQuery,
  beforeId: string | null,
): Promise<TaskRow[]> {
  let query = selectTasks(db, organizationId)
    .orderBy('task.id', 'desc')
    .limit(filter.limit + 1);
  if (beforeId) query = query.where('task.id', '<', beforeId);
  if (filter.scope) query = query.where('task.finished_at', filter.scope === 'active' ? 'is' : 'is not', null);
  if (filter.kind) query = query.where('task.kind', '=', filter.kind);
  if (filter.state) query = query.where('task.state', '=', filter.state);
  return query.execute();
}

export async function lockTask(db: Database, organizationId: string, id: string): Promise<Row | null> {
  return (
    (await db
      .selectFrom('tasks')
      .selectAll()
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()) ?? null
  );
}

/** The task as it is after a change of its state; the caller holds its lock. */
export async function updateTask(db: Database, organizationId: string, id: string, change: TaskChange): Promise<Row> {
  return db
    .updateTable('tasks')
    .set(change)
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export type TaskChange = Partial<
  Pick<
    Row,
    | 'state'
    | 'runs'
    | 'failures'
    | 'done'
    | 'total'
    | 'error_code'
    | 'result_file_id'
    | 'cancel_requested_at'
    | 'started_at'
    | 'finished_at'
  >
> & { readonly error_details?: string | null; readonly result?: string | null };

/** Null when this is no longer the run that counts. */
export async function updateProgress(
  db: Database,
  organizationId: string,
  id: string,
  run: number,
  { done, total }: { done: number; total: number | null },
): Promise<Row | null> {
  const row = await db
    .updateTable('tasks')
    .set({ done, total })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('runs', '=', run)
    .where('state', '=', 'running')
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** Whether somebody asked to cancel it; null when this is no longer the run that counts. */
export async function findCancelRequest(
  db: Database,
  organizationId: string,
  id: string,
  run: number,
): Promise<boolean | null> {
  const row = await db
    .selectFrom('tasks')
    .select('cancel_requested_at')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('runs', '=', run)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return row ? row.cancel_requested_at !== null : null;
}

/** False when this is no longer the run that counts. */
export async function updateResume(
  db: Database,
  organizationId: string,
  id: string,
  run: number,
  state: unknown,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('tasks')
    .set({ resume: JSON.stringify(state) })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('runs', '=', run)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function insertLogEntry(db: Database, row: Insertable<Tables['task_log']>): Promise<void> {
  await db.insertInto('task_log').values(row).execute();
}

/** Newest first. One more than the limit, if there are more. */
export async function listLogEntries(
  db: Database,
  organizationId: string,
  taskId: string,
  limit: number,
  beforeId: string | null,
) {
  let query = db
    .selectFrom('task_log')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('task_id', '=', taskId)
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (beforeId) query = query.where('id', '<', beforeId);
  return query.execute();
}
