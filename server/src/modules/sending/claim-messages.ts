import {
  insertMessageDeliveries,
  listGeneratedContacts,
  takeDueMessages,
  takeQueuedMessages,
} from './sending-claim-queries.ts';
import { decide } from './policy.ts';
import type { ClaimRequest } from './claim-campaign.ts';
import type { ClaimedDelivery } from './types.ts';
import type { Ctx } from '#platform/context';
import { uuidv7 } from '#platform/uuid';

/**
 * Messages of conversations, claimed before any campaign. An operator's answer to a person who wrote is exempt from the
 * marketing rules, so only the network's limits bind here, and that made-up people are written to in the sandbox only.
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
  const generated = await listGenerated(ctx, request, rows);
  return rows.map((row) => ({
    id: row.id,
    campaignId: null,
    contactId: row.contactId,
    messageId: row.messageId,
    attempt: row.attempt,
    address: row.address,
    text: row.text,
    fileId: row.fileId,
    refusal: refusalOf(row, generated, request),
    submitDeadline: request.submitDeadline,
  }));
}

interface Row {
  readonly contactId: string | null;
}

async function listGenerated(
  ctx: Ctx,
  request: ClaimRequest,
  rows: readonly Row[],
): Promise<ReadonlySet<string | null>> {
  const contactIds = rows.flatMap(({ contactId }) => contactId ?? []);
  // Everybody may be written to in the sandbox.
  if (request.sandbox || contactIds.length === 0) return new Set();
  return listGeneratedContacts(ctx.db, request.target.organizationId, contactIds);
}

function refusalOf({ contactId }: Row, generated: ReadonlySet<string | null>, { sandbox }: ClaimRequest) {
  const standing = { suppressed: false, consentBasis: null, isGenerated: generated.has(contactId) };
  const verdict = decide(standing, { purpose: 'answer', sandbox });
  return verdict === 'send' ? null : verdict;
}
