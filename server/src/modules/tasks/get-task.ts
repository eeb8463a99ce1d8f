import type { Task, TaskWithLog } from '@parley/contract/tasks';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { findTask, listLogEntries } from './task-queries.ts';
import { logEntryView, taskView } from './task-view.ts';

const logEntries = 100;

/** Throws `record_missing`. */
export async function getTask(ctx: Ctx, input: { id: string }): Promise<TaskWithLog> {
  const task = await describeTask(ctx, input.id);
  const log = await listLogEntries(ctx.db, ctx.actor.organizationId, input.id, logEntries, null);
  return { ...task, log: log.slice(0, logEntries).map(logEntryView) };
}

export async function describeTask(ctx: Ctx, id: string): Promise<Task> {
  const row = await findTask(ctx.db, ctx.actor.organizationId, id);
  if (!row) throw missingTask();
  return taskView(row, ctx.actor.language, ctx.clock.now());
}

export function missingTask(): AppError {
  return new AppError('record_missing', { details: { what: 'task' } });
}
