import type { CampaignStatus, Recipient, RecipientDetails } from '@parley/contract/campaigns';
import { deliveryStateNames, listRecipientDeliveries, type RecipientDelivery } from '#sending';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { findRecipient, type RecipientRow } from './campaign-recipient-queries.ts';
import { getCampaign } from './get-campaign.ts';
import { recipientState } from './recipient-state.ts';

/** One person's place in a campaign and every attempt, oldest first. Throws `record_missing`. */
export async function getRecipient(
  ctx: Ctx,
  { id, contactId }: { id: string; contactId: string },
): Promise<RecipientDetails> {
  const { organizationId } = ctx.actor;
  const { status } = await getCampaign(ctx, { id });
  const row = await findRecipient(ctx.db, organizationId, id, contactId);
  if (!row) throw new AppError('record_missing', { details: { what: 'recipient' } });
  const deliveries = await listRecipientDeliveries(ctx.db, organizationId, id, contactId);
  return { ...recipientOf(row, status), deliveries: deliveries.map(deliveryOf) };
}

export function recipientOf(row: RecipientRow, campaign: CampaignStatus): Recipient {
  return {
    contactId: row.contact_id,
    displayName: row.display_name,
    address: row.address,
    state: row.exclusion === null ? recipientState(campaign, row.state) : null,
    reason: row.reason,
    exclusion: row.exclusion,
    settledAt: row.settled_at?.toISOString() ?? null,
    reply: row.replied_at && { at: row.replied_at.toISOString(), optedOut: row.opted_out === true },
  };
}

function deliveryOf({ address: _address, ...delivery }: RecipientDelivery): RecipientDetails['deliveries'][number] {
  return {
    ...delivery,
    state: deliveryStateNames[delivery.state]!,
    claimedAt: delivery.claimedAt.toISOString(),
    acceptedAt: delivery.acceptedAt?.toISOString() ?? null,
    deliveredAt: delivery.deliveredAt?.toISOString() ?? null,
    finishedAt: delivery.finishedAt?.toISOString() ?? null,
  };
}
