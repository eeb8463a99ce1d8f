/** Milliseconds: the first delay, doubled with each failure in a row, and the longest. */
interface Backoff {
  readonly first: number;
  readonly longest: number;
}

const ordinary: Backoff = { first: 1_000, longest: 60_000 };
/** The SMSC still holds an earlier session of ours: it ends when the SMSC notices that, which takes it a while. */
const heldElsewhere: Backoff = { first: 10_000, longest: 300_000 };

/**
 * Milliseconds before the next attempt, after `failures` (1 or more) in a row. Half of it is random, so that the channels
 * an SMSC has dropped together do not come back together.
 */
export function reconnectDelay(failures: number, isHeldElsewhere: boolean, random: () => number): number {
  const { first, longest } = isHeldElsewhere ? heldElsewhere : ordinary;
  const full = Math.min(first * 2 ** Math.min(failures - 1, 30), longest);
  return Math.round(full / 2 + (full / 2) * random());
}
