import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ChannelHost,
  type ChannelTransports,
  DeliveryError,
  type OutboundMessage,
  type Sent,
} from '../channel.ts';
import { callBot } from './bot-client.ts';
import { deliveryErrorOf, failureOf, movedTo } from './failures.ts';
import { checkItem, type Item, sendItem } from './send-item.ts';
import type { TelegramSettings } from './settings.ts';

/** A file takes longer: at this speed at the least. */
const slowestBytesPerSecond = 32 * 1024;
/** An answer that comes within this time after `unknown` still settles the message. */
const lateMilliseconds = 5 * 60_000;

export interface OutboundOwner {
  readonly host: ChannelHost;
  /** Telegram does not know the token any more. */
  readonly onUnknownToken: (reason: string) => void;
}

/** What goes out over one bot: in order within a chat, and nothing at all while Telegram asks for a pause. */
export class Outbound {
  readonly #settings: TelegramSettings;
  readonly #transports: ChannelTransports;
  readonly #owner: OutboundOwner;
  readonly #giveUp = new AbortController();
  /** The last send of each chat: the next one waits for it. */
  readonly #chats = new Map<string, Promise<unknown>>();
  readonly #open = new Set<Promise<unknown>>();
  #pausedUntil = 0;
  #isClosed = false;

  constructor(settings: TelegramSettings, transports: ChannelTransports, owner: OutboundOwner) {
    this.#settings = settings;
    this.#transports = transports;
    this.#owner = owner;
  }

  /** Throws only DeliveryError. */
  async send(message: OutboundMessage): Promise<Sent> {
    if (this.#isClosed) throw new DeliveryError('retry', 'not_connected');
    checkItem({ chat: message.address, text: message.text, file: message.file });
    const before = this.#chats.get(message.address) ?? Promise.resolve();
    const sending = before.then(() => this.#sendNow(message));
    const settled = sending.catch(() => undefined);
    this.#chats.set(message.address, settled);
    this.#open.add(settled);
    try {
      return await sending;
    } finally {
      this.#open.delete(settled);
      if (this.#chats.get(message.address) === settled) this.#chats.delete(message.address);
    }
  }

  /** Waits for what is on the wire at most so long; what is open then is unknown. */
  async close(graceMilliseconds: number): Promise<void> {
    this.#isClosed = true;
    const settled = Promise.allSettled(this.#open);
    await Promise.race([settled, sleep(graceMilliseconds, undefined, { ref: false })]);
    this.#giveUp.abort();
    await settled;
  }

  async #sendNow(message: OutboundMessage): Promise<Sent> {
    const { host } = this.#owner;
    const pause = this.#pausedUntil - performance.now();
    if (pause > 0) throw new DeliveryError('retry', 'throttled', { retryAfter: Math.ceil(pause) });
    const { address: chat, text, file, submitDeadline } = message;
    const checkDeadline = (): void => {
      if (host.clock() > submitDeadline) throw new DeliveryError('retry', 'deadline_passed');
    };
    const answer = this.#submit({ chat, text, file }, checkDeadline);
    const seconds = this.#settings.answerTimeoutSeconds + (file?.size ?? 0) / slowestBytesPerSecond;
    const inTime = new AbortController();
    const timeout = sleep(seconds * 1_000, 'timeout' as const, { signal: inTime.signal }).catch(
      () => 'timeout' as const,
    );
    try {
      const first = await Promise.race([answer, timeout]);
      if (first !== 'timeout') return first;
    } catch (error) {
      throw await this.#refused(message, error);
    } finally {
      inTime.abort();
    }
    answer.then(
      (sent) => host.settle(message.deliveryId, sent),
      async (error: unknown) => host.settle(message.deliveryId, await this.#refused(message, error)),
    );
    throw new DeliveryError('unknown', 'no_answer');
  }

  async #submit(item: Item, beforeWrite: () => void): Promise<Sent> {
    const signal = AbortSignal.any([this.#giveUp.signal, AbortSignal.timeout(this.#longestCall(item))]);
    const api = callBot(this.#settings, this.#transports, { signal, beforeWrite });
    try {
      return sentTo(item.chat, await sendItem(api, item));
    } catch (error) {
      const moved = movedTo(error);
      if (moved === null) throw error;
      // A group that became a supergroup: refused under its old address, so it goes to the new one.
      const sent = sentTo(moved, await sendItem(api, { ...item, chat: moved }));
      await this.#owner.host
        .note({ providerEventId: `moved ${item.chat} ${moved}`, address: item.chat, news: { movedTo: moved } })
        .catch((cause: unknown) =>
          this.#owner.host.log.warn({ error: String(cause) }, 'telegram new address not stored'),
        );
      return sent;
    }
  }

  #longestCall({ file }: Item): number {
    const seconds = this.#settings.answerTimeoutSeconds + (file?.size ?? 0) / slowestBytesPerSecond;
    return Math.ceil(seconds * 1_000) + lateMilliseconds;
  }

  /** The refusal in our words, and what follows from it for the bot and the person. */
  async #refused({ deliveryId, address }: OutboundMessage, cause: unknown): Promise<DeliveryError> {
    const { host, onUnknownToken } = this.#owner;
    const error = cause instanceof DeliveryError ? cause : deliveryErrorOf(cause);
    const failure = failureOf(cause);
    if (failure.kind === 'flood') {
      this.#pausedUntil = Math.max(this.#pausedUntil, performance.now() + failure.milliseconds);
      host.slowDown(failure.milliseconds);
    } else if (failure.kind === 'token') {
      onUnknownToken(failure.reason);
    }
    if (error.outcome === 'rejected' && error.reason === 'provider_error')
      host.log.warn({ answer: error.providerCode }, 'telegram refused a message in words that are not known');
    if (error.reason === 'recipient_blocked') {
      await host
        .note({ providerEventId: `blocked ${deliveryId}`, address, news: 'blocked' })
        .catch((reason: unknown) => host.log.warn({ error: String(reason) }, 'telegram block not stored'));
    }
    return error;
  }
}

/** Ids of messages are unique within a chat only. */
function sentTo(chat: string, messageId: number): Sent {
  return { parts: [{ providerMessageId: `${chat}:${messageId}` }] };
}
