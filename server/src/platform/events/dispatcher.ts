import type { Logger } from 'pino';
import type { Pools } from '../database/pools.ts';
import { Bell } from './bell.ts';
import {
  findBacklog,
  findPlace,
  getCluster,
  getSnapshot,
  lockDispatcher,
  placeEvents,
  placeForeignEvents,
  updatePlace,
} from './event-queries.ts';
import type { WakeUps } from './wake-up.ts';

export interface Dispatcher {
  /** Resolves when the pass under way has ended. */
  stop(): Promise<void>;
}

const batchSize = 5_000;
const idleMilliseconds = 200;
const errorMilliseconds = 1_000;
/** Positions that were given out after a backup was taken may be known to clients: a restored database does not give them again. */
const restoreGap = 1_000_000_000;
const noId = '00000000-0000-0000-0000-000000000000';

/**
 * Gives every committed event its place in the one order, and says so. Every process runs one; a row lock lets one place
 * at a time, so when it dies the next simply goes on.
 */
export function startDispatcher(pools: Pools, wakeUps: WakeUps, log: Logger): Dispatcher {
  const bell = new Bell();
  const unlisten = wakeUps.on('events', () => bell.ring());
  let stopping = false;

  const run = async (): Promise<void> => {
    let rung = true;
    // How often in a row nothing could be placed because a transaction still runs, or another process places.
    let held = 0;
    while (!stopping) {
      let pause = idleMilliseconds;
      try {
        const pass = await placeCommittedEvents(pools, { hurry: rung });
        for (const name of pass.names) wakeUps.wake('placed', name);
        held = pass.state === 'held' ? held + 1 : 0;
        if (pass.state === 'more') pause = 0;
        if (pass.state === 'held') pause = Math.min(idleMilliseconds, 2 ** Math.min(held, 8));
      } catch (error) {
        log.error({ err: error }, 'events could not be placed');
        pause = errorMilliseconds;
      }
      rung = await bell.wait(pause);
    }
  };
  const done = run();

  return {
    async stop() {
      stopping = true;
      unlisten();
      bell.ring();
      await done;
    },
  };
}

export interface Pass {
  /** The names of the events that got their places. */
  readonly names: readonly string[];
  /** `held`: there are events that wait for a transaction to end, or for another process that is placing. */
  readonly state: 'idle' | 'more' | 'held';
}

/** One batch. In a hurry it does not look first whether there is anything, which costs a transaction. */
export async function placeCommittedEvents(
  pools: Pools,
  { hurry, limit = batchSize }: { hurry: boolean; limit?: number },
): Promise<Pass> {
  const ahead = hurry ? { ready: true, held: false } : await lookAhead(pools);
  const names = ahead.ready ? await placeBatch(pools, limit) : [];
  if (names === 'busy') return { names: [], state: 'held' };
  if (names.length > 0) return { names, state: 'more' };
  const { held } = hurry ? await lookAhead(pools) : ahead;
  return { names, state: held ? 'held' : 'idle' };
}

function lookAhead(pools: Pools): Promise<{ ready: boolean; held: boolean }> {
  return pools.system(
    async (db) => {
      const place = await findPlace(db);
      if (place.cluster !== (await getCluster(db))) return { ready: true, held: false };
      return findBacklog(db, place, await getSnapshot(db));
    },
    { readOnly: true },
  );
}

function placeBatch(pools: Pools, limit: number): Promise<readonly string[] | 'busy'> {
  return pools.system(async (db) => {
    const place = await lockDispatcher(db);
    if (!place) return 'busy';
    // Taken after the lock: what was complete for the holder before us is so for us.
    const snapshot = await getSnapshot(db);
    const cluster = await getCluster(db);
    const isRestored = place.cluster !== null && place.cluster !== cluster;
    const after = isRestored ? place.lastPosition + restoreGap : place.lastPosition;
    const placed = isRestored
      ? await placeForeignEvents(db, after, snapshot)
      : await placeEvents(db, place, snapshot.complete, limit);
    const isFull = !isRestored && placed.scanned === limit;
    await updatePlace(db, {
      horizon: isFull ? placed.xid : snapshot.complete,
      horizonId: isFull ? placed.id : noId,
      lastPosition: after + placed.placed,
      cluster,
    });
    return placed.names ?? [];
  });
}
