import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from 'grammy';
import type { ChannelHost, ChannelTransports } from '../channel.ts';
import { callBot } from './bot-client.ts';
import { failureOf } from './failures.ts';
import { allowedUpdates, readUpdate } from './read-update.ts';
import { botIdOf, type TelegramSettings } from './settings.ts';
import { isReport, webhookSecret } from './webhook.ts';

/** As long as the server lets a request wait, and what it may take beyond that. Seconds. */
const pollSeconds = 50;
const marginSeconds = 15;
const quickSeconds = 15;
/** Each of two calls, while others of this process wait. */
const releaseSeconds = 3;
const shortestPoll = 300;
const webhookCheckMilliseconds = 60_000;
const shortestDelay = 500;
const longestDelay = 30_000;
/** Between looks whether another program has stopped receiving for this bot. */
const conflictDelay = 10_000;
/** Before what could not be stored is asked for again. */
const storeDelay = 500;

/** Receives for one bot until it is stopped or its token is refused, by polling or by a webhook. */
export class Receiver {
  readonly #settings: TelegramSettings;
  readonly #transports: ChannelTransports;
  readonly #host: ChannelHost;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  /** The token is not known. */
  isRefused = false;
  #isConnected = false;
  #offset = 0;

  constructor(settings: TelegramSettings, transports: ChannelTransports, host: ChannelHost) {
    this.#settings = settings;
    this.#transports = transports;
    this.#host = host;
  }

  async start(): Promise<void> {
    const saved = await this.#host.session.load();
    this.#offset = offsetOf(saved, botIdOf(this.#settings));
    this.#running = this.#run();
  }

  /** Resolves when what was being stored is stored. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Telegram calls us no more; what it keeps is for whoever receives for the bot next. Never throws. */
  async release(): Promise<void> {
    if (this.#settings.mode !== 'webhook' || this.isRefused) return;
    try {
      const { url } = await this.#call(releaseSeconds).raw.getWebhookInfo();
      if (url === this.#webhookUrl())
        await this.#call(releaseSeconds).raw.deleteWebhook({ drop_pending_updates: false });
    } catch (error) {
      this.#host.log.warn({ reason: failureOf(error).reason }, 'telegram webhook not taken away');
    }
  }

  /** Nothing more is asked of Telegram: a person must act. */
  refuse(reason: string): void {
    if (this.#stopping.signal.aborted) return;
    this.isRefused = true;
    this.#stopping.abort();
    this.#host.state({ state: 'login_required', reason });
  }

  async #run(): Promise<void> {
    this.#host.state({ state: 'connecting' });
    for (let failures = 0; !this.#stopping.signal.aborted;) {
      try {
        await this.#receive();
        failures = 0;
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        await this.#failed(error, ++failures);
      }
    }
  }

  /** One round: signs in where there is no connection, then waits for the next updates. */
  async #receive(): Promise<void> {
    if (!this.#isConnected) await this.#connect();
    else if (this.#settings.mode === 'polling') await this.#poll(pollSeconds);
    else await this.#watchWebhook();
  }

  async #connect(): Promise<void> {
    if (this.#settings.mode === 'webhook') await this.#setWebhook();
    else await this.#takeOver();
    this.#isConnected = true;
    this.#host.state({ state: 'connected' });
  }

  /** Polling is refused while a webhook is set. One of ours is taken away; another's is a person's matter. */
  async #takeOver(): Promise<void> {
    try {
      await this.#poll(0);
    } catch (error) {
      if (failureOf(error).kind !== 'conflict') throw error;
      const { url } = await this.#call(quickSeconds).raw.getWebhookInfo();
      if (!url) throw error;
      if (!url.endsWith(this.#host.webhookPath)) throw new ForeignWebhook(url);
      await this.#call(quickSeconds).raw.deleteWebhook({ drop_pending_updates: false });
      await this.#poll(0);
    }
  }

  async #setWebhook(): Promise<void> {
    await this.#call(quickSeconds).raw.setWebhook({
      url: this.#webhookUrl(),
      secret_token: webhookSecret(this.#settings),
      allowed_updates: [...allowedUpdates],
      max_connections: 10,
    });
  }

  /** Telegram calls us: whether it reaches us only it knows. */
  async #watchWebhook(): Promise<void> {
    await sleep(webhookCheckMilliseconds, undefined, { signal: this.#stopping.signal });
    const info = await this.#call(quickSeconds).raw.getWebhookInfo();
    if (info.url !== this.#webhookUrl()) return this.#setWebhook();
    const { last_error_message: message = 'no answer', pending_update_count: waiting } = info;
    const isFailing = waiting > 0 && info.last_error_date !== undefined;
    this.#host.alert(
      isFailing ? `Telegram does not reach ${info.url}: ${message}. Waiting messages: ${waiting}.` : null,
    );
  }

  /** What comes is stored before the offset that confirms it is ever sent. */
  async #poll(seconds: number): Promise<void> {
    const began = performance.now();
    const updates: unknown = await this.#call(seconds + marginSeconds).raw.getUpdates({
      offset: this.#offset,
      timeout: seconds,
      allowed_updates: [...allowedUpdates],
    });
    for (const update of Array.isArray(updates) ? updates : []) {
      if (this.#stopping.signal.aborted || !(await this.#store(update))) break;
    }
    // A server that does not let requests wait would be asked without end.
    const isHasty = Array.isArray(updates) && updates.length === 0 && performance.now() - began < shortestPoll;
    if (seconds > 0 && isHasty) await sleep(shortestPoll, undefined, { signal: this.#stopping.signal });
  }

  /** False: it could not be stored, and comes again. */
  async #store(update: unknown): Promise<boolean> {
    const read = readUpdate(update, botIdOf(this.#settings));
    if (read === null) return true;
    const { id, content } = read;
    try {
      if (content) await (isReport(content) ? this.#host.note(content) : this.#host.receive(content));
      await this.#host.session.save(savedOffset(id + 1, botIdOf(this.#settings)));
      this.#offset = id + 1;
      return true;
    } catch (error) {
      this.#host.log.warn({ error: String(error) }, 'telegram update not stored, will be asked for again');
      await sleep(storeDelay, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      return false;
    }
  }

  async #failed(error: unknown, failures: number): Promise<void> {
    this.#isConnected = false;
    if (error instanceof ForeignWebhook) return this.#waitToReconnect(error.message, conflictDelay);
    const failure = failureOf(error);
    this.#host.log.warn({ reason: failure.reason }, 'telegram connection failed');
    if (failure.kind === 'token') return this.refuse(failure.reason);
    if (failure.kind === 'conflict') return this.#waitToReconnect(failure.reason, conflictDelay);
    if (failure.kind === 'flood') return this.#waitToReconnect(failure.reason, failure.milliseconds);
    const ceiling = Math.min(longestDelay, shortestDelay * 2 ** (failures - 1));
    return this.#waitToReconnect(failure.reason, ceiling * (0.75 + Math.random() / 2));
  }

  async #waitToReconnect(reason: string, delay: number): Promise<void> {
    this.#host.state({ state: 'reconnecting', reason, retryAt: this.#host.clock() + delay });
    await sleep(delay, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }

  #webhookUrl(): string {
    return `${this.#settings.publicUrl}${this.#host.webhookPath}`;
  }

  #call(seconds: number): Api {
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(seconds * 1_000)]);
    return callBot(this.#settings, this.#transports, { signal });
  }
}

/** Another system has told Telegram to call it for this bot. */
class ForeignWebhook extends Error {
  constructor(url: string) {
    const host = URL.parse(url)?.host ?? url;
    super(
      `Telegram hands the messages of this bot to ${host} by a webhook. Take it away there; then Parley connects by itself.`,
    );
    this.name = 'ForeignWebhook';
  }
}

/** Another token has another bot and other numbers. */
function offsetOf(saved: Uint8Array | null, botId: string): number {
  if (!saved) return 0;
  const [bot, offset] = Buffer.from(saved).toString('utf8').split(' ');
  return bot === botId && Number.isSafeInteger(Number(offset)) ? Number(offset) : 0;
}

function savedOffset(offset: number, botId: string): Uint8Array {
  return Buffer.from(`${botId} ${offset}`);
}
