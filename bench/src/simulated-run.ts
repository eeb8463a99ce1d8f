import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../sandbox/src/seeded-random.ts';
import { runTestCampaign } from '../../server/src/modules/sending/test-campaign.ts';
import type { Actor, Runtime } from '../../server/src/platform/context.ts';
import type { Run } from './judge.ts';
import { readBooks } from './read-books.ts';
import type { Protection } from './sabotage.ts';
import { SimulatedProcess } from './simulated-process.ts';
import { SlowNetwork } from './slow-network.ts';

export interface SimulationOptions {
  readonly runtime: Runtime;
  readonly actor: Actor;
  readonly seed: number;
  readonly without: Protection | null;
}

export interface Simulation {
  readonly run: Run;
  readonly kills: number;
  readonly window: number;
}

const window = 50;
const leaseSeconds = 1;
const recipients = 450;
const perSecond = 100;
/** So that a process which should no longer claim finds a lane that its successor does not just hold. */
const shards = 4;
/** Recovery waits for a lease and a submit deadline to pass. */
const patienceMilliseconds = 4_000;
/** Longer than a lease and a submit deadline together, so that the other process is at work when it wakes. */
const frozenMilliseconds = 3_500;
const longestRunMilliseconds = 20_000;

/**
 * A campaign over two processes of which one is frozen and one is killed, to a network whose receipts may come first,
 * while people opt out. All of it inside this process, in some ten seconds.
 */
export async function simulateRun(options: SimulationOptions): Promise<Simulation> {
  const { runtime, actor, seed, without } = options;
  const random = seededRandom(seed);
  const network = new SlowNetwork(window, random);
  const start = (): SimulatedProcess => new SimulatedProcess({ runtime, kind: network.kind, leaseSeconds, without });
  const campaign = await runTestCampaign(runtime, actor, { recipients, perSecond, shards });
  const processes = [start(), start()];
  const fault = async (strike: (holder: SimulatedProcess) => Promise<void>): Promise<void> => {
    await sleep(300 + random() * 400);
    await until(() => processes.some((process) => process.holdsChannel && network.isBusy));
    await strike(processes.find((process) => process.holdsChannel)!);
  };
  try {
    const optOuts = await optOutSome(options, campaign.campaignId);
    await fault(async (holder) => {
      holder.freeze();
      await sleep(frozenMilliseconds);
      await holder.thaw();
    });
    await fault(async (holder) => {
      await holder.kill();
      processes.push(start());
    });
    await drained(options, campaign.campaignId);
    const books = await readBooks(runtime.pools, campaign.campaignId);
    return { run: { ...books, ledger: network.messages, optOuts, receipts: true }, kills: 2, window };
  } finally {
    network.close();
    await Promise.all(processes.map((process) => process.stop()));
  }
}

/** A tenth of the people, all of whom are still to come when the first messages go out. */
async function optOutSome({ runtime, actor }: SimulationOptions, campaignId: string): Promise<Run['optOuts']> {
  const { recipients: people } = await readBooks(runtime.pools, campaignId);
  const some = people.toSorted((one, other) => (one.address < other.address ? -1 : 1)).slice(-recipients / 10);
  await runtime.transaction(actor, (ctx) =>
    ctx.db
      .insertInto('suppressions')
      .values(
        some.map(({ address }) => ({
          organization_id: actor.organizationId,
          subject_kind: 'phone',
          subject: address,
          reason: 'opt_out',
          source: 'simulator',
        })),
      )
      .execute(),
  );
  const at = Date.now();
  return some.map(({ address }) => ({ address, at }));
}

/** Until everything is final, or it is clear that it will never be. */
async function drained({ runtime }: SimulationOptions, campaignId: string): Promise<void> {
  const end = Date.now() + longestRunMilliseconds;
  let before = '';
  let movedAt = Date.now();
  while (Date.now() < Math.min(end, movedAt + patienceMilliseconds)) {
    const counted = await runtime.pools.system((db) =>
      db.run<{ state: number; count: number }>(countStatement, [campaignId]),
    );
    const final = counted.filter((row) => row.state !== 1 && row.state !== 3);
    if (final.reduce((sum, row) => sum + row.count, 0) >= recipients) return;
    const now = JSON.stringify(counted);
    if (now !== before) movedAt = Date.now();
    before = now;
    await sleep(100);
  }
}

const countStatement = {
  name: 'bench_states',
  text: `select state, count(*)::int as count from deliveries where campaign_id = $1 and next_attempt_at is null
    group by state order by state`,
};

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + longestRunMilliseconds;
  while (!condition()) {
    if (Date.now() > end) throw new Error('The simulation came to a halt.');
    await sleep(1);
  }
}
