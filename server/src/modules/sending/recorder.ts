import { recordBatch, type Recorded } from './record-batch.ts';
import type { ReceiptRow } from './sending-result-queries.ts';
import { LeaseLost, type Lease, type Result } from './types.ts';
import type { Actor, Runtime } from '#platform/context';

/** Results and receipts together in one transaction. */
const maxBatch = 1_500;

export interface RecorderOptions {
  readonly runtime: Runtime;
  readonly actor: Actor;
  readonly lease: Lease;
  /** Milliseconds that a first result waits for others. */
  readonly gatherMilliseconds: number;
  readonly onRecorded: (results: readonly Result[], recorded: Recorded) => void;
  readonly onLeaseLost: () => void;
}

interface PendingReceipt {
  readonly row: ReceiptRow;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Buffers results and receipts for milliseconds and writes them in batches, one transaction at a time: under load the
 * batch grows while the one before commits. A batch that fails is kept and written again until the lease is gone.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  #results: Result[] = [];
  #receipts: PendingReceipt[] = [];
  #running = false;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  /** Parked receipts of a holder before us are possible until a sweep has found none. */
  #mayHaveParked = true;
  #sweepDue = true;
  #idle: (() => void)[] = [];

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  addResult(result: Result): void {
    this.#results.push(result);
    this.#schedule();
  }

  /** Resolves once the receipt is committed (matched or parked); rejects when the lease is lost before. */
  addReceipt(row: ReceiptRow): Promise<void> {
    if (this.#closed) return Promise.reject(new LeaseLost(this.#options.lease));
    return new Promise((resolve, reject) => {
      this.#receipts.push({ row, resolve, reject });
      this.#schedule();
    });
  }

  /** Looks for parked receipts whose answer is written by now; a channel without any costs nothing. */
  sweep(): void {
    if (!this.#mayHaveParked) return;
    this.#sweepDue = true;
    this.#schedule();
  }

  /** Resolves when everything added before is committed, or the lease is lost. */
  async drain(): Promise<void> {
    while (!this.#closed && (this.#running || this.#pending)) {
      await new Promise<void>((resolve) => {
        this.#idle.push(resolve);
        this.#schedule();
      });
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    const error = new LeaseLost(this.#options.lease);
    for (const pending of this.#receipts.splice(0)) pending.reject(error);
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  get #pending(): boolean {
    return this.#results.length > 0 || this.#receipts.length > 0;
  }

  #schedule(): void {
    if (this.#running || this.#closed || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#run();
    }, this.#options.gatherMilliseconds);
  }

  async #run(): Promise<void> {
    this.#running = true;
    let backoff = 50;
    let limit = maxBatch;
    while (!this.#closed && (this.#pending || this.#sweepDue)) {
      const results = this.#results.slice(0, limit);
      const receipts = this.#receipts.slice(0, limit - results.length);
      try {
        await this.#write(results, receipts);
        backoff = 50;
        limit = Math.min(maxBatch, limit * 2);
      } catch (error) {
        if (error instanceof LeaseLost) {
          this.#options.onLeaseLost();
          break;
        }
        const { log } = this.#options.runtime;
        const { channelId } = this.#options.lease;
        if (isPoison(error)) {
          if (results.length + receipts.length === 1) this.#setAside(results, receipts, error as Error);
          limit = Math.max(1, Math.floor((results.length + receipts.length) / 2));
          continue;
        }
        log.warn({ err: error, channelId }, 'results are kept and written again');
        await new Promise((resolve) => setTimeout(resolve, backoff));
        backoff = Math.min(backoff * 2, 1_000);
      }
    }
    this.#running = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** What cannot be written keeps nothing else from being written (F28): its delivery stays in doubt, its receipt is refused. */
  #setAside(results: readonly Result[], receipts: readonly PendingReceipt[], error: Error): void {
    const { runtime, lease, onRecorded } = this.#options;
    const lost = results.map(({ delivery, outcome }) => ({ deliveryId: delivery.id, outcome }));
    runtime.log.error(
      { err: error, channelId: lease.channelId, results: lost },
      'a result or receipt could not be written and is set aside',
    );
    this.#results.splice(0, results.length);
    for (const pending of this.#receipts.splice(0, receipts.length)) pending.reject(error);
    onRecorded(results, { mayHaveParked: this.#mayHaveParked, campaignIds: [] });
  }

  async #write(results: readonly Result[], receipts: readonly PendingReceipt[]): Promise<void> {
    const { runtime, actor, lease, onRecorded } = this.#options;
    const batch = { results, receipts: receipts.map((pending) => pending.row) };
    const look = this.#sweepDue ? 'sweep' : this.#mayHaveParked ? 'batch' : 'none';
    const recorded = await runtime.transaction(actor, (ctx) => recordBatch(ctx, lease, batch, look));
    if (look === 'sweep') this.#sweepDue = false;
    this.#mayHaveParked = recorded.mayHaveParked;
    this.#results.splice(0, results.length);
    this.#receipts.splice(0, receipts.length);
    for (const pending of receipts) pending.resolve();
    onRecorded(results, recorded);
  }
}

/** The database is there and refuses the values themselves, or our own code broke on them: trying again will not help. */
function isPoison(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return (
    error instanceof TypeError ||
    error instanceof RangeError ||
    (typeof code === 'string' && /^(22|23|42)...$/.test(code))
  );
}
