import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { sql } from 'kysely';
import pg from 'pg';
import { systemActor, type Actor, type Runtime } from '#platform/context';
import { createPools, type Pools } from '#platform/database/pools';
import { createRuntime } from '#platform/runtime';
import { createTestRuntime, type TestRuntime } from '#platform/test-kit/index';
import { deliveryStateNames } from './delivery-state.ts';
import { startSending, type Sending } from './index.ts';
import { noInbox, ScriptedNetwork } from './scripted-channel.ts';
import { runTestCampaign, type TestCampaign } from './test-campaign.ts';

/*
 * Crash points around every commit of a claim and of its result. A process that dies is a runtime whose database refuses
 * everything from the chosen moment on: nothing it does afterwards can be written, exactly as with SIGKILL. What the network
 * had accepted by then stays in its ledger. Kills of real processes are bench/src/chaos.ts.
 */

const network = new ScriptedNetwork();
const original = { capabilities: network.capabilities, script: network.script };
let kit: TestRuntime;
let actor: Actor;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  kit = await createTestRuntime({ channels: [network.kind], maxConnections: 12 });
  actor = systemActor(kit.organizationId, new Set());
});
afterAll(() => kit.close());
beforeEach(() => {
  Object.assign(network, original);
  network.ledger.length = 0;
});
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  await kit.inTransaction(actor, (ctx) => sql`update channels set removed_at = now()`.execute(ctx.db));
});

type CrashPoint = { readonly statement: string; readonly when: 'before' | 'after' };

/** A process that dies at the first statement of that name, and stays dead. `crashed` tells when. */
function mortal(point: CrashPoint | 'commit of claim'): { runtime: Runtime; crashed: Promise<void> } {
  const pools = createPools({ connectionString: kit.connectionString, maxConnections: 4 });
  stops.push(() => pools.close());
  let dead = false;
  let die!: () => void;
  const crashed = new Promise<void>((resolve) => {
    die = () => {
      dead = true;
      resolve();
    };
  });
  const refuse = (): void => {
    if (dead) throw Object.assign(new Error('the process is dead'), { code: 'ECONNRESET' });
  };
  const guard: Pools['tenant'] = async (organizationId, work, options) => {
    refuse();
    let claimed = false;
    const result = await pools.tenant(
      organizationId,
      async (db) => {
        const run = db.run.bind(db);
        db.run = async (statement, values) => {
          refuse();
          if (point !== 'commit of claim' && statement.name === point.statement && point.when === 'before') {
            die();
            refuse();
          }
          const rows = await run<never>(statement, values);
          if (statement.name === 'sending_insert_claim') claimed = true;
          if (point !== 'commit of claim' && statement.name === point.statement && point.when === 'after') {
            die();
            refuse();
          }
          return rows;
        };
        return work(db);
      },
      options,
    );
    // The claim is committed, and the process is gone before it hears of it.
    if (point === 'commit of claim' && claimed) die();
    refuse();
    return result;
  };
  const system: Pools['system'] = async (work, options) => {
    refuse();
    return pools.system(work, options);
  };
  const runtime = createRuntime({ ...kit.runtime, pools: { ...pools, tenant: guard, system } });
  return { runtime, crashed };
}

function start(runtime: Runtime, leaseSeconds = 1): Sending {
  const sending = startSending({
    runtime,
    transports: kit.runtime.transports,
    inbox: noInbox,
    leaseSeconds,
  });
  stops.unshift(() => Promise.race([sending.stop(100), new Promise((resolve) => setTimeout(resolve, 3_000))]));
  return sending;
}

async function states(campaign: TestCampaign): Promise<Record<string, number>> {
  const { rows } = await kit.inTransaction(actor, (ctx) =>
    sql<{ state: number; count: number }>`select state, count(*)::int as count from (
      select distinct on (contact_id) state, next_attempt_at from deliveries where campaign_id = ${campaign.campaignId}
      order by contact_id, attempt desc) latest where next_attempt_at is null group by state`.execute(ctx.db),
  );
  return Object.fromEntries(rows.map((row) => [deliveryStateNames[row.state]!, row.count]));
}

async function finished(campaign: TestCampaign, total: number): Promise<Record<string, number>> {
  const end = Date.now() + 60_000;
  for (;;) {
    const value = await states(campaign);
    if ((value['accepted'] ?? 0) + (value['unknown'] ?? 0) === total) return value;
    if (Date.now() > end) throw new Error(`not finished: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const window = 10;
const total = 60;

test.each<[string, CrashPoint | 'commit of claim', { unknown: number; lost: number }]>([
  [
    'F1 F2 a kill before the claim: nothing happened, another process takes it',
    { statement: 'sending_lock_lane', when: 'before' },
    { unknown: 0, lost: 0 },
  ],
  [
    'F2 a kill inside the claim: it is rolled back and made by another',
    { statement: 'sending_insert_claim', when: 'after' },
    { unknown: 0, lost: 0 },
  ],
  [
    'F3 a kill after the intent, before the call: in doubt, never lost, never doubled',
    'commit of claim',
    { unknown: window, lost: window },
  ],
  [
    'F4 a kill after the network accepted, before the result is written',
    { statement: 'sending_write_results', when: 'before' },
    { unknown: window, lost: 0 },
  ],
  ['F4 a kill inside the result', { statement: 'sending_write_results', when: 'after' }, { unknown: window, lost: 0 }],
])('%s', async (_title, point, most) => {
  network.capabilities = { ...original.capabilities, window };
  const campaign = await runTestCampaign(kit.runtime, actor, { recipients: total });
  const first = mortal(point);
  start(first.runtime);
  await first.crashed;
  start(kit.runtime);
  const final = await finished(campaign, total);
  const unknown = final['unknown'] ?? 0;
  expect(unknown).toBeLessThanOrEqual(most.unknown);
  if (most.unknown > 0) expect(unknown).toBeGreaterThan(0);
  const addresses = network.ledger.map((entry) => entry.address);
  expect(new Set(addresses).size, 'nobody was sent to twice').toBe(addresses.length);
  // Every accepted row is on the ledger; what is on the ledger is accepted or in doubt.
  expect(addresses.length).toBeGreaterThanOrEqual(total - most.lost);
  const { rows } = await kit.inTransaction(actor, (ctx) =>
    sql<{
      address: string;
      state: number;
    }>`select address, state from deliveries where campaign_id = ${campaign.campaignId}`.execute(ctx.db),
  );
  const onLedger = new Set(addresses);
  expect(
    rows.filter((row) => row.state === 3 && !onLedger.has(row.address)),
    'lost',
  ).toEqual([]);
  expect(
    addresses.filter((address) => !rows.some((row) => row.address === address && row.state !== 6)),
    'unaccounted',
  ).toEqual([]);
});

test('F13 a database that goes away in the middle is waited for, and nothing is lost or doubled', async () => {
  network.capabilities = { ...original.capabilities, window };
  network.script = async (_message, _host, accept) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return accept();
  };
  const campaign = await runTestCampaign(kit.runtime, actor, { recipients: 200 });
  start(kit.runtime, 5);
  const killer = new pg.Client({ connectionString: kit.connectionString });
  await killer.connect();
  stops.push(() => killer.end());
  for (let cut = 0; cut < 5; cut++) {
    await new Promise((resolve) => setTimeout(resolve, 120));
    await killer.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'parley app'`);
  }
  const final = await finished(campaign, 200);
  expect(final).toEqual({ accepted: 200 });
  expect(network.ledger).toHaveLength(200);
});

test('F28 a result that cannot be written keeps no other from being written', async () => {
  network.script = async (message, _host, accept) => {
    const sent = accept();
    // PostgreSQL takes no NUL in a text.
    return message.address.endsWith('5')
      ? { parts: [{ providerMessageId: 'poison\u0000' + message.deliveryId }] }
      : sent;
  };
  const campaign = await runTestCampaign(kit.runtime, actor, { recipients: 50 });
  start(kit.runtime, 2);
  const end = Date.now() + 60_000;
  for (;;) {
    const value = await states(campaign);
    if (value['accepted'] === 45) break;
    if (Date.now() > end) throw new Error(`not reached: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(network.ledger).toHaveLength(50);
});
