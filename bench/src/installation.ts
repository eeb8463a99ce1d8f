import { setTimeout as sleep } from 'node:timers/promises';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../server/src/platform/embedded-postgres/start-embedded-postgres.ts';
import type { FaultKind } from './chaos-plan.ts';
import { processConnectedTo } from './process-of-connection.ts';
import type { Leftovers } from './run-command.ts';
import { startParley, type Parley } from './start-parley.ts';

/** Of the product: how long a channel stays with a server that is not heard of. */
export const leaseMilliseconds = 10_000;
const slowestRestartMilliseconds = 1_500;

/** Two servers over one database and one data folder, and what can happen to them. */
export class Installation {
  readonly postgres: EmbeddedPostgres;
  readonly #dataDir: string;
  readonly #leftovers: Leftovers;
  readonly #servers: Parley[] = [];

  private constructor(dataDir: string, postgres: EmbeddedPostgres, leftovers: Leftovers) {
    this.#dataDir = dataDir;
    this.postgres = postgres;
    this.#leftovers = leftovers;
  }

  static async start(dataDir: string, leftovers: Leftovers): Promise<Installation> {
    const log = { info: () => undefined, warn: () => undefined };
    const postgres = await startEmbeddedPostgres({ dataDir: `${dataDir}/postgres`, log });
    leftovers.defer(() => postgres.stop());
    const installation = new Installation(dataDir, postgres, leftovers);
    // One after the other: the first makes the schema and the key.
    await installation.#startServer(0);
    await installation.#startServer(1);
    return installation;
  }

  /** Of a server that runs; those that are stopped or starting are left out. */
  get url(): string {
    return this.#servers[0]!.url;
  }

  /** The process that is connected to this port: the holder of the only channel. */
  holder(smppPort: number): number | undefined {
    return processConnectedTo(
      smppPort,
      this.#servers.map((server) => server.pid),
    );
  }

  /** Does it, and resolves with what puts things right again, to be awaited before the next. */
  strike(kind: FaultKind, holder: number, random: () => number): () => Promise<void> {
    const index = this.#servers.findIndex((server) => server.pid === holder);
    const server = this.#servers[index]!;
    const restart = async (which: number): Promise<void> => {
      await this.#servers[which]!.exited;
      await sleep(random() * slowestRestartMilliseconds);
      await this.#startServer(which);
    };
    switch (kind) {
      case 'kill holder':
        server.kill('SIGKILL');
        return () => restart(index);
      case 'kill all':
        for (const each of this.#servers) each.kill('SIGKILL');
        return async () => {
          await restart(index);
          await restart(1 - index);
        };
      case 'freeze holder':
        server.kill('SIGSTOP');
        return async () => {
          await sleep(2 * leaseMilliseconds);
          server.kill('SIGCONT');
        };
      case 'stop database':
      case 'kill database':
        process.kill(this.postgres.pid, kind === 'stop database' ? 'SIGQUIT' : 'SIGKILL');
        // Its keeper starts it again.
        return () => Promise.resolve();
    }
  }

  async #startServer(index: number): Promise<void> {
    const options = { dataDir: this.#dataDir, databaseUrl: this.postgres.connectionString };
    this.#servers[index] = await startParley(options, this.#leftovers);
  }
}
