import type { PlacedEvent } from '@parley/contract/events';
import type { Logger } from 'pino';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pools } from '../database/pools.ts';
import { Bell } from '../events/bell.ts';
import { findPlace } from '../events/event-queries.ts';
import type { WakeUps } from '../events/wake-up.ts';
import { groupByHearing, type Hearing } from './listener.ts';
import { listPublished, type PublishedEvent } from './realtime-queries.ts';

export interface Listener extends Hearing {
  /** Events that came while it still reads what it missed; null once it hears them as they come. */
  readonly waiting: PublishedEvent[] | null;
}

export interface PublisherParts<Heard> {
  readonly pools: Pools;
  readonly wakeUps: WakeUps;
  readonly log: Logger;
  /** Sends the same to each of them. */
  readonly send: (listeners: readonly Heard[], events: readonly PlacedEvent[], position: number) => void;
}

const batchSize = 1_000;
/** Events of so short a time go out as one: writing to sockets is what fan-out costs. */
const tickMilliseconds = 10;
/** A lost wake-up costs a second. */
const pollMilliseconds = 1_000;

/**
 * Follows the one order of events for those who listen in this process. It reads the database by position and asks nobody
 * else, so what it publishes has no gap, whichever process wrote it and whether or not Redis works.
 */
export class Publisher<Heard extends Listener> {
  readonly #parts: PublisherParts<Heard>;
  readonly #bell = new Bell();
  readonly #unlisten: () => void;
  readonly #organizations = new Map<string, Set<Heard>>();
  readonly #newcomers = new Map<Heard, (position: number) => void>();
  readonly #done: Promise<void>;
  #position: number | null = null;
  #stopping = false;

  constructor(parts: PublisherParts<Heard>) {
    this.#parts = parts;
    this.#unlisten = parts.wakeUps.on('placed', () => this.#bell.ring());
    this.#done = this.#run();
  }

  /** Everything up to here was given to all that listened; null while nobody does. */
  get position(): number | null {
    return this.#position;
  }

  /** Resolves to the position from which on the listener hears everything. */
  admit(listener: Heard): Promise<number> {
    return new Promise((resolve) => {
      this.#newcomers.set(listener, resolve);
      this.#bell.ring();
    });
  }

  remove(listener: Heard): void {
    this.#newcomers.delete(listener);
    const listeners = this.#organizations.get(listener.organizationId);
    listeners?.delete(listener);
    if (listeners?.size === 0) this.#organizations.delete(listener.organizationId);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#unlisten();
    this.#bell.ring();
    await this.#done;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      try {
        if (await this.#pass()) continue;
        await sleep(tickMilliseconds);
      } catch (error) {
        this.#parts.log.warn({ err: error }, 'events could not be published to sockets, will be tried again');
        await sleep(pollMilliseconds);
      }
      if (!this.#stopping) await this.#bell.wait(this.#organizations.size === 0 ? 60_000 : pollMilliseconds);
    }
  }

  /** Whether there may be more. */
  async #pass(): Promise<boolean> {
    if (this.#organizations.size === 0 && this.#newcomers.size === 0) {
      // What nobody heard need not be read when somebody comes.
      this.#position = null;
      return false;
    }
    const { pools, send } = this.#parts;
    const { lastPosition } = await pools.system(findPlace, { readOnly: true });
    this.#position ??= lastPosition;
    this.#admitNewcomers(this.#position);
    if (this.#position >= lastPosition) return false;
    const range = { after: this.#position, until: lastPosition };
    const organizationIds = [...this.#organizations.keys()];
    const events = await pools.system((db) => listPublished(db, organizationIds, range, batchSize), { readOnly: true });
    const isFull = events.length === batchSize;
    this.#position = isFull ? events.at(-1)!.position : lastPosition;
    for (const [organizationId, own] of Map.groupBy(events, (event) => event.organizationId)) {
      const listeners = [...(this.#organizations.get(organizationId) ?? [])];
      for (const listener of listeners) listener.waiting?.push(...own);
      const live = listeners.filter((listener) => listener.waiting === null);
      for (const group of groupByHearing(live, own)) send(group.listeners, group.events, this.#position);
    }
    return isFull;
  }

  /** Between two reads the position stands still: whoever comes begins exactly there. */
  #admitNewcomers(position: number): void {
    for (const [listener, admit] of this.#newcomers) {
      const listeners = this.#organizations.get(listener.organizationId) ?? new Set();
      this.#organizations.set(listener.organizationId, listeners.add(listener));
      admit(position);
    }
    this.#newcomers.clear();
  }
}
