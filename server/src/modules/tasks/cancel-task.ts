import type { Task } from '@parley/contract/tasks';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { announce } from './announce.ts';
import { describeTask, missingTask } from './get-task.ts';
import { lockTask, updateTask } from './task-queries.ts';

/**
 * A task that waits is cancelled at once; one that runs is told within a second and ends when its kind has finished its
 * step. What it has done stays done. Throws `record_missing`, `task_not_active`.
 */
export async function cancelTask(ctx: Ctx, input: { id: string }): Promise<Task> {
  const task = await lockTask(ctx.db, ctx.actor.organizationId, input.id);
  if (!task) throw missingTask();
  if (task.finished_at) throw new AppError('task_not_active', { details: { state: task.state } });
  if (!task.cancel_requested_at) {
    const now = ctx.clock.now();
    const end = task.state === 'queued' ? { state: 'cancelled', finished_at: now } : {};
    const changed = await updateTask(ctx.db, ctx.actor.organizationId, input.id, { cancel_requested_at: now, ...end });
    await announce(ctx, changed);
    await recordAudit(ctx, { action: 'task.cancelled', subjectKind: 'task', subjectId: input.id });
  }
  return describeTask(ctx, input.id);
}
