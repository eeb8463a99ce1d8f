import type { Recipient } from '@parley/contract/campaigns';
import type { LedgerMessage } from '@parley/sandbox';

/** A message of a conversation that an operator wrote, and what Parley says of it. */
export interface OperatorReply {
  readonly address: string;
  readonly text: string;
  readonly state: string | null;
}

export interface LedgerComparison {
  readonly recipients: readonly Recipient[];
  readonly replies: readonly OperatorReply[];
  /** Everything that the network took, campaign and replies. */
  readonly ledger: readonly LedgerMessage[];
  /** Part of every text of the campaign and of nothing else. */
  readonly campaignWords: string;
}

/** States in which the network has certainly had the message. `failed` is open: it may have refused it. */
const taken = new Set(['accepted', 'delivered', 'read']);
const undecided = new Set(['unknown', 'failed', 'expired']);

/**
 * Whether Parley's books and the network's say the same: everybody whom Parley calls reached is on the ledger once, nobody
 * else is, and so is each reply that it calls delivered. Answers what does not fit, in words; empty when all does.
 */
export function compareLedger({ recipients, replies, ledger, campaignWords }: LedgerComparison): string[] {
  const faults: string[] = [];
  const ofCampaign = Map.groupBy(
    ledger.filter((message) => message.text.includes(campaignWords)),
    (message) => `+${message.destination}`,
  );
  for (const { address, state, exclusion } of recipients) {
    if (exclusion !== null || address === null || state === null) continue;
    const count = ofCampaign.get(address)?.length ?? 0;
    ofCampaign.delete(address);
    const isRight = taken.has(state) ? count === 1 : undecided.has(state) ? count <= 1 : count === 0;
    if (!isRight) faults.push(`${address} is ${state} with us and ${count} times on the ledger`);
  }
  for (const address of ofCampaign.keys()) faults.push(`${address} is on the ledger and not in the campaign`);
  const others = new Map<string, number>();
  for (const { destination, text } of ledger) {
    const key = keyOf(`+${destination}`, text);
    others.set(key, (others.get(key) ?? 0) + 1);
  }
  for (const { address, text, state } of replies) {
    const count = others.get(keyOf(address, text)) ?? 0;
    if (state !== null && taken.has(state) && count !== 1)
      faults.push(`the reply to ${address} is ${count} times on the ledger`);
  }
  return faults;
}

function keyOf(address: string, text: string): string {
  return `${address} ${text}`;
}
