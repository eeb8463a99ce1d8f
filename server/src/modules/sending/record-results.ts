import { deliveryState } from './delivery-state.ts';
import {
  insertRefs,
  readParts,
  writeResults,
  type ChangedDelivery,
  type ReceiptRow,
  type RefRows,
  type ResultGroup,
} from './sending-result-queries.ts';
import type { Lease, Outcome, Result } from './types.ts';
import type { SentPart } from '#channel';
import type { Ctx } from '#platform/context';

export interface RecordedResults {
  readonly changed: ChangedDelivery[];
  /** Receipts that were not written with an answer of this batch. */
  readonly left: ReceiptRow[];
}

type Group = Omit<ResultGroup, 'ids'>;

/**
 * Answers to submits, and the network's id of each part. A receipt that came together with the answer of its one-part
 * delivery is written with it: one change of the row instead of two (15 µs a message).
 */
export async function recordResults(
  ctx: Ctx,
  lease: Lease,
  results: readonly Result[],
  receipts: readonly ReceiptRow[],
): Promise<RecordedResults> {
  const { joined, left } = joinReceipts(results, receipts);
  const groups = new Map<string, { group: Group; members: Map<string, Result> }>();
  for (const result of results) {
    const group = valuesOf(result, joined.get(result));
    const key = keyOf(group);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { group, members: new Map([[result.delivery.id, result]]) });
    else known.members.set(result.delivery.id, result);
  }
  const changed: ChangedDelivery[] = [];
  // Late answers last: they may settle what became unknown in this very batch.
  const ordered = [...groups.values()].toSorted((a, b) => a.group.oldState - b.group.oldState);
  for (const { group, members } of ordered) {
    const ids = [...members.keys()];
    // What was in doubt may have been counted in part.
    const before = group.oldState === deliveryState.unknown ? await readParts(ctx.db, lease.organizationId, ids) : null;
    for (const id of await writeResults(ctx.db, lease.organizationId, { ...group, ids })) {
      changed.push(changeOf(members.get(id)!.delivery, group, before?.get(id) ?? 0));
      members.delete(id);
    }
    // A commit of unknown outcome has written the answer before (F13): its receipt may have come since.
    for (const result of members.values()) if (joined.has(result)) left.push(joined.get(result)!);
  }
  const refs = refsOf(results);
  if (refs.providerIds.length > 0) await insertRefs(ctx.db, lease.organizationId, lease.channelId, refs);
  return { changed, left };
}

/** The first receipt of each delivery whose answer is here as well. Long messages are delivered when all parts are. */
function joinReceipts(
  results: readonly Result[],
  receipts: readonly ReceiptRow[],
): { joined: Map<Result, ReceiptRow>; left: ReceiptRow[] } {
  const joined = new Map<Result, ReceiptRow>();
  if (receipts.length === 0) return { joined, left: [] };
  const answers = new Map<string, Result>();
  for (const result of results) {
    if (result.outcome.kind !== 'accepted' || result.outcome.parts.length !== 1) continue;
    const { providerMessageId } = result.outcome.parts[0]!;
    if (providerMessageId !== '') answers.set(providerMessageId, result);
  }
  const left: ReceiptRow[] = [];
  for (const receipt of receipts) {
    const answer = answers.get(receipt.providerMessageId);
    if (answer === undefined || joined.has(answer) || receipt.state <= deliveryState.accepted) left.push(receipt);
    else joined.set(answer, receipt);
  }
  return { joined, left };
}

/** What the network has of it, whatever became of the whole. */
export function partsOf(outcome: Outcome): readonly SentPart[] {
  if (outcome.kind === 'accepted') return outcome.parts;
  return outcome.kind === 'waiting' ? [] : outcome.acceptedParts;
}

function valuesOf({ outcome, isLate }: Result, receipt: ReceiptRow | undefined): Group {
  const oldState = isLate ? deliveryState.unknown : deliveryState.submitting;
  if (outcome.kind === 'accepted') {
    return {
      oldState,
      state: receipt?.state ?? deliveryState.accepted,
      isAccepted: true,
      parts: outcome.parts.length,
      at: receipt?.providerTime ?? null,
      reason: receipt?.reason ?? null,
      code: receipt?.errorCode ?? null,
      retryMilliseconds: null,
    };
  }
  return {
    oldState,
    state: outcome.kind === 'waiting' ? deliveryState.failed : deliveryState[outcome.kind],
    isAccepted: false,
    parts: partsOf(outcome).length,
    at: null,
    reason: outcome.reason,
    code: outcome.providerCode,
    retryMilliseconds: outcome.kind === 'waiting' ? outcome.retryMilliseconds : null,
  };
}

/** The same for groups that share all values. The network's code is last: it may hold anything. */
function keyOf({ state, isAccepted, parts, at, retryMilliseconds, reason, code }: Group): string {
  const shown = code === null ? '' : `=${code}`;
  return `${state} ${isAccepted} ${parts} ${at?.getTime()} ${retryMilliseconds} ${reason} ${shown}`;
}

function changeOf(delivery: Result['delivery'], group: Group, partsBefore: number): ChangedDelivery {
  const { id, campaignId, contactId, messageId, attempt } = delivery;
  const { oldState, state, reason, retryMilliseconds, parts } = group;
  return {
    id,
    campaignId,
    contactId,
    messageId,
    attempt,
    oldState,
    state,
    waiting: retryMilliseconds !== null,
    reason,
    newParts: parts - partsBefore,
  };
}

function refsOf(results: readonly Result[]): RefRows {
  const refs: RefRows = { providerIds: [], deliveryIds: [], partNumbers: [], partTotals: [] };
  const seen = new Set<string>();
  for (const { delivery, outcome } of results) {
    const parts = partsOf(outcome);
    // Of half a message, one part more than is known: never the whole.
    const total = outcome.kind === 'accepted' ? parts.length : parts.length + 1;
    for (const [index, part] of parts.entries()) {
      // One statement cannot upsert the same key twice; a network that repeats an id within a batch keeps the first.
      if (part.providerMessageId === '' || seen.has(part.providerMessageId)) continue;
      seen.add(part.providerMessageId);
      refs.providerIds.push(part.providerMessageId);
      refs.deliveryIds.push(delivery.id);
      refs.partNumbers.push(index);
      refs.partTotals.push(total);
    }
  }
  return refs;
}
