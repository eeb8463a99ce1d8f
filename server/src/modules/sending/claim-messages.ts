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
  const fresh =
    again.length < request.limit
      ? await takeQueuedMessages(ctx.db, organizationId, channelId, request.limit - again.length)
      : [];
  const rows = [
    ...again.map((row) => ({ ...row, id: uuidv7(), attempt: row.attempt + 1 })),
    ...fresh.map((row) => ({ ...row, id: uuidv7() })),
  ];
  if (rows.length === 0) return [];
  await insertMessageDeliveries(ctx.db, request.target, rows);
  return rows.map((row) => ({
    id: row.id,
    campaignId: null,
    contactId: row.contactId,
    messageId: row.messageId,
    attempt: row.attempt,
    address: row.address,
    text: row.text,
    submitDeadline: request.submitDeadline,
  }));
}
