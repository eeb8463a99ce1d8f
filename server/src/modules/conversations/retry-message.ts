import type { ThreadEntry } from '@parley/contract/conversations';
import { checkCanSend } from './check-can-send.ts';
import { getThreadRow } from './get-conversation.ts';
import { getThreadEntry } from './get-thread-entry.ts';
import { lockMessage } from './message-queries.ts';
import { recordAudit } from '#audit';
import { resendMessage } from '#sending';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';

/**
 * Sends again what did not arrive: another attempt of the same message, by a person. What waits for an attempt already is
 * left to it. Throws `message_not_retryable`, `message_outcome_unknown` when it may have arrived, `channel_removed`,
 * `contact_erased`.
 */
export async function retryMessage(
  ctx: Ctx,
  { id, messageId, resendUnknown }: { id: string; messageId: string; resendUnknown: boolean },
): Promise<ThreadEntry> {
  const { organizationId } = ctx.actor;
  const conversation = await getThreadRow(ctx, id);
  if (!(await lockMessage(ctx.db, organizationId, id, messageId)))
    throw new AppError('record_missing', { details: { what: 'message' } });
  const entry = await getThreadEntry(ctx, messageId);
  if (entry.state === 'queued' || entry.state === 'scheduled') return entry;
  if (entry.state === 'unknown' && !resendUnknown) throw new AppError('message_outcome_unknown');
  if (entry.state === null || !['failed', 'expired', 'unknown'].includes(entry.state))
    throw new AppError('message_not_retryable', { details: { state: entry.state ?? entry.kind } });
  await checkCanSend(ctx, conversation);
  const attempt = await resendMessage(ctx, { messageId, address: conversation.peer });
  await recordAudit(ctx, {
    action: 'message.resent',
    subjectKind: 'message',
    subjectId: messageId,
    before: { state: entry.state, reason: entry.reason },
    after: { attempt },
  });
  await ctx.events.emit('message.state_changed', messageId, { messageId, state: 'queued', reason: null });
  return getThreadEntry(ctx, messageId);
}
