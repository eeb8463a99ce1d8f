import type { BulkFilter } from '@parley/contract/contacts';
import { z } from 'zod';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { uuidv7 } from '#platform/uuid';
import { createTask, defineTaskKind } from '#tasks';
import { applyBulkAction, bulkAction, inverseOf, type BulkAction } from './apply-bulk-action.ts';
import { insertBulkChanges } from './bulk-queries.ts';
import { prepareFilter } from './contact-filter.ts';
import { nextMatchingIds } from './next-matching-ids.ts';
import { readyFilter } from './stored-filter.ts';

export const bulkActionInput = z.object({ filter: readyFilter, throughId: z.uuid(), action: bulkAction });
const place = z.object({ afterId: z.uuid().nullable(), matched: z.int(), changed: z.int() });

/** As many as may be erased together. */
const step = 1_000;

/**
 * One action for everybody who matches, some at a time; each step commits with its place, so a run that was cut short goes
 * on where it was. Contacts made after the start are left out. Whom it changed is kept for the undo.
 */
export const bulkActionKind = defineTaskKind({
  kind: 'contacts.bulk-action',
  input: bulkActionInput,
  maxFailures: 5,
  async run(runtime, actor, task) {
    const { filter, throughId, action } = task.input;
    const undoable = inverseOf(action) !== null;
    let { afterId, matched, changed } =
      task.resume === null ? { afterId: null, matched: 0, changed: 0 } : place.parse(task.resume);
    for (;;) {
      task.signal.throwIfAborted();
      const ids = await nextMatchingIds(runtime, actor.organizationId, filter, { afterId, throughId, limit: step });
      if (ids.length === 0) return { result: { matched, changed, undoable: undoable && changed > 0 } };
      afterId = ids.at(-1)!;
      matched += ids.length;
      changed = await runtime.transaction(actor, async (ctx) => {
        const changes = await applyBulkAction(ctx, action, ids);
        if (undoable) await insertBulkChanges(ctx.db, actor.organizationId, task.id, changes);
        const total = changed + changes.length;
        await task.saveResume(ctx, { afterId, matched, changed: total });
        return total;
      });
      task.progress(matched);
    }
  },
});

/** Returns the task's id. Throws `request_invalid` for a filter that cannot be one. */
export async function startBulkAction(
  ctx: Ctx,
  { all: _all, ...filter }: BulkFilter,
  action: BulkAction,
  title: string,
): Promise<{ taskId: string }> {
  const ready = await prepareFilter(ctx, filter, 'filter');
  const input = { filter: readyFilter.parse(ready), throughId: uuidv7(), action };
  const taskId = await createTask(ctx, {
    kind: bulkActionKind,
    title,
    input,
    ...(filter.ids && { total: filter.ids.length }),
  });
  const after = { ...action, conditions: Object.keys(filter) };
  await recordAudit(ctx, { action: 'contacts.bulk_action_started', subjectKind: 'task', subjectId: taskId, after });
  return { taskId };
}
