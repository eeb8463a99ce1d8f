import { deliveryState, mayBecome, stateOfParts, type DeliveryState, deliveryStateNames } from './delivery-state.ts';
import { fence } from './sending-lease-queries.ts';
import {
  addCounters,
  counterNames,
  findRefs,
  hasParked,
  insertRefs,
  insertSettlement,
  parkReceipts,
  readStates,
  unparkMatched,
  unparkReceipts,
  writeEvidence,
  writePartStates,
  writeResults,
  type ChangedDelivery,
  type CounterName,
  type ReceiptRow,
  type ResultGroup,
} from './sending-result-queries.ts';
import { LeaseLost, type Lease, type Outcome, type Result } from './types.ts';
import type { Ctx } from '#platform/context';
import { uuidv7 } from '#platform/uuid';

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
  let receipts = batch.receipts;
  if (batch.results.length > 0) {
    changed.push(...(await recordResults(ctx, lease, batch.results)));
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

async function recordResults(ctx: Ctx, lease: Lease, results: readonly Result[]): Promise<ChangedDelivery[]> {
  const groups = new Map<string, Omit<ResultGroup, 'ids'> & { ids: string[] }>();
  const refs = {
    providerIds: [] as string[],
    deliveryIds: [] as string[],
    partNumbers: [] as number[],
    partTotals: [] as number[],
  };
  const seen = new Set<string>();
  for (const { deliveryId, outcome } of results) {
    const values = valuesOf(outcome);
    const key = JSON.stringify(values);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ...values, ids: [deliveryId] });
    else group.ids.push(deliveryId);
    if (outcome.kind !== 'accepted') continue;
    for (const [index, part] of outcome.parts.entries()) {
      // One statement cannot upsert the same key twice; a network that repeats an id within a batch keeps the first.
      if (part.providerMessageId === '' || seen.has(part.providerMessageId)) continue;
      seen.add(part.providerMessageId);
      refs.providerIds.push(part.providerMessageId);
      refs.deliveryIds.push(deliveryId);
      refs.partNumbers.push(index);
      refs.partTotals.push(outcome.parts.length);
    }
  }
  const changed: ChangedDelivery[] = [];
  for (const group of groups.values()) changed.push(...(await writeResults(ctx.db, lease.organizationId, group)));
  if (refs.providerIds.length > 0) await insertRefs(ctx.db, lease.organizationId, lease.channelId, refs);
  return changed;
}

function valuesOf(outcome: Outcome): Omit<ResultGroup, 'ids'> {
  if (outcome.kind === 'accepted') {
    return {
      state: deliveryState.accepted,
      parts: outcome.parts.length,
      reason: null,
      code: null,
      retryMilliseconds: null,
    };
  }
  return {
    state: outcome.kind === 'waiting' ? deliveryState.failed : deliveryState[outcome.kind],
    parts: 0,
    reason: outcome.reason,
    code: outcome.providerCode,
    retryMilliseconds: outcome.kind === 'waiting' ? outcome.retryMilliseconds : null,
  };
}

async function unparkFor(ctx: Ctx, lease: Lease, results: readonly Result[]): Promise<ReceiptRow[]> {
  const ids = results.flatMap(({ outcome }) =>
    outcome.kind === 'accepted' ? outcome.parts.map((part) => part.providerMessageId) : [],
  );
  return ids.length === 0 ? [] : unparkReceipts(ctx.db, lease.organizationId, lease.channelId, ids);
}

async function recordReceipts(
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

/** Counters, the settler's note and message events of rows that changed; used by recording and by recovery alike. */
export async function recordChanges(ctx: Ctx, lease: Lease, changed: readonly ChangedDelivery[]): Promise<void> {
  const counters = new Map<string, Record<CounterName, number>>();
  const contacts = new Map<string, Set<string>>();
  const messages = new Map<string, ChangedDelivery>();
  for (const row of changed) {
    if (row.messageId !== null) messages.set(row.messageId, row);
    if (row.campaignId === null) continue;
    let change = counters.get(row.campaignId);
    if (change === undefined) {
      change = Object.fromEntries(counterNames.map((name) => [name, 0])) as Record<CounterName, number>;
      counters.set(row.campaignId, change);
      contacts.set(row.campaignId, new Set());
    }
    change[deliveryStateNames[row.oldState] as CounterName]--;
    change[row.waiting ? 'waiting' : (deliveryStateNames[row.state] as CounterName)]++;
    contacts.get(row.campaignId)!.add(row.contactId!);
  }
  if (counters.size > 0) await addCounters(ctx.db, lease.organizationId, lease.channelId, counters);
  for (const [campaignId, ids] of contacts) {
    await insertSettlement(ctx.db, lease.organizationId, uuidv7(), campaignId, [...ids]);
  }
  for (const [messageId, row] of messages) {
    const state = row.waiting ? 'queued' : deliveryStateNames[row.state]!;
    await ctx.events.emit('message.state_changed', messageId, { messageId, state, reason: row.reason });
  }
}
