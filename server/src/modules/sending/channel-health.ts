import type { ChannelAlert, ChannelFigures, ChannelHealthNote } from '@parley/contract/channels';
import { isDeepStrictEqual } from 'node:util';
import type { ChannelState, DeliveryError } from '#channel';
import { repeat, type Repeating } from '#platform/repeat';
import type { Logger } from 'pino';

const lookMilliseconds = 2_000;
/** Over how long the rate is taken. */
const rateSeconds = 10;
/** Without a connection for so long somebody should look. */
const silenceMilliseconds = 60_000;
/** A pause that people notice. */
const longPauseMilliseconds = 60_000;
/** So many submits in a row that the network did not take. */
const failuresInARow = 20;

export interface HealthOptions {
  readonly window: number;
  /** Messages on the wire. */
  readonly open: () => number;
  /** Milliseconds for which the network wants nothing. */
  readonly pausedFor: () => number;
  readonly now: () => Date;
  readonly store: (note: ChannelHealthNote) => Promise<void>;
  readonly log: Logger;
}

/** What the holder of a channel knows of how it is doing, noted for everybody every two seconds while it changes. */
export class ChannelHealth {
  readonly #options: HealthOptions;
  readonly #accepted: { at: number; count: number }[] = [];
  #acceptedSince = 0;
  #failures = 0;
  #lastError: ChannelFigures['lastError'] = null;
  #state: ChannelState = { state: 'connecting' };
  #stateSince: number;
  #trouble: string | null = null;
  #noted: ChannelHealthNote | null = null;
  #repeating: Repeating | undefined;

  constructor(options: HealthOptions) {
    this.#options = options;
    this.#stateSince = options.now().getTime();
  }

  start(): void {
    this.#repeating = repeat('note channel health', lookMilliseconds, () => this.#look(), this.#options.log);
  }

  async stop(): Promise<void> {
    await this.#repeating?.stop();
  }

  /** What the network made of one submit; null: it took it. */
  result(error: DeliveryError | null): void {
    if (error === null) {
      this.#acceptedSince += 1;
      this.#failures = 0;
      return;
    }
    this.#failures += 1;
    const { reason, providerCode: code } = error;
    this.#lastError = { reason, code, at: this.#options.now().toISOString() };
  }

  state(state: ChannelState): void {
    if (state.state !== this.#state.state) this.#stateSince = this.#options.now().getTime();
    this.#state = state;
  }

  /** What the adapter wants somebody to look at; null: nothing any more. */
  trouble(text: string | null): void {
    this.#trouble = text;
  }

  async #look(): Promise<void> {
    const note = { figures: this.#figures(), alerts: this.#alerts() };
    if (isDeepStrictEqual(note, this.#noted)) return;
    await this.#options.store(note);
    this.#noted = note;
  }

  #figures(): ChannelFigures {
    const { window, open, pausedFor, now } = this.#options;
    const at = now().getTime();
    this.#accepted.push({ at, count: this.#acceptedSince });
    this.#acceptedSince = 0;
    while (this.#accepted[0] && this.#accepted[0].at <= at - rateSeconds * 1_000) this.#accepted.shift();
    const recent = this.#accepted.reduce((sum, { count }) => sum + count, 0);
    const pause = pausedFor();
    return {
      acceptedPerSecond: recent / rateSeconds,
      onTheWire: open(),
      window,
      // To the second, so that a pause under way is not news at every look.
      pausedUntil: pause > 0 ? new Date(Math.ceil((at + pause) / 1_000) * 1_000).toISOString() : null,
      lastError: this.#lastError,
    };
  }

  #alerts(): ChannelAlert[] {
    const alerts: ChannelAlert[] = [];
    const { state } = this.#state;
    const reason = 'reason' in this.#state ? this.#state.reason : null;
    const silent = this.#options.now().getTime() - this.#stateSince;
    if (state === 'login_required') alerts.push({ code: 'login_required', reason });
    else if (state !== 'connected' && silent >= silenceMilliseconds) alerts.push({ code: 'no_connection', reason });
    if (this.#options.pausedFor() >= longPauseMilliseconds) alerts.push({ code: 'long_pause', reason: null });
    if (this.#failures >= failuresInARow) {
      alerts.push({ code: 'sends_failing', reason: this.#lastError?.reason ?? null });
    }
    if (this.#trouble !== null) alerts.push({ code: 'network_trouble', reason: this.#trouble });
    return alerts;
  }
}
