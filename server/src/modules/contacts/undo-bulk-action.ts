import { z } from 'zod';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { createTask, defineTaskKind } from '#tasks';
import { bulkAction, inverseOf } from './apply-bulk-action.ts';
import { bulkActionInput, bulkActionKind } from './bulk-action.ts';
import { countBulkChanges, findBulkTask, takeBulkChanges } from './bulk-queries.ts';

const step = 1_000;

export const undoBulkActionKind = defineTaskKind({
  kind: 'contacts.undo-bulk-action',
  input: z.object({ taskId: z.uuid(), action: bulkAction }),
  maxFailures: 5,
  async run(runtime, actor, task) {
    const { taskId, action } = task.input;
    const undo = inverseOf(action)!;
    let done = z.int().catch(0).parse(task.resume);
    for (;;) {
      task.signal.throwIfAborted();
      const before = done;
      done = await runtime.transaction(actor, async (ctx) => {
        const changes = await takeBulkChanges(ctx.db, actor.organizationId, taskId, step);
        if (changes.length > 0) await undo(ctx, changes);
        await task.saveResume(ctx, before + changes.length);
        return before + changes.length;
      });
      if (done === before) return { result: { changed: done } };
      task.progress(done);
    }
  },
});

/**
 * Takes a bulk action back for those whom it changed, also one that was cancelled on its way. Throws `record_missing`, and
 * `bulk_action_not_undoable` for one that still runs, cannot be taken back or was taken back before.
 */
export async function undoBulkAction(ctx: Ctx, { taskId }: { taskId: string }): Promise<{ taskId: string }> {
  const { organizationId, language } = ctx.actor;
  const task = await findBulkTask(ctx.db, organizationId, taskId, bulkActionKind.kind);
  if (!task) throw new AppError('record_missing', { details: { what: 'task' } });
  const { action } = bulkActionInput.parse(task.input);
  const total = await countBulkChanges(ctx.db, organizationId, taskId);
  if (!task.finished_at || !inverseOf(action) || total === 0) throw new AppError('bulk_action_not_undoable');
  const title = language === 'ru' ? `Отмена: ${task.title}` : `Undo: ${task.title}`;
  const undoId = await createTask(ctx, { kind: undoBulkActionKind, title, input: { taskId, action }, total });
  const after = { taskId: undoId };
  await recordAudit(ctx, { action: 'contacts.bulk_action_undone', subjectKind: 'task', subjectId: taskId, after });
  return { taskId: undoId };
}
