/** Something to do later. An object instead of a closure, so that a receipt can be its own timer. */
export interface Timed {
  fire(): void;
}

const tickMilliseconds = 5;

/**
 * All delays of the sandbox on one timer: a hundred thousand pending receipts cost one `setTimeout`. Items due in the same
 * tick of 5 ms fire in the order they were scheduled; nothing fires before its time.
 */
export class TimerWheel {
  readonly #buckets = new Map<number, Timed[]>();
  #tick = 0;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  /** Delays in milliseconds; a wheel that was stopped forgets what it is given. */
  schedule(item: Timed, delay: number): void {
    if (this.#stopped) return;
    const now = performance.now();
    if (this.#buckets.size === 0) this.#tick = Math.floor(now / tickMilliseconds);
    const due = Math.max(Math.ceil((now + delay) / tickMilliseconds), this.#tick + 1);
    const bucket = this.#buckets.get(due);
    if (bucket) bucket.push(item);
    else this.#buckets.set(due, [item]);
    this.#timer ??= setTimeout(() => this.#turn(), tickMilliseconds);
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#buckets.clear();
  }

  #turn(): void {
    this.#timer = null;
    const now = Math.floor(performance.now() / tickMilliseconds);
    while (this.#tick < now && this.#buckets.size > 0) {
      this.#tick++;
      const bucket = this.#buckets.get(this.#tick);
      if (!bucket) continue;
      this.#buckets.delete(this.#tick);
      for (const item of bucket) item.fire();
    }
    if (this.#buckets.size > 0 && !this.#stopped) this.#timer ??= setTimeout(() => this.#turn(), tickMilliseconds);
  }
}
