import { permissions } from '@parley/contract/permissions';
import { systemActor, type Runtime } from '../context.ts';
import { AppError } from '../errors.ts';
import { Bell } from './bell.ts';
import {
  countFailure,
  getConsumerPosition,
  insertConsumers,
  insertQuarantined,
  listEventsAfter,
  lockConsumer,
  moveConsumer,
} from './consumer-queries.ts';
import { findPlace } from './event-queries.ts';
import type { PlacedEvent, Reaction } from './reaction.ts';
import type { WakeUps } from './wake-up.ts';

export interface Consumers {
  /** Resolves when the transactions under way have ended. */
  stop(): Promise<void>;
}

export interface ConsumersOptions {
  /** Pauses between the tries of an event that fails; after one try more than there are pauses it is set aside. */
  readonly retryMilliseconds?: readonly number[];
}

const batchSize = 200;
const pollMilliseconds = 1_000;
/** How long a process leaves a reaction alone that another one is running. */
const standbyMilliseconds = 1_000;
const errorMilliseconds = 1_000;
const retryPauses = [100, 500, 2_000, 8_000];
/** Passing over so many events that do not concern a reaction is worth writing down. */
const skipWorthNoting = 10_000;

const everything: ReadonlySet<(typeof permissions)[number]> = new Set(permissions);

/**
 * Runs the reactions, each at its own pace: an event that fails holds up its own reaction only, and that only until it is
 * set aside. Every process may run them all; the lock on a reaction's row keeps them from doing it twice.
 */
export async function startConsumers(
  runtime: Runtime,
  reactions: readonly Reaction[],
  wakeUps: WakeUps,
  { retryMilliseconds = retryPauses }: ConsumersOptions = {},
): Promise<Consumers> {
  const names = reactions.map((reaction) => reaction.name);
  if (new Set(names).size < names.length)
    throw new Error(`Two reactions have the same name: ${names.toSorted().join(', ')}`);
  await runtime.pools.system((db) => insertConsumers(db, names));
  const consumers = reactions.map((reaction) => new Consumer(runtime, reaction, retryMilliseconds));
  const unlisten = wakeUps.on('placed', (name) => {
    for (const consumer of consumers) consumer.hear(name);
  });
  const poll = setInterval(() => void lookForMissed(), pollMilliseconds);
  let seen = 0;
  // A lost wake-up costs a second: one look for all of them.
  const lookForMissed = async (): Promise<void> => {
    try {
      const { lastPosition } = await runtime.pools.system(findPlace, { readOnly: true });
      if (lastPosition > seen) for (const consumer of consumers) consumer.hear('');
      seen = lastPosition;
    } catch (error) {
      runtime.log.warn({ err: error }, 'could not look for events');
    }
  };
  const done = Promise.all(consumers.map((consumer) => consumer.run()));

  return {
    async stop() {
      clearInterval(poll);
      unlisten();
      for (const consumer of consumers) consumer.stop();
      await done;
    },
  };
}

class Consumer {
  readonly #runtime: Runtime;
  readonly #reaction: Reaction;
  readonly #retryMilliseconds: readonly number[];
  readonly #heard = new Bell();
  readonly #stopped = new Bell();
  #stopping = false;
  /** Of the last event that it is through with, as the database has it; null when that must be looked up. */
  #position: number | null = null;
  /** Events read at a time; one by one while an event fails. */
  #batchSize = batchSize;

  constructor(runtime: Runtime, reaction: Reaction, retryMilliseconds: readonly number[]) {
    this.#runtime = runtime;
    this.#reaction = reaction;
    this.#retryMilliseconds = retryMilliseconds;
  }

  /** Events of this name have their places; `''` may be any. */
  hear(name: string): void {
    if (name === '' || (this.#reaction.on as readonly string[]).includes(name)) this.#heard.ring();
  }

  stop(): void {
    this.#stopping = true;
    this.#heard.ring();
    this.#stopped.ring();
  }

  async run(): Promise<void> {
    while (!this.#stopping) {
      try {
        const events = await this.#read();
        if (events.length === 0) await this.#heard.wait(60_000);
        else await this.#work(events);
      } catch (error) {
        // The database, not the event: that is counted elsewhere.
        this.#runtime.log.error({ err: error, reaction: this.#reaction.name }, 'reaction interrupted');
        this.#position = null;
        await this.#stopped.wait(errorMilliseconds);
      }
    }
  }

  #read(): Promise<PlacedEvent[]> {
    const { name, on } = this.#reaction;
    return this.#runtime.pools.system(async (db) => {
      const position = (this.#position ??= await getConsumerPosition(db, name));
      const { lastPosition } = await findPlace(db);
      const events = await listEventsAfter(db, position, on, this.#batchSize);
      if (
        events.length === 0 &&
        lastPosition - position > skipWorthNoting &&
        (await lockConsumer(db, name)) === position
      ) {
        await moveConsumer(db, name, lastPosition);
        this.#position = null;
      }
      return events;
    });
  }

  async #work(events: readonly PlacedEvent[]): Promise<void> {
    for (const run of runsOfOneOrganization(events)) {
      if (this.#stopping) return;
      if (!(await this.#apply(run))) return;
    }
  }

  /** One transaction; when it fails, one for each event, so that the others are not held up. False: read again. */
  async #apply(run: readonly PlacedEvent[]): Promise<boolean> {
    try {
      return await this.#transact(run);
    } catch (error) {
      if (error instanceof AppError && error.code === 'server_busy') throw error;
      if (run.length === 1) return this.#settleFailure(run[0]!, error);
    }
    for (const event of run) {
      if (this.#stopping || !(await this.#apply([event]))) return false;
    }
    return true;
  }

  /** The effect and the place move together. False: another process was or is at it. */
  async #transact(run: readonly PlacedEvent[]): Promise<boolean> {
    const { name, run: react } = this.#reaction;
    const last = run.at(-1)!;
    const found = await this.#runtime.transaction(systemActor(last.organizationId, everything), async (ctx) => {
      const position = await lockConsumer(ctx.db, name);
      if (position !== this.#position) return position ?? 'locked';
      for (const event of run) await react(ctx, event);
      await moveConsumer(ctx.db, name, last.position);
      return 'moved';
    });
    this.#position = found === 'moved' ? last.position : null;
    this.#batchSize = batchSize;
    if (found === 'locked') await this.#stopped.wait(standbyMilliseconds);
    return found === 'moved';
  }

  /** The event waits for its next try, and after the last is set aside (F28). False: read again. */
  async #settleFailure(event: PlacedEvent, error: unknown): Promise<boolean> {
    const { name } = this.#reaction;
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const facts = { err: error, reaction: name, event: event.name, position: event.position };
    const attempts = await this.#runtime.pools.system(async (db) => {
      if ((await lockConsumer(db, name)) !== this.#position) return null;
      const count = await countFailure(db, name, message);
      if (count > this.#retryMilliseconds.length) {
        await insertQuarantined(db, name, event, message);
        await moveConsumer(db, name, event.position);
      }
      return count;
    });
    const pause = attempts === null ? standbyMilliseconds : this.#retryMilliseconds[attempts - 1];
    if (pause === undefined) {
      this.#runtime.log.error({ ...facts, attempts }, 'event set aside');
      this.#position = event.position;
      return true;
    }
    if (attempts !== null) this.#runtime.log.warn({ ...facts, attempts }, 'reaction failed, will be tried again');
    this.#position = null;
    this.#batchSize = 1;
    await this.#stopped.wait(pause);
    return false;
  }
}

/** Consecutive events of one organization, in order. */
function runsOfOneOrganization(events: readonly PlacedEvent[]): PlacedEvent[][] {
  const runs: PlacedEvent[][] = [];
  for (const event of events) {
    const last = runs.at(-1);
    if (last && last[0]!.organizationId === event.organizationId) last.push(event);
    else runs.push([event]);
  }
  return runs;
}
