import type { FileRules } from '@parley/contract/file-fit';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';

/**
 * What every adapter fulfils. An adapter speaks one network's protocol and knows nothing else: no database, no module,
 * no other adapter. It is started by the process that holds the channel's lease and lives until `stop()`.
 */

/** What every account of a kind carries, as the composer and the campaign wizard need to know it. */
export interface Carries {
  /** Longest text of one item, in UTF-16 code units. Longer text is refused with `text_too_long` before a claim. */
  readonly maxTextLength: number;
  readonly formats: readonly ('plain' | 'html' | 'markdown')[];
  /** What a file may be; null: the network carries none. */
  readonly files: FileLimits | null;
  readonly typing: boolean;
}

/** What one account can do. */
export interface Capabilities extends Carries {
  /** `delivered`: the network reports delivery; `read`: it also reports reading; `none`: accepted is the last we hear. */
  readonly receipts: 'none' | 'delivered' | 'read';
  readonly lookup: boolean;
  readonly history: boolean;
  /** The network de-duplicates by our key, so an ambiguous send may be repeated with the same key. */
  readonly idempotentSends: boolean;
  /** Most messages that may be on the wire without an answer. The bound of `unknown` after a crash. */
  readonly window: number;
}

export interface FileLimits extends FileRules {
  /** Longest text that goes with a file, in UTF-16 code units; longer text is an item of its own before it. */
  readonly maxCaptionLength: number;
}

/** A file of ours on its way out. */
export interface OutboundFile {
  readonly name: string;
  /** Told by the content. */
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  /** Each call reads from the beginning. Rejects when the content is gone. */
  open(): Promise<Readable>;
}

/** One item to one address. `deliveryId` is our key on every attempt to settle what became of it. */
export interface OutboundMessage {
  readonly deliveryId: string;
  /** E.164 for telephone networks (`+15046218927`), else the network's own address. */
  readonly address: string;
  /** With a file its caption, which may be empty. */
  readonly text: string;
  readonly file: OutboundFile | null;
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

/** A file that the network keeps for us: fetched after the message is stored, by `Channel.download`. */
export interface InboundFile {
  /** What the network finds it by. */
  readonly fileId: string;
  readonly name: string;
  /** As the sender's program called it; our own look decides. */
  readonly mediaType: string;
  /** Bytes; null: the network does not say. */
  readonly size: number | null;
}

/** What the network says of who writes; null is what it does not say. */
export interface Sender {
  readonly displayName: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** Without `@`. */
  readonly username: string | null;
  /** Two letters (ISO 639-1). */
  readonly language: string | null;
}

export const unknownSender: Sender = {
  displayName: null,
  firstName: null,
  lastName: null,
  username: null,
  language: null,
};

export interface InboundMessage {
  /** Unique on this channel; a repeat of it is recognised and dropped. */
  readonly providerEventId: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly files: readonly InboundFile[];
  readonly sender: Sender;
  /** What our own link carried by which the person came; it says which contact this is. */
  readonly linkToken: string | null;
  readonly providerTime: number | null;
  /** The event as the network gave it, for the record; JSON. */
  readonly raw: unknown;
}

/** What the network says of an address without a message: it cannot be written to, can be again, or is another one now. */
export interface AddressReport {
  /** Unique on this channel, as that of a message. */
  readonly providerEventId: string;
  readonly address: string;
  readonly news: 'blocked' | 'reachable' | { readonly movedTo: string };
}

/** What a submit turned out to be whose answer came after `unknown` was reported. */
export type LateAnswer = Sent | DeliveryError;

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
  /** Resolves once it is committed; only then may the adapter acknowledge it. */
  note(report: AddressReport): Promise<void>;
  /** The answer to a send that was reported as `unknown` has come after all. */
  settle(deliveryId: string, answer: LateAnswer): void;
  state(state: ChannelState): void;
  /** The network asked for less: no new claims on this channel for so long. */
  slowDown(milliseconds: number): void;
  /** Something that a person should look at, in English; said once while it lasts. Null: it is over. */
  alert(trouble: string | null): void;
  /** Path below this installation's public address at which the network reaches `ChannelKind.webhook` for this channel. */
  readonly webhookPath: string;
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
  /**
   * A person removed the account: takes back what was set up with the network, such as a webhook. Before `stop`, within a
   * few seconds. Never throws.
   */
  release?(): Promise<void>;
  /**
   * Fetches a file of a message. Throws only `DownloadError`. At most a few at once, beside the sends. Required where
   * messages come with files.
   */
  download?(file: Pick<InboundFile, 'fileId' | 'size'>): Promise<Readable>;
  /** Shows the person that somebody is writing, for as long as the network shows it. Never throws. Required by `typing`. */
  typing?(address: string): Promise<void>;
}

/** The only error of `download`: `retry` it later, or the file is `gone` for good. */
export class DownloadError extends Error {
  readonly outcome: 'retry' | 'gone';
  /** Milliseconds. */
  readonly retryAfter: number | null;

  constructor(outcome: 'retry' | 'gone', reason: string, options: { retryAfter?: number; cause?: unknown } = {}) {
    super(`${outcome}: ${reason}`, { cause: options.cause });
    this.name = 'DownloadError';
    this.outcome = outcome;
    this.retryAfter = options.retryAfter ?? null;
  }
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
  /**
   * Parts that the network has taken all the same. With some, nothing is sent again by itself: `rejected` says that the
   * others were certainly not taken.
   */
  readonly acceptedParts: readonly SentPart[];

  constructor(
    outcome: 'rejected' | 'retry' | 'unknown',
    reason: DeliveryReason,
    options: {
      providerCode?: string | null;
      retryAfter?: number | null;
      acceptedParts?: readonly SentPart[];
      cause?: unknown;
    } = {},
  ) {
    super(`${outcome}: ${reason}${options.providerCode ? ` (${options.providerCode})` : ''}`, { cause: options.cause });
    this.name = 'DeliveryError';
    this.outcome = outcome;
    this.reason = reason;
    this.providerCode = options.providerCode ?? null;
    this.retryAfter = options.retryAfter ?? null;
    this.acceptedParts = options.acceptedParts ?? [];
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
  /** `network`: an address is good for every account; `account`: only for the one to which the person wrote first. */
  readonly addressing: 'network' | 'account';
  readonly carries: Carries;
  /** Validates what a person typed; throws with the field's name (zod). */
  parseSettings(input: unknown): Settings;
  /** Names of settings that are encrypted at rest and never shown in lists. */
  readonly secretSettings: readonly string[];
  /** What tells the network's accounts apart, where only one program may receive for each: nobody adds one twice. */
  accountOf?(settings: Settings): string;
  /** Settings of an account on the sandbox; left out where the sandbox does not emulate the network. */
  readonly sandboxSettings?: (account: SandboxAccount) => Record<string, unknown>;
  create(settings: Settings, transports: ChannelTransports): Channel;
  /** Connects once and says whether the account works, without sending. */
  test(settings: Settings, transports: ChannelTransports): Promise<{ ok: true } | { ok: false; reason: string }>;
  /** For networks that call us. Null: the request is not from the network, and nothing of it is believed. */
  webhook?(settings: Settings, request: WebhookRequest): WebhookContent | null;
  /** An address that opens a chat with the account and brings `token` (at most 64 of `A-Za-z0-9_-`) back as `linkToken`. */
  chatLink?(settings: Settings, transports: ChannelTransports, token: string): Promise<string>;
}

/** A request of the network, as it came. */
export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** What a request carries: stored before it is answered with 200. */
export interface WebhookContent {
  readonly messages: readonly InboundMessage[];
  readonly reports: readonly AddressReport[];
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
  }): Promise<Socket>;
  /**
   * One HTTP request; its answer is a stream. A redirect is answered as what it is. Throws only `TransportError`; once the
   * answer has begun, its `body` fails with whatever ends it.
   */
  exchange(request: HttpRequest): Promise<HttpAnswer>;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | AsyncIterable<Uint8Array>;
  /** Called in the turn in which the first bytes are given to the socket; when it throws, nothing is sent. */
  readonly beforeWrite?: () => void;
  /** Ends the request at any time. */
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: Readable;
}

/** No answer came. */
export class TransportError extends Error {
  /** The other side may have read the request, or a part of it. False: certainly not. */
  readonly hasLeft: boolean;

  constructor(message: string, hasLeft: boolean, cause?: unknown) {
    super(message, { cause });
    this.name = 'TransportError';
    this.hasLeft = hasLeft;
  }
}
