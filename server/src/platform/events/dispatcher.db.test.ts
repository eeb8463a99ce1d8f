import fc from 'fast-check';
import { Client } from 'pg';
import { pino } from 'pino';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '../context.ts';
import { createTestRuntime, type TestRuntime } from '../test-kit/index.ts';
import { uuidv7 } from '../uuid.ts';
import { listEventsAfter } from './consumer-queries.ts';
import { placeCommittedEvents, startDispatcher, type Dispatcher } from './dispatcher.ts';
import { findBacklog, placeEvents } from './event-queries.ts';
import { openWakeUps, type WakeUps } from './wake-up.ts';

const log = pino({ level: 'silent' });
let kit: TestRuntime;
let wakeUps: WakeUps;
let dispatcher: Dispatcher | undefined;

beforeAll(async () => {
  kit = await createTestRuntime({ maxConnections: 12, onEvents: () => wakeUps.wake('events') });
  wakeUps = await openWakeUps(kit.pools.systemPool, log);
});
afterAll(async () => {
  await wakeUps.close();
  await kit.close();
});
beforeEach(() => empty());
afterEach(async () => {
  await dispatcher?.stop();
  dispatcher = undefined;
});

async function execute(role: 'parley' | 'parley_owner', ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: kit.connectionString });
  await client.connect();
  try {
    await client.query(`set role ${role}`);
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
const asOwner = (...statements: string[]): Promise<void> => execute('parley_owner', ...statements);

const empty = (): Promise<void> =>
  asOwner(
    'delete from event_positions',
    'delete from events',
    "update event_dispatcher set horizon = '0', last_position = 0, cluster = null",
  );

async function emit(ctx: Ctx, contactId = uuidv7()): Promise<string> {
  await ctx.events.emit('contact.created', contactId, { contactId });
  return contactId;
}

interface Row {
  readonly position: number;
  readonly subject: string;
}

async function positions(after = 0): Promise<Row[]> {
  const { rows } = await kit.pools.systemPool.query<Row>(
    `select position, subject_id as subject from event_positions as place
      join events on events.organization_id = place.organization_id and events.id = event_id
      where position > $1 order by position`,
    [after],
  );
  return rows;
}
const subjects = async (): Promise<string[]> => (await positions()).map((row) => row.subject);

/** Passes until nothing is left; transactions of other databases of the server may hold it back for a moment. */
async function placeAll(limit = 5_000): Promise<void> {
  for (;;) {
    const { state } = await placeCommittedEvents(kit.pools, { hurry: false, limit });
    if (state === 'idle') return;
    if (state === 'held') await sleep(5);
  }
}

/** A transaction that has written an event and ends when it is told to. */
function openTransaction(): { written: Promise<string>; commit(): Promise<void> } {
  const written = Promise.withResolvers<string>();
  const end = Promise.withResolvers<void>();
  const done = kit.inTransaction('owner', async (ctx) => {
    written.resolve(await emit(ctx));
    await end.promise;
  });
  return {
    written: written.promise,
    commit: () => {
      end.resolve();
      return done;
    },
  };
}

describe('the order', () => {
  test('is never changed by transactions that commit out of order, and a reader misses nothing', async () => {
    const transaction = fc.record({
      events: fc.integer({ min: 1, max: 4 }),
      before: fc.integer({ min: 0, max: 12 }),
      between: fc.integer({ min: 0, max: 12 }),
      fails: fc.boolean(),
    });
    const run = async (plans: (typeof transaction extends fc.Arbitrary<infer T> ? T : never)[]): Promise<void> => {
      await empty();
      dispatcher = startDispatcher(kit.pools, wakeUps, log);
      const committed: string[] = [];
      const seen: Row[] = [];
      let writing = true;
      const read = async (): Promise<void> => {
        // As a client resumes: only ever what lies behind the last position it has seen.
        while (writing || seen.length < committed.length) {
          seen.push(...(await positions(seen.at(-1)?.position ?? 0)));
          await sleep(1);
        }
      };
      const reader = read();
      await Promise.all(
        plans.map(async ({ events, before, between, fails }) => {
          await sleep(before);
          const mine: string[] = [];
          const work = kit.inTransaction('owner', async (ctx) => {
            for (let count = 0; count < events; count++) {
              mine.push(await emit(ctx));
              await sleep(between);
            }
            if (fails) throw new Error('rolled back');
          });
          await work.then(
            () => committed.push(...mine),
            () => undefined,
          );
        }),
      );
      writing = false;
      await reader;
      await dispatcher.stop();
      expect(seen.map((row) => row.position)).toEqual(committed.map((_, index) => index + 1));
      expect(seen.map((row) => row.subject).toSorted()).toEqual(committed.toSorted());
    };
    await fc.assert(fc.asyncProperty(fc.array(transaction, { minLength: 4, maxLength: 24 }), run), { numRuns: 8 });
  });

  test('waits for a transaction that began earlier, then goes on at once', async () => {
    dispatcher = startDispatcher(kit.pools, wakeUps, log);
    const long = openTransaction();
    const first = await long.written;
    const second = await kit.inTransaction('owner', (ctx) => emit(ctx));
    await sleep(300);
    expect(await subjects()).toEqual([]);
    await long.commit();
    await expect.poll(subjects, { interval: 5 }).toEqual([first, second]);
  });

  test('keeps the events of one transaction together in the order they were written, whatever the batch', async () => {
    const written = await kit.inTransaction('owner', async (ctx) => {
      const ids: string[] = [];
      for (let count = 0; count < 25; count++) ids.push(await emit(ctx));
      return ids;
    });
    const later = await kit.inTransaction('owner', (ctx) => emit(ctx));
    // Another database of the same server may hold the horizon for a moment.
    await expect
      .poll(async () => {
        await placeAll(10);
        return subjects();
      })
      .toEqual([...written, later]);
  });

  test('is the same for two dispatchers at once', async () => {
    const other = await openWakeUps(kit.pools.systemPool, log);
    const both = [startDispatcher(kit.pools, wakeUps, log), startDispatcher(kit.pools, other, log)];
    const written = await Promise.all(Array.from({ length: 60 }, () => kit.inTransaction('owner', (ctx) => emit(ctx))));
    await expect.poll(async () => (await subjects()).toSorted()).toEqual(written.toSorted());
    expect((await positions()).map((row) => row.position)).toEqual(written.map((_, index) => index + 1));
    await Promise.all(both.map((one) => one.stop()));
    await other.close();
  });
});

describe('the dispatcher', () => {
  test('an event has its place without waiting for the next look at the table', async () => {
    dispatcher = startDispatcher(kit.pools, wakeUps, log);
    const delay = async (): Promise<number> => {
      const placed = new Promise<number>((resolve) => {
        const end = wakeUps.on('placed', () => {
          end();
          resolve(performance.now());
        });
      });
      await kit.inTransaction('owner', (ctx) => emit(ctx));
      const committed = performance.now();
      return (await placed) - committed;
    };
    // A busy machine delays many of them; without the wake-up all wait for the next look.
    await expect.poll(delay, { interval: 1 }).toBeLessThan(40);
  });

  test('F5 goes on where a holder died that had placed events and not committed', async () => {
    const written = await kit.inTransaction('owner', (ctx) => emit(ctx));
    const holder = new Client({ connectionString: kit.connectionString, options: '-c role=parley_system' });
    holder.on('error', () => undefined);
    await holder.connect();
    await holder.query('begin');
    await holder.query('select from event_dispatcher for update');
    await holder.query(
      'insert into event_positions (organization_id, position, event_id, name) select organization_id, 1, id, name from events',
    );
    dispatcher = startDispatcher(kit.pools, wakeUps, log);
    await sleep(100);
    expect(await subjects()).toEqual([]);
    holder.connection.stream.destroy();
    await expect.poll(subjects, { interval: 5 }).toEqual([written]);
  });

  test('F13 survives the loss of every connection', async () => {
    dispatcher = startDispatcher(kit.pools, wakeUps, log);
    await execute(
      'parley',
      `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and application_name like 'parley %'`,
    );
    await sleep(50);
    const written = await kit.inTransaction('owner', (ctx) => emit(ctx));
    await expect.poll(subjects).toEqual([written]);
  });

  test('a database restored into another cluster: nothing is lost, repeated or waited for', async () => {
    const placed = await kit.inTransaction('owner', (ctx) => emit(ctx));
    await placeAll();
    const pending = await kit.inTransaction('owner', (ctx) => emit(ctx));
    // Numbers of transactions that this cluster reaches in some years.
    await asOwner(
      `update events set xid = (1000000000000 + xid::text::bigint)::text::xid8`,
      `update event_dispatcher set horizon = (1000000000000 + horizon::text::bigint)::text::xid8, cluster = 'elsewhere'`,
    );
    await placeAll();
    const after = await kit.inTransaction('owner', (ctx) => emit(ctx));
    await placeAll();
    expect(await subjects()).toEqual([placed, pending, after]);
    // A client may have seen more of the old order than the backup has.
    expect((await positions())[1]!.position).toBeGreaterThan(1_000_000);
  });

  test('looks at what is new only, however much there is, also when the planner sees no values', async () => {
    await asOwner(
      `insert into events (organization_id, id, name, payload, xid)
        select '${kit.organizationId}', uuid_v7_floor(now() + n * interval '1 millisecond'), 'contact.created', '{}', (n / 10 + 1)::text::xid8
        from generate_series(1, 20000) as n`,
      `insert into event_positions (organization_id, position, event_id, name)
        select organization_id, row_number() over (order by xid, id), id, name from events where xid < '1990'`,
      'analyze events',
      'analyze event_positions',
    );
    const read = await kit.pools.system(async (db) => {
      await db.client.query('set local plan_cache_mode = force_generic_plan');
      const place = { horizon: '1990', horizonId: uuidv7(0), lastPosition: 30_000, cluster: null };
      expect(await findBacklog(db, place, { complete: '1995', future: '1996' })).toEqual({ ready: true, held: true });
      expect(await placeEvents(db, place, '1995', 5_000)).toMatchObject({ scanned: 50, placed: 50 });
      expect(await listEventsAfter(db, 19_880, ['contact.created'], 200)).toHaveLength(59);
      const { rows } = await db.client.query<{ count: number }>(
        "select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as count from pg_stat_xact_user_tables where relname like 'event%'",
      );
      return rows[0]!.count;
    });
    expect(read).toBeLessThan(1_000);
  });
});
