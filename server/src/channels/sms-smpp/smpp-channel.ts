import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  Capabilities,
  Carries,
  Channel,
  ChannelHost,
  ChannelTransports,
  LateAnswer,
  OutboundMessage,
  Sent,
  SentPart,
} from '../channel.ts';
import { DeliveryError } from '../channel.ts';
import { Inbound } from './inbound.ts';
import { normalizedMessageId } from './message-id.ts';
import { type PartOutcome, sendParts, wholeOutcome } from './send-parts.ts';
import { SmppSession } from './session.ts';
import { type SmppSettings, type SourceAddress, sourceAddressOf } from './settings.ts';
import { splitText, type TextPart } from './split-text.ts';
import { Overdue } from './submit-queue.ts';
import { type ShortMessage, type ShortMessageResponse, shortMessage } from './wire.ts';

/** Fits into 255 parts whatever its characters: 66 units each at the least, of which a pair may leave one unused. */
const maxTextLength = 255 * 65;
export const smsCarries: Carries = { maxTextLength, formats: ['plain'], files: null, typing: false };
const e164 = /^\+[1-9]\d{6,14}$/;
const headerIndicator = 0x40;
const finalReceipt = 1;

interface Running {
  readonly host: ChannelHost;
  readonly session: SmppSession;
  readonly inbound: Inbound;
}

/** An SMSC as a channel: one transceiver session, its outbound texts and its inbound messages and receipts. */
export class SmppChannel implements Channel {
  readonly capabilities: Capabilities;
  readonly #settings: SmppSettings;
  readonly #source: SourceAddress;
  readonly #transports: ChannelTransports;
  readonly #giveUp = new AbortController();
  #open = 0;
  #onAllSettled: (() => void) | null = null;
  /** Starts anywhere, so that a restart does not tie new parts to those of the last message before it. */
  #reference = randomInt(0x10000);
  #running: Running | null = null;

  constructor(settings: SmppSettings, transports: ChannelTransports) {
    this.#settings = settings;
    this.#source = sourceAddressOf(settings);
    this.#transports = transports;
    this.capabilities = {
      ...smsCarries,
      receipts: settings.useReceipts ? 'delivered' : 'none',
      lookup: false,
      history: false,
      idempotentSends: false,
      window: settings.window,
    };
  }

  async start(host: ChannelHost): Promise<void> {
    const inbound = new Inbound(this.#settings, host);
    await inbound.start();
    const deliver = (pdu: ShortMessage, connection: number): Promise<void> => inbound.deliver(pdu, connection);
    const session = new SmppSession(this.#settings, this.#transports, { host, deliver });
    this.#running = { host, session, inbound };
    session.start();
  }

  async send(message: OutboundMessage): Promise<Sent> {
    const running = this.#running;
    if (!running) throw new DeliveryError('retry', 'not_connected');
    this.#open++;
    try {
      return await this.#sendOver(running, message);
    } finally {
      if (--this.#open === 0) this.#onAllSettled?.();
    }
  }

  async stop(graceMilliseconds: number): Promise<void> {
    const running = this.#running;
    if (!running) return;
    this.#running = null;
    const until = performance.now() + graceMilliseconds;
    const allSettled = new Promise<void>((resolve) => (this.#onAllSettled = resolve));
    if (this.#open > 0) await Promise.race([allSettled, sleep(graceMilliseconds, undefined, { ref: false })]);
    this.#giveUp.abort();
    await running.session.stop(Math.max(0, until - performance.now()));
    running.inbound.stop();
  }

  async #sendOver({ session, host }: Running, message: OutboundMessage): Promise<Sent> {
    const { deliveryId, address, text, file, submitDeadline } = message;
    if (file !== null) throw new DeliveryError('rejected', 'content_refused');
    if (!e164.test(address)) throw new DeliveryError('rejected', 'address_invalid');
    const [first, ...others] = splitText(text, this.#settings, this.#nextReference()) ?? [];
    if (!first) throw new DeliveryError('rejected', 'text_too_long');
    const destination = address.slice(1);
    const submit = (part: TextPart, deadline: number): Promise<ShortMessageResponse> =>
      session.submit((sequence) => this.#submitPdu(sequence, destination, part), deadline);
    const outcomes = await sendParts([first, ...others], submitDeadline, submit, this.#giveUp.signal);
    const error = wholeOutcome(outcomes, (answer) => this.#sentPart(answer));
    if (error === null) return this.#sent(outcomes);
    if (error.outcome === 'unknown') void this.#awaitLate(outcomes, (answer) => host.settle(deliveryId, answer));
    throw error;
  }

  /** Tells the host once the answers that were missing have come, if they do. */
  async #awaitLate(
    outcomes: readonly PartOutcome<ShortMessageResponse>[],
    settle: (answer: LateAnswer) => void,
  ): Promise<void> {
    const late = await Promise.all(
      outcomes.map((outcome) => (outcome instanceof Overdue ? outcome.late : Promise.resolve(outcome))),
    );
    const error = wholeOutcome(late, (answer) => this.#sentPart(answer));
    if (error?.outcome !== 'unknown') settle(error ?? this.#sent(late));
  }

  #sent(outcomes: readonly PartOutcome<ShortMessageResponse>[]): Sent {
    return { parts: outcomes.flatMap((answer) => (answer instanceof DeliveryError ? [] : [this.#sentPart(answer)])) };
  }

  #sentPart({ messageId }: ShortMessageResponse): SentPart {
    return { providerMessageId: normalizedMessageId(messageId, this.#settings.messageIdType, 'response') };
  }

  #submitPdu(sequence: number, destination: string, part: TextPart): ShortMessage {
    const { hasHeader, dataCoding, tlvs } = part;
    return shortMessage('submit_sm', sequence, {
      sourceTon: this.#source.ton,
      sourceNpi: this.#source.npi,
      source: this.#source.address,
      destinationTon: 1,
      destinationNpi: 1,
      destination,
      esmClass: hasHeader ? headerIndicator : 0,
      registeredDelivery: this.#settings.useReceipts ? finalReceipt : 0,
      dataCoding,
      shortMessage: part.shortMessage,
      tlvs,
    });
  }

  #nextReference(): number {
    this.#reference = (this.#reference + 1) & 0xffff;
    return this.#reference;
  }
}
