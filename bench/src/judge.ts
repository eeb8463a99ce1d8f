import type { DeliveryStateName } from '@parley/contract/delivery-states';

/** A whole message that the network took, by its own ledger. */
export interface LedgerMessage {
  /** E.164. */
  readonly address: string;
  readonly messageIds: readonly string[];
  /** Unix milliseconds. */
  readonly at: number;
}

/** One attempt by our books. */
export interface DeliveryRow {
  readonly contactId: string;
  readonly attempt: number;
  readonly state: DeliveryStateName;
  /** Another attempt follows. */
  readonly waiting: boolean;
  /** The network had taken it, whatever became of it then. */
  readonly accepted: boolean;
  /** The network's ids that we noted for it. */
  readonly messageIds: readonly string[];
}

/** What a campaign left behind, once it was drained: our books and the network's. */
export interface Run {
  /** Everyone with a place in the campaign: one message to each, and no two of them share an address. */
  readonly recipients: readonly { readonly contactId: string; readonly address: string }[];
  readonly deliveries: readonly DeliveryRow[];
  readonly ledger: readonly LedgerMessage[];
  /** Who must not be written to, and since when: unix milliseconds. */
  readonly optOuts: readonly { readonly address: string; readonly at: number }[];
  /** The network reports on every message, so `accepted` is not the end. */
  readonly receipts: boolean;
}

/** How many messages went wrong in which way, and how many nobody knows the fate of. All but `unknown` must be 0. */
export interface Verdict {
  /** Accepted or later with us, and not on the ledger. */
  readonly lost: number;
  /** On the ledger once more than they should be. */
  readonly duplicated: number;
  /** On the ledger and not with us, or never finished. */
  readonly unaccounted: number;
  /** On the ledger although the person had opted out. */
  readonly sentAfterOptOut: number;
  readonly unknown: number;
}

/** What is claimed is sent within this: an opt-out holds from its commit and so many milliseconds. */
const optOutMilliseconds = 500;

/** Compares the two books. Pure, so that it can be tested with any story. */
export function judge(run: Run): Verdict {
  const onLedger = Map.groupBy(run.ledger, (message) => message.address);
  const attempts = Map.groupBy(run.deliveries, (delivery) => delivery.contactId);
  const verdict = { lost: 0, duplicated: 0, unaccounted: 0, sentAfterOptOut: 0, unknown: 0 };
  for (const { contactId, address } of run.recipients) {
    const messages = onLedger.get(address) ?? [];
    const deliveries = attempts.get(contactId) ?? [];
    const accountedFor = deliveries.filter((delivery) => delivery.accepted || delivery.state === 'unknown').length;
    verdict.lost += deliveries.filter((delivery) => delivery.accepted && !isProven(delivery, messages)).length;
    verdict.duplicated += Math.max(0, messages.length - 1);
    verdict.unaccounted += Math.max(0, messages.length - accountedFor);
    if (!isFinished(deliveries, run.receipts)) verdict.unaccounted++;
    verdict.unknown += deliveries.filter((delivery) => delivery.state === 'unknown').length;
  }
  const planned = new Set(run.recipients.map((recipient) => recipient.address));
  verdict.unaccounted += run.ledger.filter((message) => !planned.has(message.address)).length;
  for (const { address, at } of run.optOuts) {
    const sent = (onLedger.get(address) ?? []).filter((message) => message.at > at + optOutMilliseconds);
    verdict.sentAfterOptOut += sent.length;
  }
  return verdict;
}

/** `unknown` is the one thing that a fault may cause: what was on the wire, at most a window of it each time. */
export function isClean(verdict: Verdict, mostUnknown: number): boolean {
  const { lost, duplicated, unaccounted, sentAfterOptOut, unknown } = verdict;
  return lost + duplicated + unaccounted + sentAfterOptOut === 0 && unknown <= mostUnknown;
}

function isProven(delivery: DeliveryRow, messages: readonly LedgerMessage[]): boolean {
  const ids = new Set(messages.flatMap((message) => message.messageIds));
  return delivery.messageIds.length > 0 && delivery.messageIds.every((id) => ids.has(id));
}

function isFinished(deliveries: readonly DeliveryRow[], receipts: boolean): boolean {
  const latest = deliveries.toSorted((one, other) => one.attempt - other.attempt).at(-1);
  if (latest === undefined || latest.waiting || latest.state === 'submitting') return false;
  return !(receipts && latest.state === 'accepted');
}
