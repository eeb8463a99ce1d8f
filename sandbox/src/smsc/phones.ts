import type { Presence } from '../network.ts';
import type { Timed, TimerWheel } from '../timer-wheel.ts';

const reachable: Presence = Object.freeze({ online: true, blocked: false });

/** Between a phone's return and the receipts of what waited for it, in milliseconds. */
const returnDelay = 500;

/** Phones that are off or refuse an account, and the receipts that wait for them. All others are not known here. */
export class Phones {
  readonly #wheel: TimerWheel;
  readonly #presences = new Map<string, Presence>();
  readonly #held = new Map<string, Timed[]>();

  constructor(wheel: TimerWheel) {
    this.#wheel = wheel;
  }

  presence(account: string, number: string): Presence {
    return this.#presences.size === 0 ? reachable : (this.#presences.get(keyOf(account, number)) ?? reachable);
  }

  setPresence(account: string, number: string, presence: Presence): void {
    const key = keyOf(account, number);
    if (presence.online && !presence.blocked) this.#presences.delete(key);
    else this.#presences.set(key, presence);
    if (!presence.online) return;
    for (const receipt of this.#held.get(key) ?? []) this.#wheel.schedule(receipt, returnDelay);
    this.#held.delete(key);
  }

  /** Until the phone is back. */
  hold(account: string, number: string, receipt: Timed): void {
    const key = keyOf(account, number);
    const held = this.#held.get(key);
    if (held) held.push(receipt);
    else this.#held.set(key, [receipt]);
  }
}

function keyOf(account: string, number: string): string {
  return `${account}\n${number}`;
}
