import { deliveryState, deliveryStateNames, mayBecome, stateOfParts, type DeliveryState } from './delivery-state.ts';
import {
  findRefs,
  parkReceipts,
  readStates,
  writeEvidence,
  writePartStates,
  type ChangedDelivery,
  type ReceiptRow,
} from './sending-result-queries.ts';
import type { Lease } from './types.ts';
import type { Ctx } from '#platform/context';
import { uuidv7 } from '#platform/uuid';

/**
 * Receipts of deliveries whose answer is written: matched by the network's id, or parked until the answer is. A receipt that
 * came together with its answer is written with it, in record-results.ts.
 */
export async function recordReceipts(
  ctx: Ctx,
  lease: Lease,
  receipts: readonly ReceiptRow[],
): Promise<{ changed: ChangedDelivery[]; parked: number }> {
  const { organizationId, channelId } = lease;
  const refs = await findRefs(ctx.db, organizationId, channelId, [
    ...new Set(receipts.map((row) => row.providerMessageId)),
  ]);
  const known = new Map(refs.map((ref) => [ref.providerMessageId, ref]));
  const unmatched = receipts.filter((row) => !known.has(row.providerMessageId));
  if (unmatched.length > 0) {
    await parkReceipts(
      ctx.db,
      organizationId,
      channelId,
      unmatched.map((row) => ({ ...row, id: uuidv7() })),
    );
  }
  const evidence = new Map<string, ReceiptRow & { deliveryId: string }>();
  const partRows: ReceiptRow[] = [];
  const partDeliveries = new Set<string>();
  for (const row of receipts) {
    const ref = known.get(row.providerMessageId);
    if (ref === undefined) continue;
    if (ref.parts > 1) {
      partRows.push(row);
      partDeliveries.add(ref.deliveryId);
    } else {
      keepBest(evidence, { ...row, deliveryId: ref.deliveryId });
    }
  }
  if (partRows.length > 0) {
    for (const whole of await stateOfWholes(ctx, lease, partRows, partDeliveries, known)) keepBest(evidence, whole);
  }
  const changed = await writeAllEvidence(ctx, lease, [...evidence.values()]);
  return { changed, parked: unmatched.length };
}

type Evidence = ReceiptRow & { readonly deliveryId: string };

/** Of several receipts for one delivery in one batch, what they prove together: order of arrival does not matter (F23). */
function keepBest(evidence: Map<string, Evidence>, next: Evidence): void {
  const held = evidence.get(next.deliveryId);
  if (held === undefined || mayBecome(held.state as DeliveryState, next.state as DeliveryState))
    evidence.set(next.deliveryId, next);
}

async function stateOfWholes(
  ctx: Ctx,
  lease: Lease,
  rows: readonly ReceiptRow[],
  deliveryIds: ReadonlySet<string>,
  refs: ReadonlyMap<string, { deliveryId: string }>,
): Promise<Evidence[]> {
  const best = new Map<string, Evidence>();
  for (const row of rows) {
    const held = best.get(row.providerMessageId);
    if (held === undefined || mayBecome(held.state as DeliveryState, row.state as DeliveryState)) {
      best.set(row.providerMessageId, { ...row, deliveryId: refs.get(row.providerMessageId)!.deliveryId });
    }
  }
  const wholes = await writePartStates(
    ctx.db,
    lease.organizationId,
    lease.channelId,
    [...best.values()],
    [...deliveryIds],
  );
  const latest = new Map([...best.values()].map((row) => [row.deliveryId, row]));
  return wholes.map((whole) => ({
    ...latest.get(whole.deliveryId)!,
    state: stateOfParts(whole.states as DeliveryState[], whole.total),
  }));
}

/** From which states evidence leads on, the usual one first: nearly all receipts are for accepted messages. */
const opened = [
  deliveryState.accepted,
  deliveryState.unknown,
  deliveryState.submitting,
  deliveryState.delivered,
] as const;

async function writeAllEvidence(ctx: Ctx, lease: Lease, evidence: readonly Evidence[]): Promise<ChangedDelivery[]> {
  const changed: ChangedDelivery[] = [];
  const groups = Map.groupBy(evidence, (row) =>
    JSON.stringify([row.state, row.providerTime, row.reason, row.errorCode]),
  );
  for (const rows of groups.values()) {
    const { state, providerTime: at, reason, errorCode: code } = rows[0]!;
    let left = rows.map((row) => row.deliveryId);
    for (const oldState of opened) {
      if (left.length === 0 || !mayBecome(oldState, state as DeliveryState)) continue;
      const written = await writeEvidence(ctx.db, lease.organizationId, oldState, {
        state,
        at,
        reason,
        code,
        ids: left,
      });
      changed.push(...written);
      if (written.length === left.length) left = [];
      else if (written.length > 0) left = left.filter((id) => !written.some((row) => row.id === id));
    }
  }
  if (changed.length < evidence.length)
    await noteContradictions(ctx, lease, evidence, new Set(changed.map((row) => row.id)));
  return changed;
}

/** A final receipt against another final state: an event, not a change. A repeat of the same state is nothing (F22). */
async function noteContradictions(
  ctx: Ctx,
  lease: Lease,
  evidence: readonly Evidence[],
  changed: ReadonlySet<string>,
): Promise<void> {
  const unchanged = new Map(
    evidence.filter((row) => !changed.has(row.deliveryId)).map((row) => [row.deliveryId, row.state]),
  );
  const held = await readStates(ctx.db, lease.organizationId, [...unchanged.keys()]);
  for (const row of held) {
    const claimed = unchanged.get(row.id)!;
    const late = claimed <= deliveryState.accepted || claimed === row.state;
    const downgrade = row.state === deliveryState.read && claimed === deliveryState.delivered;
    if (late || downgrade) continue;
    await ctx.events.emit('delivery.contradicted', row.id, {
      deliveryId: row.id,
      known: deliveryStateNames[row.state]!,
      claimed: deliveryStateNames[claimed]!,
    });
  }
}
