import { z } from 'zod';
import { seededRandom } from './seeded-random.ts';

const count = z.number().int().min(1);

/**
 * Which events a fault is for; all that is given must hold. The counting conditions count only events that pass the others.
 */
export const faultMatch = z.strictObject({
  /** `*` stands for any digits: `7999*`. */
  destination: z
    .string()
    .max(40)
    .regex(/^-?[\d*]+$/)
    .optional(),
  account: z.string().max(20).optional(),
  /** Every nth. */
  every: count.optional(),
  /** Only the next n. */
  next: count.optional(),
  /** By chance, the same for the same seed. */
  probability: z.number().min(0).max(1).optional(),
  seed: z.number().int().min(0).optional(),
});
export type FaultMatch = z.output<typeof faultMatch>;

/** One fault's conditions and what it counted so far. */
export class FaultMatcher {
  readonly match: FaultMatch;
  readonly random: () => number;
  readonly #destination: RegExp | null;
  #seen = 0;
  #hits = 0;

  constructor(match: FaultMatch, seed: number) {
    this.match = match;
    this.random = seededRandom(match.seed ?? seed);
    this.#destination =
      match.destination === undefined ? null : new RegExp(`^${match.destination.replaceAll('*', '\\d*')}$`);
  }

  /** How often it struck. */
  get hits(): number {
    return this.#hits;
  }

  isForAccount(account: string | null): boolean {
    return this.match.account === undefined || this.match.account === account;
  }

  /** Counts the event when it is one of this fault's, and says whether the fault acts on it. */
  strikes(account: string | null, destination: string): boolean {
    const { every, next, probability } = this.match;
    if (!this.isForAccount(account) || this.#destination?.test(destination) === false) return false;
    if (next !== undefined && this.#hits >= next) return false;
    this.#seen++;
    if (every !== undefined && this.#seen % every !== 0) return false;
    if (probability !== undefined && this.random() >= probability) return false;
    this.#hits++;
    return true;
  }
}
