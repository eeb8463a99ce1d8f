/**
 * Who may ask how often. Kept in memory: each process counts for itself, which is enough against a runaway client;
 * limits that must hold exactly (sign-in, caps of sending) are counted in the database.
 */
export interface RateLimits {
  /** Takes one of `perMinute` for `key`. A pause earns them back evenly, up to a full minute's worth at once. */
  take(key: string, perMinute: number): Allowance;
}

export interface Allowance {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Until everything is earned back. */
  readonly resetSeconds: number;
  /** Until the next one is allowed; 0 when it was. */
  readonly retrySeconds: number;
}

const minute = 60_000;

/** `now` in milliseconds. Holds at most `capacity` keys, the least recently seen go first. */
export function createRateLimits(now: () => number = () => performance.now(), capacity = 50_000): RateLimits {
  // For each key the moment at which all of its allowance would be earned back (the generic cell rate algorithm).
  const fullAt = new Map<string, number>();
  return {
    take(key, perMinute) {
      const time = now();
      const step = minute / perMinute;
      const debt = Math.max(0, (fullAt.get(key) ?? 0) - time);
      const allowed = debt + step <= minute + 1e-6;
      const after = allowed ? debt + step : debt;
      fullAt.delete(key);
      fullAt.set(key, time + after);
      if (fullAt.size > capacity) fullAt.delete(fullAt.keys().next().value!);
      return {
        allowed,
        limit: perMinute,
        remaining: Math.max(0, Math.floor((minute - after) / step + 1e-6)),
        resetSeconds: Math.ceil(after / 1_000),
        retrySeconds: allowed ? 0 : Math.max(1, Math.ceil((debt + step - minute) / 1_000)),
      };
    },
  };
}
