import { Client } from 'pg';
import { pino } from 'pino';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPools, type Pools } from '../database/pools.ts';
import { createTestDatabase, type TestDatabase } from '../test-database/create-test-database.ts';
import { openWakeUps, type WakeUps } from './wake-up.ts';

const log = pino({ level: 'silent' });
let database: TestDatabase;
let pools: Pools[];
let one: WakeUps;
let two: WakeUps;

beforeEach(async () => {
  database = await createTestDatabase();
  pools = [1, 2].map(() => createPools({ connectionString: database.connectionString, maxConnections: 2 }));
  [one, two] = (await Promise.all(pools.map((pool) => openWakeUps(pool.systemPool, log)))) as [WakeUps, WakeUps];
});
afterEach(async () => {
  await Promise.all([one.close(), two.close()]);
  await Promise.all(pools.map((pool) => pool.close()));
  await database.drop();
});

function heardBy(wakeUps: WakeUps): string[] {
  const heard: string[] = [];
  wakeUps.on('channel', (key) => heard.push(key));
  return heard;
}

test('a hint is heard at once here, once, and a little later in the other processes', async () => {
  const [here, there] = [heardBy(one), heardBy(two)];
  one.wake('channel', 'a');
  one.wake('channel', 'b');
  one.wake('events');
  expect(here).toEqual(['a', 'b']);
  await expect.poll(() => there, { interval: 2 }).toEqual(['a', 'b']);
  await sleep(50);
  expect(here).toEqual(['a', 'b']);
});

test('hints are joined: no more than one notification in 5 ms, however many there are', async () => {
  const client = new Client({ connectionString: database.connectionString });
  let notifications = 0;
  client.on('notification', () => notifications++);
  await client.connect();
  await client.query('listen parley_wake_up');
  const there = heardBy(two);
  const started = performance.now();
  for (let round = 0; round < 20; round++) {
    for (let count = 0; count < 50; count++) one.wake('channel', `${count}`);
    await sleep(2);
  }
  // Timers may be a millisecond early.
  const rounds = (performance.now() - started) / 4;
  await expect.poll(() => new Set(there).size).toBe(50);
  await sleep(20);
  await client.query('select 1');
  await client.end();
  expect(notifications).toBeGreaterThan(0);
  expect(notifications).toBeLessThanOrEqual(rounds + 1);
});

test('more keys than a notification carries are a hint to look at everything', async () => {
  const there = heardBy(two);
  for (let count = 0; count < 1_000; count++) one.wake('channel', `channel ${count}`);
  await expect.poll(() => there).toEqual(['']);
});

test('a lost connection is replaced, and whoever listens looks at everything', async () => {
  const there = heardBy(two);
  const client = new Client({ connectionString: database.connectionString });
  await client.connect();
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen%'`,
  );
  await client.end();
  await expect.poll(() => there).toEqual(['']);
  one.wake('channel', 'a');
  await expect.poll(() => there).toContain('a');
});
