import type { Inbound } from './ledger.ts';

/** The only interface the sandbox listens on: its accounts are no secret. */
export const loopback = '127.0.0.1';

/** What a customer sends to us, in terms every network understands. */
export interface CustomerMessage {
  readonly account: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** How many times the network delivers it; more than 1 rehearses duplicates. */
  readonly copies: number;
  /** How a network of short messages carries a long text. */
  readonly form: 'udh8' | 'udh16' | 'sar' | 'payload';
}

/** An emulated network, as the customers see it. */
export interface Network {
  readonly name: string;
  /** Null: there is no such account. */
  receive(message: CustomerMessage): Inbound | null;
}
