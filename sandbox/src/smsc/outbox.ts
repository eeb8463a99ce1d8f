import type { ShortMessage } from '@parley/server/smpp-wire';
import type { Ledger } from '../ledger.ts';

export type DeliveryEvent = 'sent' | 'acknowledged' | 'refused';

/** A receipt, or one part of a customer's message, on its way to an account. */
export interface Delivery {
  /** Of the last attempt, unix milliseconds. */
  sentAt: number;
  pdu(sequence: number): ShortMessage;
  /** `status` says why it was refused, else it is empty. */
  record(ledger: Ledger, event: DeliveryEvent, status: string): void;
}

/** A session that can receive. */
export interface Receiver {
  readonly hasRoom: boolean;
  deliver(delivery: Delivery): void;
}

/**
 * Store and forward: what an account is to receive waits here, in order, while no session has room, and comes back here when
 * its session ends before the acknowledgement.
 */
export class Outbox {
  #receivers: Receiver[] = [];
  #turn = 0;
  #queue: Delivery[] = [];
  #head = 0;

  get size(): number {
    return this.#queue.length - this.#head;
  }

  push(delivery: Delivery): void {
    const receiver = this.size === 0 ? this.#freeReceiver() : undefined;
    if (receiver) receiver.deliver(delivery);
    else this.#queue.push(delivery);
  }

  /** Ahead of everything that waits, in the order given. */
  pushFirst(deliveries: readonly Delivery[]): void {
    if (deliveries.length === 0) return;
    this.#queue = [...deliveries, ...this.#queue.slice(this.#head)];
    this.#head = 0;
    this.pump();
  }

  /** To be called whenever a session gained room. */
  pump(): void {
    while (this.size > 0) {
      const receiver = this.#freeReceiver();
      if (!receiver) return;
      receiver.deliver(this.#shift());
    }
  }

  attach(receiver: Receiver): void {
    this.#receivers.push(receiver);
    this.pump();
  }

  detach(receiver: Receiver): void {
    this.#receivers = this.#receivers.filter((attached) => attached !== receiver);
  }

  #shift(): Delivery {
    const delivery = this.#queue[this.#head++] as Delivery;
    // Forget what is gone once it is the larger part, so that each delivery is moved at most once.
    if (this.#head > 1024 && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return delivery;
  }

  /** Sessions take turns. */
  #freeReceiver(): Receiver | undefined {
    for (let tried = 0; tried < this.#receivers.length; tried++) {
      this.#turn = (this.#turn + 1) % this.#receivers.length;
      const receiver = this.#receivers[this.#turn];
      if (receiver?.hasRoom) return receiver;
    }
    return undefined;
  }
}
