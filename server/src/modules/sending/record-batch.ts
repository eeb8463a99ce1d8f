import { recordChanges } from './record-changes.ts';
import { recordReceipts } from './record-receipts.ts';
import { partsOf, recordResults } from './record-results.ts';
import { fence } from './sending-lease-queries.ts';
import {
  hasParked,
  unparkMatched,
  unparkReceipts,
  type ChangedDelivery,
  type ReceiptRow,
} from './sending-result-queries.ts';
import { LeaseLost, type Lease, type Result } from './types.ts';
import type { Ctx } from '#platform/context';

const sweepLimit = 1_000;

export interface Batch {
  readonly results: readonly Result[];
  readonly receipts: readonly ReceiptRow[];
}

/** Where to look for parked receipts: nowhere, for the answers of this batch, or for everything that is matched by now. */
export type ParkedLook = 'none' | 'batch' | 'sweep';

export interface Recorded {
  readonly mayHaveParked: boolean;
  readonly campaignIds: readonly string[];
}

/**
 * Writes what the network said in one transaction: results first, so that a receipt that came together with its answer
 * finds it. Fenced; throws LeaseLost. Writing the same batch again changes nothing.
 */
export async function recordBatch(ctx: Ctx, lease: Lease, batch: Batch, look: ParkedLook): Promise<Recorded> {
  if (!(await fence(ctx.db, lease))) throw new LeaseLost(lease);
  const changed: ChangedDelivery[] = [];
  let { receipts } = batch;
  if (batch.results.length > 0) {
    const recorded = await recordResults(ctx, lease, batch.results, receipts);
    changed.push(...recorded.changed);
    receipts = recorded.left;
    if (look === 'batch') receipts = [...receipts, ...(await unparkFor(ctx, lease, batch.results))];
  }
  let mayHaveParked = look !== 'none';
  if (look === 'sweep') {
    receipts = [...receipts, ...(await unparkMatched(ctx.db, lease.organizationId, lease.channelId, sweepLimit))];
    mayHaveParked = await hasParked(ctx.db, lease.organizationId, lease.channelId);
  }
  if (receipts.length > 0) {
    const outcome = await recordReceipts(ctx, lease, receipts);
    changed.push(...outcome.changed);
    if (outcome.parked > 0) mayHaveParked = true;
  }
  await recordChanges(ctx, lease, changed);
  return {
    mayHaveParked,
    campaignIds: [...new Set(changed.flatMap((row) => (row.campaignId === null ? [] : [row.campaignId])))],
  };
}

async function unparkFor(ctx: Ctx, lease: Lease, results: readonly Result[]): Promise<ReceiptRow[]> {
  const ids = results.flatMap(({ outcome }) => partsOf(outcome).map((part) => part.providerMessageId));
  return ids.length === 0 ? [] : unparkReceipts(ctx.db, lease.organizationId, lease.channelId, ids);
}
