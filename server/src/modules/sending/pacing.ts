export interface Limits {
  /** Messages a second; null is as fast as the window allows. */
  readonly perSecond: number | null;
  readonly perHour: number | null;
  readonly perDay: number | null;
}

/** What was claimed on the channel, by the database's count. */
export interface Usage {
  readonly hour: number;
  readonly day: number;
}

const burstSeconds = 0.1;

/**
 * How many messages a channel may claim right now. A bucket that fills at `perSecond` and holds a tenth of a second, so
 * that nothing claimed waits; below it the hourly and daily caps, whose use is counted in the database and survives restarts.
 */
export class Pacing {
  #limits: Limits;
  #usage: Usage;
  #tokens: number;
  #filledAt: number;
  #pausedUntil = 0;

  constructor(limits: Limits, usage: Usage, now: number) {
    this.#limits = limits;
    this.#usage = usage;
    this.#tokens = limits.perSecond === null ? 0 : 1;
    this.#filledAt = now;
  }

  /** Milliseconds of a steady clock in, whole messages out. */
  available(now: number): number {
    if (now < this.#pausedUntil) return 0;
    const caps = Math.min(
      this.#limits.perHour === null ? Infinity : this.#limits.perHour - this.#usage.hour,
      this.#limits.perDay === null ? Infinity : this.#limits.perDay - this.#usage.day,
    );
    return Math.max(0, Math.min(caps, this.#fill(now)));
  }

  #fill(now: number): number {
    const rate = this.#limits.perSecond;
    if (rate === null) return Infinity;
    const capacity = Math.max(1, rate * burstSeconds);
    this.#tokens = Math.min(capacity, this.#tokens + ((now - this.#filledAt) / 1000) * rate);
    this.#filledAt = now;
    return Math.floor(this.#tokens);
  }

  take(count: number): void {
    if (this.#limits.perSecond !== null) this.#tokens -= count;
    this.#usage = { hour: this.#usage.hour + count, day: this.#usage.day + count };
  }

  /** The network asked for less. */
  pauseFor(milliseconds: number, now: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, now + milliseconds);
  }

  /** Milliseconds for which the network wants nothing. */
  pausedFor(now: number): number {
    return Math.max(0, this.#pausedUntil - now);
  }

  /** New limits from a person, or the usage read again (the hour has turned). */
  refresh(limits: Limits, usage: Usage): void {
    this.#limits = limits;
    this.#usage = usage;
  }

  get counted(): boolean {
    return this.#limits.perHour !== null || this.#limits.perDay !== null;
  }
}
