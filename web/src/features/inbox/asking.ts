/**
 * Which of two answers is newer. Requests that overlap may have been answered in any order, so nothing can be told from when
 * an answer comes; but what was asked for after another answer had been taken is newer than that. A clock of this window
 * counts both: an answer that was overtaken is thrown away and asked for once more.
 */
import { ApiError } from '#lib/api';

let clock = 0;

export const tick = (): number => ++clock;
/** What was asked for until now was asked for before whatever comes next. */
export const now = (): number => clock;

const waits = [500, 1_000, 2_000, 5_000, 10_000, 15_000];

/** Of no answer, a busy server or its fault nobody knows what it would have said: it is asked again. */
export const mayPass = (error: unknown): boolean =>
  !(error instanceof ApiError) || error.isPassing || error.status >= 500;

interface Round {
  readonly current: Promise<void>;
  next: Promise<void> | null;
}

/**
 * Asks for each key once at a time. Whoever asks meanwhile is served by one more request afterwards, for the one under way
 * may have been answered already. Resolves when an answer was taken that was asked for since, or when there is none to be had.
 */
export function createAsker(ask: (key: string) => Promise<void>): (key: string) => Promise<void> {
  const rounds = new Map<string, Round>();
  const start = (key: string): Promise<void> => {
    const current = untilAnswered(() => ask(key)).then(() => {
      if (round.next === null) rounds.delete(key);
    });
    const round: Round = { current, next: null };
    rounds.set(key, round);
    return current;
  };
  return (key) => {
    const round = rounds.get(key);
    if (round === undefined) return start(key);
    round.next ??= round.current.then(() => start(key));
    return round.next;
  };
}

async function untilAnswered(ask: () => Promise<void>): Promise<void> {
  for (let failures = 0; ; failures++) {
    try {
      return await ask();
    } catch (error) {
      if (!mayPass(error)) return;
      await pause(waits[Math.min(failures, waits.length - 1)]!);
    }
  }
}

const sleepers = new Set<() => void>();

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      sleepers.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    sleepers.add(wake);
  });
}

/** The connection is back: nobody waits for the next attempt. */
export function askAgainNow(): void {
  for (const wake of sleepers) wake();
}
