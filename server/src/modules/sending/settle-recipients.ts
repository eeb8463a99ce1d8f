import { isException, type DeliveryState } from './delivery-state.ts';
import {
  deriveStates,
  forgetExceptions,
  listUnsettledOrganizations,
  lockCampaignForSettling,
  noteExceptions,
  raiseRecipientStates,
  takeSettlements,
  updateRecipientStates,
  type StateGroup,
  type TakenSettlement,
} from './sending-settle-queries.ts';
import type { Runtime } from '#platform/context';
import type { Database } from '#platform/database/database';

const batchesATime = 20;

/**
 * Copies onto the recipients what became of their deliveries, so that lists can filter by it. Runs behind the hot path;
 * every process may run it. Returns how many batches were settled, so that the caller comes back at once while there are more.
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
        await settleCampaign(db, organizationId, campaignId, campaigns.get(campaignId)!);
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
  batches: readonly TakenSettlement[],
): Promise<void> {
  const uncertain = new Set(batches.flatMap((batch) => (batch.state === null ? batch.contactIds : [])));
  for (const group of highestNotes(batches, uncertain)) {
    await raiseRecipientStates(db, organizationId, campaignId, group);
    await keepExceptions(db, organizationId, campaignId, group);
  }
  if (uncertain.size === 0) return;
  const proven = await deriveStates(db, organizationId, campaignId, [...uncertain]);
  for (const rows of Map.groupBy(proven, (row) => `${row.state} ${row.reason}`).values()) {
    const group = { state: rows[0]!.state, reason: rows[0]!.reason, contactIds: rows.map((row) => row.contactId) };
    await updateRecipientStates(db, organizationId, campaignId, group);
    await keepExceptions(db, organizationId, campaignId, group);
  }
}

/** Of several notes on one person the one that says most. */
function highestNotes(batches: readonly TakenSettlement[], uncertain: ReadonlySet<string>): StateGroup[] {
  const highest = new Map<string, TakenSettlement>();
  for (const batch of batches) {
    if (batch.state === null) continue;
    for (const contactId of batch.contactIds) {
      if (!uncertain.has(contactId) && batch.state > (highest.get(contactId)?.state ?? 0))
        highest.set(contactId, batch);
    }
  }
  const groups = Map.groupBy(highest, ([, { state, reason }]) => `${state} ${reason}`);
  return [...groups.values()].map((members) => {
    const { state, reason } = members[0]![1];
    return { state: state!, reason, contactIds: members.map(([contactId]) => contactId) };
  });
}

async function keepExceptions(
  db: Database,
  organizationId: string,
  campaignId: string,
  { state, contactIds }: StateGroup,
): Promise<void> {
  if (isException(state as DeliveryState)) await noteExceptions(db, organizationId, campaignId, contactIds);
  else await forgetExceptions(db, organizationId, campaignId, contactIds);
}
