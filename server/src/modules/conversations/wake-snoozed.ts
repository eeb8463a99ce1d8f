import { addEventLine } from './add-event-line.ts';
import { listDueSnoozes, wakeConversation } from './conversations-queries.ts';
import { systemActor, type Runtime } from '#platform/context';

const atOnce = 500;

/** Opens the conversations whose snooze has ended. Returns how many; safe to run in every process. */
export async function wakeSnoozed(runtime: Runtime): Promise<number> {
  const due = await runtime.pools.system((db) => listDueSnoozes(db, atOnce), { readOnly: true });
  let woken = 0;
  for (const { organizationId, id } of due) {
    woken += await runtime.transaction(systemActor(organizationId, new Set()), async (ctx) => {
      if (!(await wakeConversation(ctx.db, organizationId, id))) return 0;
      await addEventLine(ctx, id, { type: 'woken' });
      await ctx.events.emit('conversation.updated', id, { conversationId: id });
      return 1;
    });
  }
  return woken;
}
