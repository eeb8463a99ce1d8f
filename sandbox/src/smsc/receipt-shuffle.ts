import type { TimerWheel, Timed } from '../timer-wheel.ts';

const longestHold = 200;

/** Holds receipts back until enough are there to send them in another order, at most 200 ms. */
export class ReceiptShuffle {
  readonly #wheel: TimerWheel;
  #held: Timed[] = [];
  #scheduled = false;

  constructor(wheel: TimerWheel) {
    this.#wheel = wheel;
  }

  /** A receipt that, when its time comes, waits for its batch. */
  held(receipt: Timed, batch: number): Timed {
    return { fire: () => this.#hold(receipt, batch) };
  }

  #hold(receipt: Timed, batch: number): void {
    this.#held.push(receipt);
    if (this.#held.length >= batch) return this.#release();
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#wheel.schedule({ fire: () => this.#timeout() }, longestHold);
  }

  #timeout(): void {
    this.#scheduled = false;
    this.#release();
  }

  /** Reversed, so that any two receipts change places. */
  #release(): void {
    const batch = this.#held.toReversed();
    this.#held = [];
    for (const receipt of batch) receipt.fire();
  }
}
