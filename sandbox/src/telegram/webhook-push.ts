import { setTimeout as sleep } from 'node:timers/promises';
import type { Update } from './bot.ts';

type Next = () => { update: Update; taken: () => void } | undefined;

const firstRetry = 100;
const longestRetry = 5_000;
const answerMilliseconds = 10_000;

/** Hands a bot's updates to its webhook, one after the other, each until it is taken. */
export class WebhookPush {
  readonly url: string;
  /** Why the last attempt failed, in Telegram's words; null once one was taken. */
  lastError: { readonly date: number; readonly message: string } | null = null;
  readonly #secret: string | null;
  readonly #stopping = new AbortController();
  #isRunning = false;

  constructor(url: string, secret: string | null) {
    this.url = url;
    this.#secret = secret;
  }

  wake(next: Next): void {
    if (this.#isRunning || this.#stopping.signal.aborted) return;
    this.#isRunning = true;
    void this.#run(next).finally(() => (this.#isRunning = false));
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #run(next: Next): Promise<void> {
    let delay = firstRetry;
    for (let waiting = next(); waiting && !this.#stopping.signal.aborted; waiting = next()) {
      const problem = await this.#offer(waiting.update);
      if (this.#stopping.signal.aborted) return;
      if (problem === null) {
        this.lastError = null;
        delay = firstRetry;
        waiting.taken();
        continue;
      }
      this.lastError = { date: Math.floor(Date.now() / 1000), message: problem.message };
      await sleep(problem.retryAfter ?? delay, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      delay = Math.min(longestRetry, delay * 2);
    }
  }

  /** Null when it was taken. */
  async #offer(update: Update): Promise<{ message: string; retryAfter: number | null } | null> {
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          ...(this.#secret !== null && { 'x-telegram-bot-api-secret-token': this.#secret }),
        },
        body: JSON.stringify(update),
        signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(answerMilliseconds)]),
      });
      await response.arrayBuffer();
      if (response.ok) return null;
      const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
      const message = `Wrong response from the webhook: ${response.status} ${response.statusText}`;
      return { message, retryAfter: Number.isFinite(seconds) ? seconds * 1000 : null };
    } catch {
      return { message: 'Connection refused', retryAfter: null };
    }
  }
}
