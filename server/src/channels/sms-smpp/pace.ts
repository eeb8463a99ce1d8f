/** Milliseconds. */
const shortestPause = 1_000;
const longestPause = 30_000;

/**
 * How many submits may wait for an answer, and when none may be sent at all. Shrinks to a half when the SMSC throttles,
 * grows back by one for each full window of accepted messages. Times are monotonic milliseconds.
 */
export class Pace {
  readonly #most: number;
  #limit: number;
  #acceptedInWindow = 0;
  #nextPause = shortestPause;
  #pauseBegan = Number.NEGATIVE_INFINITY;
  #pausedUntil = Number.NEGATIVE_INFINITY;

  constructor(window: number) {
    this.#most = window;
    this.#limit = window;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Milliseconds during which nothing may be sent; 0 when the way is free. */
  pauseLeft(now: number): number {
    return Math.max(0, this.#pausedUntil - now);
  }

  accepted(): void {
    this.#nextPause = shortestPause;
    if (this.#limit === this.#most || ++this.#acceptedInWindow < this.#limit) return;
    this.#acceptedInWindow = 0;
    this.#limit++;
  }

  /**
   * A submit written at `sentAt` was throttled. Returns the pause that begins now, or 0 when it was written before the last
   * pause began: a whole window is throttled at once, and that is one sign, not many.
   */
  throttled(sentAt: number, now: number): number {
    if (sentAt <= this.#pauseBegan) return 0;
    const pause = this.#nextPause;
    this.#nextPause = Math.min(pause * 2, longestPause);
    this.#limit = Math.max(1, this.#limit >> 1);
    this.#acceptedInWindow = 0;
    this.#pauseBegan = now;
    this.#pausedUntil = now + pause;
    return pause;
  }
}
