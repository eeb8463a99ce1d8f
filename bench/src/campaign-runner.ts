import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Recipient } from '@parley/contract/campaigns';
import type { CampaignProgress } from '@parley/contract/campaign-progress';
import type { LedgerSummary } from '@parley/sandbox';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../server/src/platform/embedded-postgres/start-embedded-postgres.ts';
import { ApiClient } from './api-client.ts';
import { connectChannel, draftCampaign, importPeople, signUp } from './campaign-steps.ts';
import { checkpoint } from './checkpoint.ts';
import { cpuOfTree, peakRssMb, resetPeakRss } from './cpu-of-processes.ts';
import { generatedPeople } from './generated-people.ts';
import type { Leftovers } from './run-command.ts';
import { SandboxClient } from './sandbox-client.ts';
import { startParley, type Parley } from './start-parley.ts';
import { startSandboxProcess, type SandboxProcess } from './start-sandbox-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface CampaignFigures {
  /** From the start request to the last result, or receipt, committed. */
  readonly messagesPerSecond: number;
  /** The same without the launch: from the last look at which nobody had been written to. */
  readonly sentPerSecond: number;
  /** Of the server, until nothing of the campaign is left to do. */
  readonly nodeCpuUsPerMessage: number;
  readonly postgresCpuUsPerMessage: number;
  readonly peakRssMb: number;
}

export interface CampaignRun {
  readonly window: number;
  readonly receipts: boolean;
}

/** Fits into one part, as any message of Kannel's does. */
export const messageText = 'Your order is ready. Come and collect it until Friday, 8 pm. Reply STOP to hear no more.';

const longestRunSeconds = 600;

/** A server of its own with people to write to, and an emulated SMSC in another process that answers at once. */
export class CampaignRunner {
  readonly sandbox: SandboxProcess;
  readonly #postgres: EmbeddedPostgres;
  readonly #parley: Parley;
  readonly #api: ApiClient;
  readonly #network: SandboxClient;
  readonly #recipients: number;
  readonly #groupId: string;
  readonly #channels = new Map<string, string>();
  #runs = 0;

  private constructor(parts: {
    postgres: EmbeddedPostgres;
    parley: Parley;
    api: ApiClient;
    sandbox: SandboxProcess;
    recipients: number;
    groupId: string;
  }) {
    this.#postgres = parts.postgres;
    this.#parley = parts.parley;
    this.#api = parts.api;
    this.sandbox = parts.sandbox;
    this.#network = new SandboxClient(parts.sandbox.control.url);
    this.#recipients = parts.recipients;
    this.#groupId = parts.groupId;
  }

  static async start(recipients: number, leftovers: Leftovers): Promise<CampaignRunner> {
    const dataDir = await temporaryFolder('parley-bench-', leftovers);
    const sandbox = await startSandboxProcess({ receiptDelay: { min: 0, max: 0 } }, leftovers);
    const log = { info: () => undefined, warn: () => undefined };
    const postgres = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), log });
    leftovers.defer(() => postgres.stop());
    const parley = await startParley({ dataDir, databaseUrl: postgres.connectionString }, leftovers);
    const api = new ApiClient(() => parley.url);
    await signUp(api);
    const people = { name: 'people.csv', content: generatedPeople(recipients), country: 'RU' };
    const { groupId } = await importPeople(api, people);
    return new CampaignRunner({ postgres, parley, api, sandbox, recipients, groupId: groupId! });
  }

  async run(run: CampaignRun): Promise<CampaignFigures> {
    const { id } = await draftCampaign(this.#api, {
      name: `Run ${++this.#runs}`,
      text: messageText,
      groupId: this.#groupId,
      channelId: await this.#channel(run),
    });
    const { pid } = this.#parley;
    const before = await this.#network.summary();
    await checkpoint(this.#postgres);
    resetPeakRss(pid);
    const cpuBefore = this.#cpu();
    const startedAt = performance.now();
    await this.#api.post(`/campaigns/${id}/start`);
    const launchedAt = await this.#reached(before, run);
    const endedAt = await this.#committed(id, run);
    await this.#settled(id, run);
    const cpu = this.#cpu();
    const perMessage = (used: number) => (used / this.#recipients) * 1e6;
    const perSecond = (since: number) => (this.#recipients / (endedAt - since)) * 1_000;
    return {
      messagesPerSecond: perSecond(startedAt),
      sentPerSecond: perSecond(launchedAt),
      nodeCpuUsPerMessage: perMessage(cpu.node - cpuBefore.node),
      postgresCpuUsPerMessage: perMessage(cpu.postgres - cpuBefore.postgres),
      peakRssMb: peakRssMb(pid),
    };
  }

  #cpu(): { readonly node: number; readonly postgres: number } {
    return { node: cpuOfTree(this.#parley.pid).node, postgres: cpuOfTree(this.#postgres.pid).postgres };
  }

  async #channel(run: CampaignRun): Promise<string> {
    const key = JSON.stringify(run);
    const known = this.#channels.get(key);
    if (known !== undefined) return known;
    // Each with an account of its own, or the SMSC would send one's receipts to another.
    const smpp = { ...this.sandbox.smpp, systemId: `parley-${this.#channels.size}` };
    await this.#network.putAccount(smpp.systemId, smpp.password);
    const { id } = await connectChannel(this.#api, smpp, run);
    this.#channels.set(key, id);
    return id;
  }

  /** By the network's ledger, which costs the server nothing to ask. Resolves with the last look before the first submit. */
  async #reached(before: LedgerSummary, { receipts }: CampaignRun): Promise<number> {
    const count = (summary: LedgerSummary) => (receipts ? summary.receipt_acknowledged : summary.submit);
    const wanted = count(before) + this.#recipients;
    const end = performance.now() + longestRunSeconds * 1_000;
    let launchedAt = performance.now();
    for (;;) {
      const askedAt = performance.now();
      const summary = await this.#network.summary();
      if (summary.submit === before.submit) launchedAt = askedAt;
      if (count(summary) >= wanted) return launchedAt;
      if (askedAt > end) throw new Error(`Not everything was sent within ${longestRunSeconds} s.`);
      await sleep(20);
    }
  }

  /** When our own books say it as well; the counters are committed with the states they count. */
  async #committed(id: string, { receipts }: CampaignRun): Promise<number> {
    const isThere = ({ states }: CampaignProgress) => states[receipts ? 'delivered' : 'accepted'] === this.#recipients;
    await this.#api.until<CampaignProgress>(`/campaigns/${id}/progress`, isThere, 60, 10);
    return performance.now();
  }

  /** The recipients' own states follow behind: that work is the campaign's as well. */
  async #settled(id: string, { receipts }: CampaignRun): Promise<void> {
    await this.#api.until<CampaignProgress>(`/campaigns/${id}/progress`, ({ status }) => status === 'COMPLETED', 60);
    for (const state of ['queued', 'submitting', ...(receipts ? ['accepted'] : [])]) {
      const path = `/campaigns/${id}/recipients?state=${state}&limit=1`;
      await this.#api.until<{ data: Recipient[] }>(path, ({ data }) => data.length === 0, 120);
    }
  }
}
