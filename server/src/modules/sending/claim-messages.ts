import { insertMessageDeliveries, takeDueMessages, takeQueuedMessages } from './sending-claim-queries.ts';
import type { ClaimRequest } from './claim-campaign.ts';
import type { ClaimedDelivery } from './types.ts';
import type { Ctx } from '#platform/context';
import { uuidv7 } from '#platform/uuid';

/**
 * Messages of conversations, claimed before any campaign. An operator's answer to a person who wrote is exempt from the
 * marketing rules, so only the network's limits bind here.
 */
export async function claimMessages(ctx: Ctx, request: ClaimRequest): Promise<ClaimedDelivery[]> {
  const { organizationId, channelId } = request.target;
  const again = await takeDueMessages(ctx.db, organizationId, channelId, request.limit);
  const retried = again.map((row) => ({ ...row, id: uuidv7(), attempt: row.attempt + 1 }));
  // Written before the queue is read: an item behind one of these goes on waiting.
  if (retried.length > 0) await insertMessageDeliveries(ctx.db, request.target, retried);
  const room = request.limit - retried.length;
  const queued = room > 0 ? await takeQueuedMessages(ctx.db, organizationId, channelId, room) : [];
  const fresh = queued.map((row) => ({ ...row, id: uuidv7() }));
  if (fresh.length > 0) await insertMessageDeliveries(ctx.db, request.target, fresh);
  const rows = [...retried, ...fresh];
  return rows.map((row) => ({
    id: row.id,
    campaignId: null,
    contactId: row.contactId,
    messageId: row.messageId,
    attempt: row.attempt,
    address: row.address,
    text: row.text,
    fileId: row.fileId,
    submitDeadline: request.submitDeadline,
  }));
}
