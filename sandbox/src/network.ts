import type { Inbound } from './ledger.ts';

/** The only interface the sandbox listens on: its accounts are no secret. */
export const loopback = '127.0.0.1';

export interface Picture {
  readonly name: string;
  /** `image/jpeg`, `image/png`, `image/webp` or `image/gif`. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** What a customer sends to us, in terms every network understands. */
export interface CustomerMessage {
  readonly account: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** With the text as its caption. Networks without pictures are never given one. */
  readonly picture?: Picture;
  /** How many times the network delivers it; more than 1 rehearses duplicates. */
  readonly copies: number;
  /** How a network of short messages carries a long text. */
  readonly form: 'udh8' | 'udh16' | 'sar' | 'payload';
}

/** A network that customers can write on. What it accepts from us it puts into the ledger, where everybody reads it. */
export interface Network {
  readonly name: string;
  /** Null: there is no such account. */
  receive(message: CustomerMessage): Inbound | null;
}

/** An account of ours on a network: a system id of an SMSC, a bot. */
export interface NetworkAccount {
  /** Names it on its network, in the ledger and in faults: the system id, the bot's id in digits. */
  readonly id: string;
  /** What signs in with it: the SMSC's password, the bot's whole token. */
  readonly secret: string;
  /** What customers see: the sender's name, the bot's name. */
  readonly title: string;
}

/** A made-up customer. */
export interface Person {
  /** Whose customer: the organization. People of two owners never meet, though they share a number. */
  readonly owner: string;
  /** Digits without `+`. */
  readonly phone: string;
  readonly name: string | null;
  /** Two letters, when known. */
  readonly language: string | null;
}

/** How a customer's phone stands to one account. */
export interface Presence {
  /** Offline: taken by the network, seen once the phone is back. Receipts wait as well. */
  readonly online: boolean;
  /** The network refuses what we send, or says that it did not arrive, as the real one does. */
  readonly blocked: boolean;
}

/** A fault that a person may choose for an account by its name; one at a time. What it does, the network knows. */
export interface FaultChoice {
  /** snake_case: `flood_wait`, `no_answer`, `login_refused`. */
  readonly name: string;
  readonly en: string;
  readonly ru: string;
}

/**
 * A network that the sandbox offers as part of the product: accounts are opened at any time, and the handset page shows
 * the customers' phones. Everything here is kept by the caller and told again after a restart: accounts, people, presence.
 */
export interface HostedNetwork extends Network {
  readonly name: 'sms' | 'telegram';
  /** Where adapters connect: a socket for SMPP, HTTP for a Bot API. */
  readonly endpoint: { readonly host: string; readonly port: number };
  /** `form` and `to` of a customer's message mean nothing where this is false. */
  readonly hasSenders: boolean;
  readonly takesPictures: boolean;
  readonly faultChoices: readonly FaultChoice[];
  /** An account with an id of its own and a secret nobody can guess; not yet in force. */
  mintAccount(title: string): NetworkAccount;
  /** In force from now on, with this secret and title. */
  putAccount(account: NetworkAccount): void;
  /** Connections end, sign-ins are refused. False: there is no such account. */
  removeAccount(id: string): boolean;
  /** The customer's address on this network, the same whenever asked: the number, a user's id. From now on it can be written to. */
  addressOf(person: Person): string;
  setPresence(account: string, address: string, presence: Presence): void;
  /** Calls the listener whenever an account shows a customer that somebody is writing. Left out where networks have no such thing. */
  hearTyping?(listener: (account: string, address: string) => void): void;
  /** Null: none. False: no such account or no such choice. */
  setFault(account: string, name: string | null): boolean;
  /** What it still owes to our accounts, customers' messages and receipts, as JSON: given to `restore` after a restart. */
  save(): unknown;
  /** Called once, when accounts, people and presence are known. Throws ZodError for what `save` did not make. */
  restore(saved: unknown): void;
}
