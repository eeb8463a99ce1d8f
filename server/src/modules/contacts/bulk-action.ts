import type { ContactFilter } from '@parley/contract/contacts';
import { z } from 'zod';
import { recordAudit } from '#audit';
import { getOpenGroup, joinGroup, leaveGroup } from '#groups';
import type { Ctx } from '#platform/context';
import { uuidv7 } from '#platform/uuid';
import { createTask, defineTaskKind } from '#tasks';
import { prepareFilter } from './contact-filter.ts';
import { deleteTag, insertTag } from './contact-queries.ts';
import { eraseContacts } from './erase-contacts.ts';
import { nextMatchingIds } from './next-matching-ids.ts';

const bulkAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['add_to_group', 'remove_from_group']), groupId: z.uuid() }),
  z.object({ kind: z.enum(['add_tag', 'remove_tag']), tag: z.string() }),
  z.object({ kind: z.literal('erase') }),
]);
export type BulkAction = z.output<typeof bulkAction>;

const exactFilter = z.object({
  groupId: z.string(),
  tag: z.string(),
  city: z.string(),
  fromId: z.string(),
  phone: z.string(),
  email: z.string(),
});
const place = z.object({ afterId: z.uuid().nullable(), matched: z.int(), changed: z.int() });

/** As many as may be erased together. */
const step = 1_000;

/**
 * One action for everybody who matches, some at a time; each step commits with its place, so a run that was cut short goes
 * on where it was. Contacts made after the start are left out.
 */
export const bulkActionKind = defineTaskKind({
  kind: 'contacts.bulk-action',
  input: z.object({
    filter: z.object({ words: z.array(z.string()), exact: exactFilter.partial() }),
    throughId: z.uuid(),
    action: bulkAction,
  }),
  maxFailures: 5,
  async run(runtime, actor, task) {
    const { filter, throughId, action } = task.input;
    let { afterId, matched, changed } =
      task.resume === null ? { afterId: null, matched: 0, changed: 0 } : place.parse(task.resume);
    for (;;) {
      task.signal.throwIfAborted();
      const ids = await nextMatchingIds(runtime, actor.organizationId, filter, { afterId, throughId, limit: step });
      if (ids.length === 0) return { result: { matched, changed } };
      afterId = ids.at(-1)!;
      matched += ids.length;
      changed = await runtime.transaction(actor, async (ctx) => {
        const total = changed + (await apply(ctx, action, ids));
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
  filter: ContactFilter,
  action: BulkAction,
  title: string,
): Promise<{ taskId: string }> {
  const ready = await prepareFilter(ctx, filter, 'filter');
  const input = {
    filter: { words: [...ready.words], exact: withoutUndefined(ready.exact) },
    throughId: uuidv7(),
    action,
  };
  const taskId = await createTask(ctx, { kind: bulkActionKind, title, input });
  const after = { ...action, conditions: Object.keys(filter) };
  await recordAudit(ctx, { action: 'contacts.bulk_action_started', subjectKind: 'task', subjectId: taskId, after });
  return { taskId };
}

/** Returns for how many it changed something. */
async function apply(ctx: Ctx, action: BulkAction, ids: readonly string[]): Promise<number> {
  const { organizationId } = ctx.actor;
  switch (action.kind) {
    case 'add_to_group':
      await getOpenGroup(ctx, action.groupId);
      return (await joinGroup(ctx, action.groupId, ids)).length;
    case 'remove_from_group':
      return leaveGroup(ctx, action.groupId, ids);
    case 'add_tag':
      return insertTag(ctx.db, organizationId, action.tag, ids);
    case 'remove_tag':
      return deleteTag(ctx.db, organizationId, action.tag, ids);
    case 'erase':
      return (await eraseContacts(ctx, ids)).length;
  }
}

function withoutUndefined<T extends object>(fields: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}
