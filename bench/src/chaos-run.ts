import { setTimeout as sleep } from 'node:timers/promises';
import type { Campaign } from '@parley/contract/campaigns';
import { createPools, type Pools } from '../../server/src/platform/database/pools.ts';
import { seededRandom } from '../../sandbox/src/seeded-random.ts';
import { ApiClient } from './api-client.ts';
import { connectChannel, draftCampaign, importPeople, signUp } from './campaign-steps.ts';
import type { PlannedFault } from './chaos-plan.ts';
import { Installation } from './installation.ts';
import { generatedPeople } from './generated-people.ts';
import type { LedgerMessage, Run } from './judge.ts';
import { readBooks } from './read-books.ts';
import type { Leftovers } from './run-command.ts';
import { SandboxClient } from './sandbox-client.ts';
import { startSandboxProcess, type SandboxProcess } from './start-sandbox-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface ChaosOptions {
  readonly recipients: number;
  readonly window: number;
  readonly seed: number;
  /** How long the network takes for an answer: with the window, how fast everything is. */
  readonly answerMilliseconds: number;
}

export interface SufferedFault {
  /** Messages that the network had and had not answered. */
  readonly inFlight: number;
  /** Until the network was given a message that was claimed after the fault. */
  readonly takeoverSeconds: number;
}

interface Strike {
  readonly fault: PlannedFault;
  /** Unix milliseconds. */
  readonly at: number;
}

const takeoverPatienceSeconds = 90;
const drainPatienceSeconds = 300;
const receiptPatienceSeconds = 120;

/** An installation, a network and a campaign that is under way; everything else is done to it. */
export class ChaosRun {
  readonly #options: ChaosOptions;
  readonly #installation: Installation;
  readonly #sandbox: SandboxProcess;
  readonly #network: SandboxClient;
  readonly #pools: Pools;
  readonly #api: ApiClient;
  readonly #campaignId: string;
  readonly #random: () => number;
  readonly #strikes: Strike[] = [];
  #optOuts: Run['optOuts'] = [];

  private constructor(
    options: ChaosOptions,
    parts: { installation: Installation; sandbox: SandboxProcess; pools: Pools; api: ApiClient; campaignId: string },
  ) {
    this.#options = options;
    this.#installation = parts.installation;
    this.#sandbox = parts.sandbox;
    this.#network = new SandboxClient(parts.sandbox.control.url);
    this.#pools = parts.pools;
    this.#api = parts.api;
    this.#campaignId = parts.campaignId;
    this.#random = seededRandom(options.seed);
  }

  static async start(options: ChaosOptions, leftovers: Leftovers): Promise<ChaosRun> {
    const sandbox = await startSandboxProcess({ receiptDelay: { min: 100, max: 1_500 } }, leftovers);
    const installation = await Installation.start(await temporaryFolder('parley-chaos-', leftovers), leftovers);
    const pools = createPools({ connectionString: installation.postgres.connectionString, maxConnections: 4 });
    leftovers.defer(() => pools.close());
    const api = new ApiClient(() => installation.url);
    await signUp(api);
    const people = { name: 'people.csv', content: generatedPeople(options.recipients), country: 'RU' };
    const { groupId } = await importPeople(api, people);
    const channel = await connectChannel(api, sandbox.smpp, { window: options.window, receipts: true });
    const text = 'Hello {{firstName|there}}, your order is ready. Reply STOP to hear no more.';
    const draft = { name: 'Chaos', text, groupId: groupId!, channelId: channel.id };
    const { id: campaignId } = await draftCampaign(api, draft);
    const run = new ChaosRun(options, { installation, sandbox, pools, api, campaignId });
    await run.#begin();
    return run;
  }

  /** Waits for messages on the wire, strikes, and waits until sending goes on and everything stands again. */
  async suffer(fault: PlannedFault, name: string): Promise<void> {
    await sleep(fault.after);
    const holder = await this.#busyHolder();
    const at = Date.now();
    const putRight = this.#installation.strike(fault.kind, holder, this.#random);
    this.#strikes.push({ fault, at });
    await Promise.all([putRight(), this.#claimedAfter(at)]);
    console.error(`${name}: ${fault.kind}, everything stands again after ${((Date.now() - at) / 1_000).toFixed(1)} s`);
  }

  /** Waits until the campaign is through and every receipt has been handed over, and reads both books. */
  async finish(): Promise<{ run: Run; faults: SufferedFault[] }> {
    const path = `/campaigns/${this.#campaignId}`;
    await this.#api.until<Campaign>(path, ({ status }) => status === 'COMPLETED', drainPatienceSeconds).catch(complain);
    await this.#receiptsTaken();
    const books = await readBooks(this.#pools, this.#campaignId);
    const messages = await this.#network.messages();
    const ledger = messages.map(({ destination, messageIds, time }) => ({
      address: `+${destination}`,
      messageIds,
      at: time,
    }));
    const claims = await this.#claimTimes();
    const faults = this.#strikes.map(({ at }) => this.#suffered(at, ledger, claims));
    return { run: { ...books, ledger, optOuts: this.#optOuts, receipts: true }, faults };
  }

  async #begin(): Promise<void> {
    const { answerMilliseconds } = this.#options;
    const delay = { min: Math.round(answerMilliseconds * 0.75), max: Math.round(answerMilliseconds * 1.25) };
    await this.#network.addFault({ action: { type: 'delay_answer', delay } });
    await this.#network.addFault({ match: { probability: 0.1 }, action: { type: 'receipt_first' } });
    await this.#network.addFault({ match: { probability: 0.02 }, action: { type: 'duplicate_receipt' } });
    await this.#api.post(`/campaigns/${this.#campaignId}/start`);
    await this.#busyHolder();
    await this.#optOutSome();
  }

  /** One person in a hundred, through the API, while the campaign runs. */
  async #optOutSome(): Promise<void> {
    const addresses = await this.#pools.system((db) =>
      db.run<{ address: string }>(lastStatement, [this.#campaignId, Math.ceil(this.#options.recipients / 100)]),
    );
    const optOuts: { address: string; at: number }[] = [];
    for (const { address } of addresses) {
      await this.#api.post('/suppressions', { kind: 'phone', subject: address });
      optOuts.push({ address, at: Date.now() });
    }
    this.#optOuts = optOuts;
  }

  /** The process that holds the channel, at a moment when the network has just taken a message of it. */
  async #busyHolder(): Promise<number> {
    const end = Date.now() + takeoverPatienceSeconds * 1_000;
    let { submit: before } = await this.#network.summary();
    while (Date.now() < end) {
      await sleep(10);
      const { submit } = await this.#network.summary();
      const holder = submit > before ? this.#installation.holder(this.#sandbox.smpp.port) : undefined;
      if (holder !== undefined) return holder;
      before = submit;
    }
    throw new Error(`Nothing was sent for ${takeoverPatienceSeconds} s.`);
  }

  async #claimedAfter(at: number): Promise<void> {
    const end = Date.now() + takeoverPatienceSeconds * 1_000;
    while (Date.now() < end) {
      // The database may be the one that is down.
      const claims = await this.#claimTimes().catch(() => new Map<string, number[]>());
      if ([...claims.values()].some((times) => times.some((time) => time > at))) return;
      await sleep(200);
    }
    throw new Error(`Nobody took over within ${takeoverPatienceSeconds} s.`);
  }

  /** When messages to each address were claimed, unix milliseconds. */
  async #claimTimes(): Promise<Map<string, number[]>> {
    const rows = await this.#pools.system((db) =>
      db.run<{ address: string; at: number }>(claimStatement, [this.#campaignId]),
    );
    const times = new Map<string, number[]>();
    for (const { address, at } of rows) times.set(address, [...(times.get(address) ?? []), at]);
    return times;
  }

  /** Those that went to a server which was killed are sent again by and by. */
  async #receiptsTaken(): Promise<void> {
    const end = Date.now() + receiptPatienceSeconds * 1_000;
    const isThere = async () => (await this.#network.summary()).waiting === 0 && (await this.#unreported()) === 0;
    while (!(await isThere()) && Date.now() < end) await sleep(500);
  }

  async #unreported(): Promise<number> {
    const [row] = await this.#pools.system((db) => db.run<{ count: number }>(unreportedStatement, [this.#campaignId]));
    return row!.count;
  }

  #suffered(at: number, ledger: readonly LedgerMessage[], claims: ReadonlyMap<string, number[]>): SufferedFault {
    const shortestAnswer = this.#options.answerMilliseconds * 0.75;
    const inFlight = ledger.filter((message) => message.at <= at && message.at > at - shortestAnswer).length;
    const isNew = ({ address, at: acceptedAt }: LedgerMessage) =>
      claims.get(address)?.some((claimedAt) => claimedAt > at && claimedAt <= acceptedAt) ?? false;
    const first = ledger.find((message) => message.at > at && isNew(message));
    return { inFlight, takeoverSeconds: first === undefined ? Infinity : (first.at - at) / 1_000 };
  }
}

/** What did not come to its end is the judge's to find. */
function complain(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
}

const lastStatement = {
  name: 'bench_last_recipients',
  text: `select address from recipients where campaign_id = $1 and exclusion is null order by position desc, lane, shard limit $2`,
};

const claimStatement = {
  name: 'bench_claims',
  text: `select address, extract(epoch from claimed_at) * 1000 as at from deliveries where campaign_id = $1`,
};

const unreportedStatement = {
  name: 'bench_unreported',
  text: `select count(*)::int as count from deliveries where campaign_id = $1 and state = 3`,
};
