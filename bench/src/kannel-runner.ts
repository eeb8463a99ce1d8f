import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LedgerSummary } from '@parley/sandbox';
import pg from 'pg';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../server/src/platform/embedded-postgres/start-embedded-postgres.ts';
import { messageText } from './campaign-runner.ts';
import { checkpoint } from './checkpoint.ts';
import { cpuOfTree } from './cpu-of-processes.ts';
import { feedKannel } from './feed-kannel.ts';
import { listenForReceipts, type ReceiptListener } from './receipt-listener.ts';
import type { Leftovers } from './run-command.ts';
import { SandboxClient } from './sandbox-client.ts';
import { receiptTable, startKannel, type Kannel, type KannelOptions } from './start-kannel.ts';
import type { SandboxProcess } from './start-sandbox-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface KannelRun {
  readonly window: number;
  readonly store: KannelOptions['store'];
  /** Null: none are asked for. */
  readonly receipts: 'internal' | 'postgres' | null;
}

export interface KannelFigures {
  /** From the first request to the last answer, or the last receipt that it has told of, with everything taken. */
  readonly messagesPerSecond: number;
  /** Of bearerbox, smsbox and PostgreSQL. */
  readonly cpuUsPerMessage: number;
}

const longestRunSeconds = 300;

interface KannelParts {
  readonly postgres: EmbeddedPostgres;
  readonly listener: ReceiptListener;
}

/** Debian's Kannel, started anew for each run, on an account of its own at the sandbox. */
export class KannelRunner {
  readonly #sandbox: SandboxProcess;
  readonly #network: SandboxClient;
  readonly #messages: number;
  readonly #postgres: EmbeddedPostgres;
  readonly #listener: ReceiptListener;
  readonly #leftovers: Leftovers;

  private constructor(sandbox: SandboxProcess, messages: number, parts: KannelParts, leftovers: Leftovers) {
    this.#sandbox = sandbox;
    this.#network = new SandboxClient(sandbox.control.url);
    this.#messages = messages;
    this.#postgres = parts.postgres;
    this.#listener = parts.listener;
    this.#leftovers = leftovers;
  }

  static async start(sandbox: SandboxProcess, messages: number, leftovers: Leftovers): Promise<KannelRunner> {
    const dataDir = join(await temporaryFolder('kannel-bench-', leftovers), 'postgres');
    const log = { info: () => undefined, warn: (text: string) => console.error(text) };
    const postgres = await startEmbeddedPostgres({ dataDir, log });
    leftovers.defer(() => postgres.stop());
    const client = new pg.Client(postgres.connectionString);
    await client.connect();
    try {
      await client.query(receiptTable);
    } finally {
      await client.end();
    }
    const listener = await listenForReceipts();
    leftovers.defer(() => listener.stop());
    await new SandboxClient(sandbox.control.url).putAccount('kannel', 'sandbox');
    return new KannelRunner(sandbox, messages, { postgres, listener }, leftovers);
  }

  async run(run: KannelRun): Promise<KannelFigures> {
    const own = this.#leftovers.use(new AsyncDisposableStack());
    const options = {
      folder: await temporaryFolder('kannel-run-', own),
      smpp: { ...this.#sandbox.smpp, systemId: 'kannel' },
      window: run.window,
      store: run.store,
      receipts: run.receipts === 'postgres' ? this.#database() : 'internal',
    } as const;
    try {
      return await this.#measure(await startKannel(options, own), run.receipts !== null);
    } finally {
      await own.disposeAsync();
    }
  }

  async #measure(kannel: Kannel, receipts: boolean): Promise<KannelFigures> {
    const messages = this.#messages;
    const before = await this.#network.summary();
    const receivedBefore = this.#listener.received;
    await checkpoint(this.#postgres);
    const cpuBefore = this.#cpu(kannel);
    const startedAt = performance.now();
    const load = {
      port: kannel.sendPort,
      messages,
      text: messageText,
      receiptUrl: receipts ? this.#listener.url : null,
    };
    const isThere = (summary: LedgerSummary): boolean =>
      summary.submit - before.submit >= messages &&
      (!receipts ||
        (summary.receipt_acknowledged - before.receipt_acknowledged >= messages &&
          this.#listener.received - receivedBefore >= messages));
    await Promise.all([feedKannel(load), this.#until(isThere)]);
    const seconds = (performance.now() - startedAt) / 1_000;
    const cpuUsPerMessage = ((this.#cpu(kannel) - cpuBefore) / messages) * 1e6;
    const open = await kannel.openReceipts();
    if (open !== 0) throw new Error(`Kannel still waits for ${open} receipts.`);
    return { messagesPerSecond: messages / seconds, cpuUsPerMessage };
  }

  async #until(isThere: (summary: LedgerSummary) => boolean): Promise<void> {
    const end = performance.now() + longestRunSeconds * 1_000;
    while (!isThere(await this.#network.summary())) {
      if (performance.now() > end) throw new Error(`Kannel was not through within ${longestRunSeconds} s.`);
      await sleep(20);
    }
  }

  #cpu(kannel: Kannel): number {
    const own = kannel.pids.reduce((sum, pid) => sum + cpuOfTree(pid).node, 0);
    return own + cpuOfTree(this.#postgres.pid).postgres;
  }

  #database(): KannelOptions['receipts'] {
    const { searchParams } = new URL(this.#postgres.connectionString.replace('@/', '@localhost/'));
    return {
      host: searchParams.get('host')!,
      port: Number(searchParams.get('port')),
      user: 'parley',
      database: 'parley',
    };
  }
}
