import type { Readable } from 'node:stream';
import {
  type Capabilities,
  type Carries,
  type Channel,
  type ChannelHost,
  type ChannelTransports,
  DeliveryError,
  type InboundFile,
  type OutboundMessage,
  type Sent,
} from '../channel.ts';
import { callBot } from './bot-client.ts';
import { downloadFile } from './download-file.ts';
import { Outbound } from './outbound.ts';
import { Receiver } from './receiver.ts';
import { maxCaptionLength, maxTextLength, maxUploadBytes } from './send-item.ts';
import type { TelegramSettings } from './settings.ts';

export const telegramCarries: Carries = {
  maxTextLength,
  formats: ['plain'],
  files: { maxBytes: maxUploadBytes, mediaTypes: null, maxCaptionLength },
  typing: true,
};

/** Telegram takes some 30 messages a second; more on the wire would only wait there. */
const window = 30;
const typingMilliseconds = 5_000;

interface Running {
  readonly receiver: Receiver;
  readonly outbound: Outbound;
}

/** A bot as a channel. */
export class TelegramChannel implements Channel {
  readonly capabilities: Capabilities = {
    ...telegramCarries,
    // A bot is not told what was delivered or read.
    receipts: 'none',
    lookup: false,
    history: false,
    // Nothing can be sent under a key: an ambiguous send may not be repeated.
    idempotentSends: false,
    window,
  };
  readonly #settings: TelegramSettings;
  readonly #transports: ChannelTransports;
  readonly #stopping = new AbortController();
  #running: Running | null = null;

  constructor(settings: TelegramSettings, transports: ChannelTransports) {
    this.#settings = settings;
    this.#transports = transports;
  }

  async start(host: ChannelHost): Promise<void> {
    const onUnknownToken = (reason: string): void => receiver.refuse(reason);
    const receiver = new Receiver(this.#settings, this.#transports, host);
    const outbound = new Outbound(this.#settings, this.#transports, { host, onUnknownToken });
    this.#running = { receiver, outbound };
    await receiver.start();
  }

  async send(message: OutboundMessage): Promise<Sent> {
    // A token that is not known is a person's matter; until then nothing is asked of Telegram.
    if (!this.#running || this.#running.receiver.isRefused) throw new DeliveryError('retry', 'not_connected');
    return this.#running.outbound.send(message);
  }

  async stop(graceMilliseconds: number): Promise<void> {
    const running = this.#running;
    this.#running = null;
    this.#stopping.abort();
    await Promise.all([running?.receiver.stop(), running?.outbound.close(graceMilliseconds)]);
  }

  async release(): Promise<void> {
    await this.#running?.receiver.release();
  }

  download(file: Pick<InboundFile, 'fileId' | 'size'>): Promise<Readable> {
    return downloadFile(this.#settings, this.#transports, file, this.#stopping.signal);
  }

  async typing(address: string): Promise<void> {
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(typingMilliseconds)]);
    const api = callBot(this.#settings, this.#transports, { signal });
    // Only a courtesy: whoever is not shown it misses nothing.
    await api.raw.sendChatAction({ chat_id: address, action: 'typing' }).catch(() => undefined);
  }
}
