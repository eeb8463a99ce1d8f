import { Client } from 'pg';
import { pino } from 'pino';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor, Ctx, Runtime } from '../context.ts';
import { Database } from '../database/database.ts';
import { createTestRuntime, type TestRuntime } from '../test-kit/index.ts';
import { uuidv7 } from '../uuid.ts';
import { startConsumers, type Consumers, type ConsumersOptions } from './consumers.ts';
import { startDispatcher, type Dispatcher } from './dispatcher.ts';
import { defineReaction, type PlacedEvent, type Reaction } from './reaction.ts';
import { replayQuarantinedEvent } from './replay-quarantined-event.ts';
import { openWakeUps, type WakeUps } from './wake-up.ts';

const log = pino({ level: 'silent' });
const quick: ConsumersOptions = { retryMilliseconds: [5, 5, 5, 5] };
let kit: TestRuntime;
let wakeUps: WakeUps;
let dispatcher: Dispatcher;
let running: Consumers[] = [];
let name: string;

beforeAll(async () => {
  kit = await createTestRuntime({ maxConnections: 12, onEvents: () => wakeUps.wake('events') });
  wakeUps = await openWakeUps(kit.pools.systemPool, log);
  dispatcher = startDispatcher(kit.pools, wakeUps, log);
  const owner = new Client({ connectionString: kit.connectionString, options: '-c role=parley_owner' });
  await owner.connect();
  await owner.query(
    'create table effects (id bigserial, consumer text, position bigint, subject uuid, organization uuid, xid xid8 default pg_current_xact_id())',
  );
  await owner.query('grant select, insert on effects to parley_app, parley_system');
  await owner.query('grant usage on sequence effects_id_seq to parley_app');
  await owner.end();
});
afterAll(async () => {
  await dispatcher.stop();
  await wakeUps.close();
  await kit.close();
});
beforeEach(async () => {
  name = `test.${uuidv7()}`;
  await everythingPlaced();
});
afterEach(async () => {
  await Promise.all(running.map((consumers) => consumers.stop()));
  running = [];
});

async function start(reactions: readonly Reaction[], runtime = kit.runtime, options = quick): Promise<Consumers> {
  const consumers = await startConsumers(runtime, reactions, wakeUps, options);
  running.push(consumers);
  return consumers;
}

async function emit(as: Actor = kit.actor('owner'), contactIds = [uuidv7()]): Promise<string[]> {
  await kit.inTransaction(as, async (ctx) => {
    for (const contactId of contactIds) await ctx.events.emit('contact.created', contactId, { contactId });
  });
  return contactIds;
}

async function everythingPlaced(): Promise<void> {
  const text = 'select (select count(*) from events) = (select count(*) from event_positions) as done';
  await expect.poll(async () => (await kit.pools.systemPool.query<{ done: boolean }>(text)).rows[0]!.done).toBe(true);
}

async function emitMany(count: number): Promise<string[]> {
  const subjects: string[] = [];
  for (let index = 0; index < count; index++) subjects.push(...(await emit()));
  return subjects;
}

async function leaveEffect(ctx: Ctx, event: PlacedEvent<'contact.created'>): Promise<void> {
  await ctx.db.client.query('insert into effects (consumer, position, subject, organization) values ($1, $2, $3, $4)', [
    name,
    event.position,
    event.payload.contactId,
    ctx.actor.organizationId,
  ]);
}

const effectful = (): Reaction => defineReaction({ name, on: ['contact.created'], run: leaveEffect });

interface Effect {
  readonly subject: string;
  readonly organization: string;
  readonly xid: string;
}
async function effects(): Promise<Effect[]> {
  const { rows } = await kit.pools.systemPool.query<Effect>(
    'select subject, organization, xid::text as xid from effects where consumer = $1 order by id',
    [name],
  );
  return rows;
}
const effectSubjects = async (): Promise<string[]> => (await effects()).map((effect) => effect.subject);

describe('a reaction', () => {
  test('runs once for each event, in order, in the organization of the event', async () => {
    await start([effectful()]);
    const mine = await emit(kit.actor('owner'), [uuidv7(), uuidv7()]);
    const theirs = await emit(kit.actor('owner', kit.otherOrganizationId));
    const mineAgain = await emit();
    await expect.poll(effectSubjects).toEqual([...mine, ...theirs, ...mineAgain]);
    expect((await effects()).map((effect) => effect.organization)).toEqual([
      kit.organizationId,
      kit.organizationId,
      kit.otherOrganizationId,
      kit.organizationId,
    ]);
  });

  test('takes consecutive events of an organization in one transaction', async () => {
    const first = await start([effectful()]);
    await first.stop();
    await emitMany(40);
    await everythingPlaced();
    await start([effectful()]);
    await expect.poll(async () => (await effects()).length).toBe(40);
    expect(new Set((await effects()).map((effect) => effect.xid)).size).toBeLessThanOrEqual(2);
  });

  test('hears only what it is for, and begins at the end when it is new', async () => {
    await emit();
    await everythingPlaced();
    await start([effectful()]);
    await kit.inTransaction('owner', (ctx) => ctx.events.emit('contact.updated', uuidv7(), { contactId: uuidv7() }));
    const expected = await emit();
    await expect.poll(effectSubjects).toEqual(expected);
  });

  test('begins within some milliseconds of the commit', async () => {
    let begun: (at: number) => void = () => undefined;
    const reaction = defineReaction({ name, on: ['contact.created'], run: async () => begun(performance.now()) });
    await start([reaction]);
    const delay = async (): Promise<number> => {
      const at = new Promise<number>((resolve) => (begun = resolve));
      await emit();
      const committed = performance.now();
      return (await at) - committed;
    };
    // A busy machine delays many of them; without the wake-up all wait for the next look.
    await expect.poll(delay).toBeLessThan(30);
  });

  test('misses nothing when the wake-up is lost', async () => {
    const deaf: WakeUps = { wake: () => undefined, on: () => () => undefined, close: async () => undefined };
    running.push(await startConsumers(kit.runtime, [effectful()], deaf));
    const expected = await emit();
    await expect.poll(effectSubjects).toEqual(expected);
  });

  test('runs once an event however many processes run it', async () => {
    await Promise.all([start([effectful()]), start([effectful()]), start([effectful()])]);
    const expected = await emitMany(60);
    await expect.poll(effectSubjects).toEqual(expected);
    await sleep(100);
    expect(await effectSubjects()).toEqual(expected);
  });

  test('is taken over when the process that runs it dies', async () => {
    await start([effectful()]);
    const holder = new Client({ connectionString: kit.connectionString, options: '-c role=parley_system' });
    holder.on('error', () => undefined);
    await holder.connect();
    await holder.query('begin');
    await holder.query('select from event_consumers where name = $1 for update', [name]);
    const expected = await emit();
    await sleep(200);
    expect(await effectSubjects()).toEqual([]);
    holder.connection.stream.destroy();
    await expect.poll(effectSubjects).toEqual(expected);
  });
});

/** A process that is killed at its nth step: that step and everything after it fails, and nothing is cleaned up. */
function mortal(runtime: Runtime, deadline: number): { runtime: Runtime; died: () => boolean } {
  let step = 0;
  const live = (): void => {
    if (++step > deadline) throw new Error('killed');
  };
  const around = async <T>(work: () => Promise<T>): Promise<T> => {
    live();
    const result = await work();
    live();
    return result;
  };
  const watched = (db: Database): Database => {
    const run = db.run.bind(db);
    db.run = (...args) => around(() => run(...args));
    return db;
  };
  return {
    died: () => step > deadline,
    runtime: {
      ...runtime,
      pools: {
        ...runtime.pools,
        system: (work, options) => around(() => runtime.pools.system((db) => around(() => work(watched(db))), options)),
      },
      transaction: (actor, work, options) =>
        around(() => runtime.transaction(actor, (ctx) => around(() => work({ ...ctx, db: watched(ctx.db) })), options)),
    },
  };
}

test('F5 F26 a kill at any await around the commit: the effect happens once, for every event', async () => {
  await (await start([effectful()])).stop();
  const expected: string[] = [];
  let died = true;
  let step = 1;
  for (; died; step++) {
    expected.push(...(await emit()), ...(await emit(kit.actor('owner', kit.otherOrganizationId))));
    const process = mortal(kit.runtime, step);
    const consumers = await startConsumers(process.runtime, [effectful()], wakeUps, quick).catch(() => null);
    const isThrough = async (): Promise<boolean> => process.died() || (await effects()).length === expected.length;
    await expect.poll(isThrough, { interval: 5 }).toBe(true);
    died = process.died();
    await consumers?.stop();
  }
  // The reads, and both transactions with each of their statements, were passed through.
  expect(step).toBeGreaterThan(20);
  await start([effectful()]);
  await expect.poll(effectSubjects).toEqual(expected);
});

describe('F28 an event that fails', () => {
  let tries: number;
  beforeEach(() => {
    tries = 0;
  });
  const allergic = (poison: string): Reaction =>
    defineReaction({
      name,
      on: ['contact.created'],
      run: async (ctx, event) => {
        await leaveEffect(ctx, event);
        if (event.payload.contactId !== poison) return;
        tries++;
        throw new Error('cannot digest this');
      },
    });
  const quarantined = async (): Promise<{ id: string; error: string; replayed_at: Date | null }[]> => {
    const { rows } = await kit.pools.systemPool.query(
      'select id, error, replayed_at from quarantined_events where consumer = $1',
      [name],
    );
    return rows;
  };

  test('is set aside after five tries, its neighbours go on, other reactions are not held up', async () => {
    const poison = uuidv7();
    const other = defineReaction({ name: `${name}.other`, on: ['contact.created'], run: async () => void heard++ });
    let heard = 0;
    const pausing = { retryMilliseconds: [5, 600_000, 5, 5] };
    const first = await start([allergic(poison), other], kit.runtime, pausing);
    const [before, after] = [
      [uuidv7(), uuidv7()],
      [uuidv7(), uuidv7()],
    ];
    await emit(kit.actor('owner'), [...before, poison, ...after]);
    await expect.poll(() => heard).toBe(5);
    expect(await quarantined()).toEqual([]);
    await first.stop();
    await start([allergic(poison), other]);
    await expect.poll(effectSubjects).toEqual([...before, ...after]);
    // Twice more than five: after each start it was at first among its neighbours.
    expect(tries).toBe(7);
    expect(await quarantined()).toMatchObject([
      { error: expect.stringContaining('cannot digest this'), replayed_at: null },
    ]);
  });

  test('has been tried as often when the process was restarted meanwhile', async () => {
    const poison = uuidv7();
    const first = await start([allergic(poison)], kit.runtime, { retryMilliseconds: [1, 60_000, 1, 1] });
    await emit(kit.actor('owner'), [poison]);
    await expect.poll(() => tries).toBe(2);
    await first.stop();
    await start([allergic(poison)]);
    await expect.poll(async () => (await quarantined()).length).toBe(1);
    expect(tries).toBe(5);
  });

  test('can be replayed, once, and only by its organization', async () => {
    const poison = uuidv7();
    await start([allergic(poison)]);
    await emit(kit.actor('owner'), [poison]);
    await expect.poll(async () => (await quarantined()).length).toBe(1);
    const { id } = (await quarantined())[0]!;
    const replay = (as: Actor, reaction = effectful()) =>
      kit.inTransaction(as, (ctx) => replayQuarantinedEvent(ctx, [reaction], id));
    await expect(replay(kit.actor('owner'), allergic(poison))).rejects.toThrow('cannot digest this');
    expect(await effectSubjects()).toEqual([]);
    await expect(replay(kit.actor('owner', kit.otherOrganizationId))).rejects.toMatchObject({ code: 'record_missing' });
    await replay(kit.actor('owner'));
    expect(await effectSubjects()).toEqual([poison]);
    expect((await quarantined())[0]!.replayed_at).not.toBeNull();
    await expect(replay(kit.actor('owner'))).rejects.toMatchObject({ code: 'record_missing' });
  });
});
