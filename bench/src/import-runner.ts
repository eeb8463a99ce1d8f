import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { migrate } from '../../server/src/platform/database/migrate.ts';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../server/src/platform/embedded-postgres/start-embedded-postgres.ts';
import { cpuOfTree } from './cpu-of-processes.ts';
import type { ImportFigures } from './import-process.ts';
import { peopleFile } from './people-file.ts';
import { CommandError, type Leftovers } from './run-command.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface SideFigures {
  readonly seconds: number;
  readonly nodeCpuSeconds: number;
  readonly postgresCpuSeconds: number;
}

/** What an import writes about people, in the order of the references. */
const tables = ['contacts', 'contact_phones', 'contact_emails', 'contact_consents', 'group_members'] as const;
const organizationId = '00000000-0000-7000-8000-000000000001';

/** One PostgreSQL with the product's settings, and in it a database for each turn. */
export class ImportRunner {
  readonly #postgres: EmbeddedPostgres;
  readonly #folder: string;
  readonly #rows: number;
  #isDumped = false;

  private constructor(postgres: EmbeddedPostgres, folder: string, rows: number) {
    this.#postgres = postgres;
    this.#folder = folder;
    this.#rows = rows;
  }

  static async start(rows: number, leftovers: Leftovers): Promise<ImportRunner> {
    const folder = await temporaryFolder('parley-import-', leftovers);
    const log = { info: () => undefined, warn: () => undefined };
    const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), log });
    leftovers.defer(() => postgres.stop('immediate'));
    await migrate(postgres.connectionString);
    const runner = new ImportRunner(postgres, folder, rows);
    await runner.#query(
      'parley',
      `insert into organizations (organization_id, name) values ('${organizationId}', 'Bench')`,
    );
    await pipeline(Readable.from(peopleFile(rows)), createWriteStream(runner.#file('people.csv')));
    return runner;
  }

  /** By a process that does nothing else. */
  async importFile(): Promise<SideFigures & { peakRssMb: number }> {
    return this.#inNewDatabase(async (database) => {
      const program = fileURLToPath(new URL('import-process.ts', import.meta.url));
      const connectionString = this.#postgres.connectionString.replace('/parley?', `/${database}?`);
      const before = this.#postgresCpu();
      const args = [program, connectionString, organizationId, this.#file('people.csv'), this.#file('files')];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
      if (code !== 0) throw new CommandError('The import failed.');
      const postgresCpuSeconds = this.#postgresCpu() - before;
      if (!this.#isDumped) await this.#dump(database);
      return { ...(JSON.parse(output) as ImportFigures), postgresCpuSeconds };
    });
  }

  /** What the first import has written: each table as one durable `\copy`. */
  async copy(): Promise<SideFigures> {
    return this.#inNewDatabase(async (database) => {
      const client = await this.#connect(database);
      const load = (table: string) =>
        pipeline(createReadStream(this.#file(table)), client.query(copyFrom(`copy ${table} from stdin`)));
      await load('groups');
      const [before, began, usage] = [this.#postgresCpu(), performance.now(), process.cpuUsage()];
      for (const table of tables) await load(table);
      const seconds = (performance.now() - began) / 1_000;
      const { user, system } = process.cpuUsage(usage);
      await client.end();
      return { seconds, nodeCpuSeconds: (user + system) / 1e6, postgresCpuSeconds: this.#postgresCpu() - before };
    });
  }

  async #inNewDatabase<T>(work: (database: string) => Promise<T>): Promise<T> {
    const database = 'bench';
    await this.#query('postgres', `create database ${database} template parley owner parley`);
    // What the turn before has left in memory is not written on this one's time.
    await this.#query('postgres', 'checkpoint');
    const result = await work(database);
    for (const table of tables) {
      const [row] = await this.#query(database, `select count(*)::int as count from ${table}`);
      if (row?.['count'] !== this.#rows)
        throw new CommandError(`${table} has ${String(row?.['count'])} rows instead of ${this.#rows}.`);
    }
    await this.#query('postgres', `drop database ${database} with (force)`);
    return result;
  }

  async #dump(database: string): Promise<void> {
    const client = await this.#connect(database);
    for (const table of ['groups', ...tables]) {
      await pipeline(client.query(copyTo(`copy ${table} to stdout`)), createWriteStream(this.#file(table)));
    }
    await client.end();
    this.#isDumped = true;
  }

  /** As the superuser: `copy` does not work behind a policy, and is quicker without. */
  async #connect(database: string): Promise<pg.Client> {
    const connectionString = this.#postgres.superuserConnectionString.replace('/postgres?', `/${database}?`);
    const client = new pg.Client({ connectionString });
    await client.connect();
    return client;
  }

  async #query(database: string, statement: string): Promise<Record<string, unknown>[]> {
    const client = await this.#connect(database);
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  }

  #postgresCpu(): number {
    return cpuOfTree(this.#postgres.pid).postgres;
  }

  #file(name: string): string {
    return join(this.#folder, name);
  }
}
