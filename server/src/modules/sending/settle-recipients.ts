import { isException, type DeliveryState } from './delivery-state.ts';
import {
  deriveStates,
  forgetExceptions,
  listUnsettledOrganizations,
  lockCampaignForSettling,
  noteExceptions,
  takeSettlements,
  updateRecipientStates,
} from './sending-settle-queries.ts';
import type { Runtime } from '#platform/context';
import type { Database } from '#platform/database/database';

const batchesATime = 20;

/**
 * Copies onto the recipients what their deliveries prove, so that lists can filter by it. Runs behind the hot path; every
 * process may run it. Returns how many batches were settled, so that the caller comes back at once while there are more.
 */
export async function settleRecipients(runtime: Runtime): Promise<number> {
  let settled = 0;
  for (const organizationId of await runtime.pools.system((db) => listUnsettledOrganizations(db))) {
    settled += await runtime.pools.tenant(organizationId, async (db) => {
      const batches = await takeSettlements(db, organizationId, batchesATime);
      const campaigns = Map.groupBy(batches, (batch) => batch.campaignId);
      // Always in the same order: two settlers cannot wait for each other.
      for (const campaignId of [...campaigns.keys()].toSorted()) {
        await lockCampaignForSettling(db, campaignId);
        const contactIds = new Set(campaigns.get(campaignId)!.flatMap((batch) => batch.contactIds));
        await settleCampaign(db, organizationId, campaignId, [...contactIds]);
      }
      return batches.length;
    });
  }
  return settled;
}

async function settleCampaign(
  db: Database,
  organizationId: string,
  campaignId: string,
  contactIds: readonly string[],
): Promise<void> {
  const proven = await deriveStates(db, organizationId, campaignId, contactIds);
  for (const rows of Map.groupBy(proven, (row) => `${row.state} ${row.reason}`).values()) {
    const group = { state: rows[0]!.state, reason: rows[0]!.reason, contactIds: rows.map((row) => row.contactId) };
    await updateRecipientStates(db, organizationId, campaignId, group);
    if (isException(group.state as DeliveryState)) await noteExceptions(db, organizationId, campaignId, group);
    else await forgetExceptions(db, organizationId, campaignId, group.contactIds);
  }
}
