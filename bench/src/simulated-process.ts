import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, ChannelKind } from '../../server/src/channels/channel.ts';
import { startSending, type Sending } from '../../server/src/modules/sending/start-sending.ts';
import { LeaseLost } from '../../server/src/modules/sending/types.ts';
import type { Runtime } from '../../server/src/platform/context.ts';
import type { Database } from '../../server/src/platform/database/database.ts';
import { intercept, sabotage, type Protection } from './sabotage.ts';

export interface SimulatedProcessOptions {
  readonly runtime: Runtime;
  readonly kind: ChannelKind;
  readonly leaseSeconds: number;
  readonly without: Protection | null;
}

/** How long after the send the intent is committed when it is not committed before it. */
const lateCommitMilliseconds = 100;
const keeperDelayMilliseconds = 400;

/** What sends, and what keeps the lease: they need not notice the same thing at the same time. */
type Part = 'sender' | 'keeper';

/**
 * The sending side of one server, inside this process, that can be frozen and killed at any moment: from then on it
 * reaches neither the database nor the network. What it had under way with either of them takes its course.
 */
export class SimulatedProcess {
  readonly #options: SimulatedProcessOptions;
  readonly #sending: Sending;
  readonly #death = Promise.withResolvers<never>();
  #killed = false;
  /** Of each part: resolves when it may go on; null while it runs. */
  readonly #frozen: Record<Part, PromiseWithResolvers<void> | null> = { sender: null, keeper: null };

  constructor(options: SimulatedProcessOptions) {
    this.#options = options;
    // Heard by those who wait for an answer of this process; nobody else minds.
    this.#death.promise.catch(() => undefined);
    this.#sending = startSending({
      runtime: this.#guardedRuntime(),
      transports: options.runtime.transports,
      inbox: { receive: () => Promise.resolve(), fetchFiles: () => Promise.resolve() },
      leaseSeconds: options.leaseSeconds,
    });
  }

  get holdsChannel(): boolean {
    return !this.#killed && this.#sending.held().length > 0;
  }

  freeze(): void {
    this.#frozen.sender = Promise.withResolvers();
    this.#frozen.keeper = Promise.withResolvers();
  }

  /** It goes on sending before it finds out that it has lost its lease. */
  async thaw(): Promise<void> {
    this.#wake('sender');
    await sleep(keeperDelayMilliseconds);
    this.#wake('keeper');
  }

  async kill(): Promise<void> {
    this.#killed = true;
    this.#death.reject(new Error('killed'));
    this.#wake('sender');
    this.#wake('keeper');
    // Ends its timers: nothing that this does reaches anybody.
    await this.#sending.stop(0);
  }

  async stop(): Promise<void> {
    if (!this.#killed) await this.#sending.stop(1_000);
  }

  #wake(part: Part): void {
    this.#frozen[part]?.resolve();
    this.#frozen[part] = null;
  }

  /** Passed before everything that leaves the process. */
  async #alive(part: Part): Promise<void> {
    await this.#frozen[part]?.promise;
    this.#survive();
  }

  /** The loss of the lease is what the parts of the dead process end at, without another try. */
  #survive(): void {
    if (this.#killed) throw new LeaseLost({ organizationId: '', channelId: '', token: 0 });
  }

  #guardedRuntime(): Runtime {
    const { runtime, kind } = this.#options;
    const { pools } = runtime;
    const guarded: ChannelKind = { ...kind, create: (...given) => this.#guardedChannel(kind.create(...given)) };
    const channels = new Map([[kind.kind, guarded]]);
    return {
      ...runtime,
      channels,
      pools: {
        ...pools,
        tenant: (organizationId, work) =>
          this.#transaction('sender', (inside) => pools.tenant(organizationId, (db) => inside(db, () => work(db)))),
        system: (work) => this.#transaction('keeper', (inside) => pools.system((db) => inside(db, () => work(db)))),
      },
      transaction: (actor, work) =>
        this.#transaction('sender', (inside) =>
          runtime.transaction(actor, (ctx) => inside(ctx.db, () => work({ ...ctx, channels }))),
        ),
    };
  }

  /** `open` begins a real transaction and has its work done by `inside`. */
  async #transaction<T>(
    part: Part,
    open: (inside: (db: Database, work: () => Promise<T>) => Promise<T>) => Promise<T>,
  ): Promise<T> {
    await this.#alive(part);
    const { without } = this.#options;
    const returned = Promise.withResolvers<T>();
    const committed = open(async (db, work) => {
      let isClaim = false;
      if (without !== null) intercept(db, sabotage(without));
      intercept(db, (statement, run) => {
        this.#survive();
        isClaim ||= statement === 'sending_insert_claim';
        return run();
      });
      const result = await work();
      if (without === 'intent commit' && isClaim) {
        returned.resolve(result);
        await sleep(lateCommitMilliseconds);
        this.#survive();
      }
      return result;
    });
    committed.then(returned.resolve, returned.reject);
    return returned.promise;
  }

  async #answer(handle: () => Promise<void>): Promise<void> {
    await this.#alive('sender');
    await Promise.race([handle(), this.#death.promise]);
  }

  #guardedChannel(channel: Channel): Channel {
    return {
      capabilities: channel.capabilities,
      start: (host) => channel.start({ ...host, report: (receipt) => this.#answer(() => host.report(receipt)) }),
      send: async (message) => {
        await this.#alive('sender');
        return channel.send(message);
      },
      stop: (grace) => channel.stop(grace),
    };
  }
}
