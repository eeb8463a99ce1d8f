import type { Task } from '@parley/contract/tasks';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { announce } from './announce.ts';
import { enqueueRun } from './create-task.ts';
import { describeTask, missingTask } from './get-task.ts';
import { lockTask, updateTask } from './task-queries.ts';

/** Runs a failed or cancelled task again, from where it was. Throws `record_missing`, `task_not_retryable`. */
export async function retryTask(ctx: Ctx, input: { id: string }): Promise<Task> {
  const task = await lockTask(ctx.db, ctx.actor.organizationId, input.id);
  if (!task) throw missingTask();
  if (task.state !== 'failed' && task.state !== 'cancelled') {
    throw new AppError('task_not_retryable', { details: { state: task.state } });
  }
  const changed = await updateTask(ctx.db, ctx.actor.organizationId, input.id, {
    state: 'queued',
    failures: 0,
    error_code: null,
    error_details: null,
    cancel_requested_at: null,
    started_at: null,
    finished_at: null,
  });
  await announce(ctx, changed);
  await enqueueRun(ctx, input.id);
  const before = { state: task.state, error: task.error_code };
  await recordAudit(ctx, { action: 'task.retried', subjectKind: 'task', subjectId: input.id, before });
  return describeTask(ctx, input.id);
}
