import type { ThreadEntry } from '@parley/contract/conversations';
import { filesOf } from './attach-files.ts';
import { findMessage } from './message-queries.ts';
import { entryOfMessage } from './thread-entry.ts';
import { listMessageDeliveries } from '#sending';
import type { Ctx } from '#platform/context';

/** An entry that is known to be there. */
export async function getThreadEntry(ctx: Ctx, messageId: string): Promise<ThreadEntry> {
  const { organizationId } = ctx.actor;
  const row = await findMessage(ctx.db, organizationId, messageId);
  const [delivery] = await listMessageDeliveries(ctx.db, organizationId, [messageId]);
  return entryOfMessage(row!, delivery, (await filesOf(ctx, [messageId])).get(messageId));
}
