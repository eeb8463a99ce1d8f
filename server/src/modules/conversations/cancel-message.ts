import type { ThreadEntry } from '@parley/contract/conversations';
import { restoreFromThread } from './conversations-queries.ts';
import { getThreadRow } from './get-conversation.ts';
import { getThreadEntry } from './get-thread-entry.ts';
import { lockMessage, markCancelled } from './message-queries.ts';
import { recordAudit } from '#audit';
import { withdrawMessage } from '#sending';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';

/**
 * Takes a message back that has not left: scheduled, or waiting for its channel. The thread does not show it any more.
 * Throws `message_already_sent`.
 */
export async function cancelMessage(
  ctx: Ctx,
  { id, messageId }: { id: string; messageId: string },
): Promise<ThreadEntry> {
  const { organizationId } = ctx.actor;
  await getThreadRow(ctx, id, true);
  if (!(await lockMessage(ctx.db, organizationId, id, messageId)))
    throw new AppError('record_missing', { details: { what: 'message' } });
  const entry = await getThreadEntry(ctx, messageId);
  if (entry.state === 'cancelled') return entry;
  if (!(await withdrawMessage(ctx, messageId))) throw new AppError('message_already_sent');
  await markCancelled(ctx.db, organizationId, messageId);
  await restoreFromThread(ctx.db, organizationId, id);
  await recordAudit(ctx, { action: 'message.cancelled', subjectKind: 'message', subjectId: messageId });
  await ctx.events.emit('message.state_changed', messageId, { messageId, state: 'cancelled', reason: null });
  await ctx.events.emit('conversation.updated', id, { conversationId: id });
  return getThreadEntry(ctx, messageId);
}
