import type { ThreadEntry } from '@parley/contract/conversations';

export interface Joined {
  /** Newest first. */
  readonly entries: readonly ThreadEntry[];
  /** Between them and the newest there are others that are not loaded. */
  readonly isApart: boolean;
  /** Which of the two the oldest entries are of. */
  readonly ends: 'newest' | 'around';
}

/**
 * The newest part of a thread, and the part around an entry, as one where they meet; else the latter alone. Both newest first.
 * Where they overlap the newest part is right: events keep it true.
 */
export function joinedEntries(newest: readonly ThreadEntry[], around: readonly ThreadEntry[]): Joined {
  const [last] = around;
  const first = newest.at(-1);
  if (last === undefined) return { entries: newest, isApart: false, ends: 'newest' };
  if (first === undefined || last.id < first.id) return { entries: around, isApart: true, ends: 'around' };
  const older = around.filter(({ id }) => id < first.id);
  return older.length === 0
    ? { entries: newest, isApart: false, ends: 'newest' }
    : { entries: [...newest, ...older], isApart: false, ends: 'around' };
}
