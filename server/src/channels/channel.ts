/**
 * What every adapter fulfils. An adapter speaks one network's protocol and knows nothing else: no database, no module,
 * no other adapter. It is started by the process that holds the channel's lease and lives until `stop()`.
 */

/** What a network can do, as the policy, the composer and the campaign wizard need to know it. */
export interface Capabilities {
  /** Longest text of one item, in UTF-16 code units. Longer text is refused with `text_too_long` before a claim. */
  readonly maxTextLength: number;
  readonly formats: readonly ('plain' | 'html' | 'markdown')[];
  readonly files: boolean;
  /** `delivered`: the network reports delivery; `read`: it also reports reading; `none`: accepted is the last we hear. */
  readonly receipts: 'none' | 'delivered' | 'read';
  readonly typing: boolean;
  readonly lookup: boolean;
  readonly history: boolean;
  /** The network de-duplicates by our key, so an ambiguous send may be repeated with the same key. */
  readonly idempotentSends: boolean;
  /** Most messages that may be on the wire without an answer. The bound of `unknown` after a crash. */
  readonly window: number;
}

/** One item to one address. `deliveryId` is our key on every attempt to settle what became of it. */
export interface OutboundMessage {
  readonly deliveryId: string;
  /** E.164 for telephone networks (`+15046218927`), else the network's own address. */
  readonly address: string;
  readonly text: string;
  /** Not on the wire after this: checked by the adapter immediately before the socket write. Unix milliseconds. */
  readonly submitDeadline: number;
}

export interface SentPart {
  /** The network's id of this part, normalised so that a receipt's id compares equal. Empty: no receipt can be matched. */
  readonly providerMessageId: string;
}

/** The network has taken responsibility for every part. */
export interface Sent {
  readonly parts: readonly SentPart[];
}

export type ReceiptState = 'accepted' | 'delivered' | 'read' | 'failed' | 'expired';

/** What the network says later about one part. May come early, late, twice or out of order. */
export interface Receipt {
  readonly providerMessageId: string;
  readonly state: ReceiptState;
  /** The network's own clock when it gave one, unix milliseconds. */
  readonly providerTime: number | null;
  /** `deliver_sm err:` or a like code, as the network wrote it. */
  readonly errorCode: string | null;
  readonly reason: DeliveryReason | null;
}

export interface InboundMessage {
  /** Unique on this channel; a repeat of it is recognised and dropped. */
  readonly providerEventId: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly senderName: string | null;
  readonly providerTime: number | null;
  /** The event as the network gave it, for the record; JSON. */
  readonly raw: unknown;
}

export type ChannelState =
  | { readonly state: 'connecting' }
  | { readonly state: 'connected' }
  | { readonly state: 'reconnecting'; readonly reason: string; readonly retryAt: number }
  /** The account needs a person: wrong password, revoked, banned. The runner stops and alerts. */
  | { readonly state: 'login_required'; readonly reason: string };

/** What the runner gives to an adapter. */
export interface ChannelHost {
  /** Resolves once the message is committed; only then may the adapter acknowledge it. Rejects when it could not be stored. */
  receive(message: InboundMessage): Promise<void>;
  /** Resolves once the receipt is committed; only then may the adapter acknowledge it. */
  report(receipt: Receipt): Promise<void>;
  state(state: ChannelState): void;
  /** The network asked for less: no new claims on this channel for so long. */
  slowDown(milliseconds: number): void;
  readonly session: SessionStore;
  readonly clock: () => number;
  readonly log: ChannelLog;
}

/** What an adapter keeps across restarts (login keys, update offsets). Stored encrypted. */
export interface SessionStore {
  load(): Promise<Uint8Array | null>;
  save(state: Uint8Array): Promise<void>;
}

export interface ChannelLog {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
}

export interface Channel {
  readonly capabilities: Capabilities;
  /** Connects in the background and keeps trying; resolves without waiting for the network. */
  start(host: ChannelHost): Promise<void>;
  /** Bounded by `capabilities.window` calls at once. Throws only `DeliveryError`. */
  send(message: OutboundMessage): Promise<Sent>;
  /** Finishes what is in flight (at most `graceMilliseconds`), then closes. Sends still open settle as `unknown`. */
  stop(graceMilliseconds: number): Promise<void>;
}

/** Why the network would not take a message, in our words. Each class has its rule in `sending`. */
export const deliveryReasons = {
  /** The address does not exist, is barred or not on this network: final for this address. */
  address_invalid: 'address',
  recipient_blocked: 'address',
  /** The content was refused: final for this message, the address is fine. */
  content_refused: 'content',
  text_too_long: 'content',
  /** The account is at fault: the channel pauses, work moves to others. */
  sender_refused: 'account',
  account_refused: 'account',
  /** Try again later. */
  throttled: 'limit',
  queue_full: 'limit',
  network_error: 'network',
  not_connected: 'network',
  provider_error: 'provider',
  /** Nobody knows: the request left and no answer came. */
  no_answer: 'network',
  connection_lost: 'network',
  deadline_passed: 'network',
  delivery_failed: 'address',
  validity_expired: 'network',
} as const satisfies Record<string, ErrorClass>;

export type ErrorClass = 'address' | 'content' | 'account' | 'network' | 'limit' | 'provider';
export type DeliveryReason = keyof typeof deliveryReasons;

/**
 * The only error of an adapter's `send`.
 * `rejected`: the network said no, it was not sent. `retry`: it was certainly not taken, try later.
 * `unknown`: it may have been taken.
 */
export class DeliveryError extends Error {
  readonly outcome: 'rejected' | 'retry' | 'unknown';
  readonly reason: DeliveryReason;
  /** The network's own code, as it wrote it. */
  readonly providerCode: string | null;
  /** Milliseconds. */
  readonly retryAfter: number | null;

  constructor(
    outcome: 'rejected' | 'retry' | 'unknown',
    reason: DeliveryReason,
    options: { providerCode?: string; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(`${outcome}: ${reason}${options.providerCode ? ` (${options.providerCode})` : ''}`, { cause: options.cause });
    this.name = 'DeliveryError';
    this.outcome = outcome;
    this.reason = reason;
    this.providerCode = options.providerCode ?? null;
    this.retryAfter = options.retryAfter ?? null;
  }
}

/** An account that the sandbox has made. */
export interface SandboxAccount {
  /** A name that leads to the emulated network, whatever the port. */
  readonly host: string;
  /** The system id, the bot's id. */
  readonly id: string;
  /** The password, the bot's token. */
  readonly secret: string;
  /** The sender, the bot's name. */
  readonly title: string;
}

/** How a kind of channel is described to people and built from its stored settings. One per adapter folder. */
export interface ChannelKind<Settings = unknown> {
  /** `sms-smpp`, `telegram-bot`, …: the folder's name. */
  readonly kind: string;
  /** What the kind carries: decides which of a contact's addresses is used and whose consent applies. */
  readonly network: 'sms' | 'telegram' | 'whatsapp' | 'email';
  /** Official programming interface of the network; others are off until root turns them on. */
  readonly official: boolean;
  /** Validates what a person typed; throws with the field's name (zod). */
  parseSettings(input: unknown): Settings;
  /** Names of settings that are encrypted at rest and never shown in lists. */
  readonly secretSettings: readonly string[];
  /** Settings of an account on the sandbox; left out where the sandbox does not emulate the network. */
  readonly sandboxSettings?: (account: SandboxAccount) => Record<string, unknown>;
  create(settings: Settings, transports: ChannelTransports): Channel;
  /** Connects once and says whether the account works, without sending. */
  test(settings: Settings, transports: ChannelTransports): Promise<{ ok: true } | { ok: false; reason: string }>;
}

/** The only ways to the outside, guarded against private addresses (`platform/outbound-http`). */
export interface ChannelTransports {
  connect(target: {
    host: string;
    port: number;
    tls: boolean;
    serverName?: string;
    ca?: string;
    timeoutMilliseconds: number;
  }): Promise<import('node:net').Socket>;
}
