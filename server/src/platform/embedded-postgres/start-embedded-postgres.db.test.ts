import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { temporaryRoot } from '../test-database/test-postgres.ts';
import { canReach } from './account.ts';
import { identifyProcess, waitForExit } from './server-process.ts';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';
import type { EmbeddedPostgres, EmbeddedPostgresOptions } from './start-embedded-postgres.ts';

const { binaries } = inject('testPostgres');
const isRoot = process.getuid?.() === 0;

let dataDir: string;
let lines: string[];
let started: EmbeddedPostgres[];

beforeEach(() => {
  dataDir = mkdtempSync(join(temporaryRoot(), 'parley-launcher-'));
  lines = [];
  started = [];
});

afterEach(async () => {
  for (const server of started) await server.stop('immediate');
  rmSync(realpathSync(dataDir), { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const note = (line: string) => void lines.push(line);
  const server = await startEmbeddedPostgres({
    dataDir,
    log: { info: note, warn: note },
    ...(binaries && { binaries }),
    ...options,
  });
  started.push(server);
  return server;
}

async function query(connectionString: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function kill(pid: number): Promise<void> {
  const identity = identifyProcess(pid);
  process.kill(pid, 'SIGKILL');
  if (identity) expect(await waitForExit(identity, 5_000)).toBe(true);
}

/** Starts the server from a process of its own and kills that process, as a crash or the kernel would. */
async function startAndKillParley(): Promise<{ serverPid: number; parleyPid: number }> {
  const launcher = join(import.meta.dirname, 'start-embedded-postgres.ts');
  const options = JSON.stringify({ dataDir, ...(binaries && { binaries }) });
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(launcher)};
    const quiet = { info() {}, warn() {} };
    const server = await startEmbeddedPostgres({ ...${options}, log: quiet });
    process.stdout.write(String(server.pid));
    setInterval(() => {}, 1000);`;
  const parley = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = (await once(parley.stdout, 'data')) as [Buffer];
  const parleyPid = parley.pid ?? 0;
  await Promise.all([once(parley, 'exit'), kill(parleyPid)]);
  return { serverPid: Number(output.toString()), parleyPid };
}

describe('an ordinary life', () => {
  test('a restart keeps what was written', async () => {
    const first = await start();
    await query(first.connectionString, 'create table kept as select 42 as answer');
    await first.stop();
    expect(existsSync(join(dataDir, 'parley.lock'))).toBe(false);
    const second = await start();
    expect(second.pid).not.toBe(first.pid);
    expect(await query(second.connectionString, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  test('SEC-56 the login is no superuser, and nothing listens on the network', async () => {
    const server = await start();
    const rows = await query(
      server.connectionString,
      `select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, current_setting('listen_addresses') as addresses
         from pg_roles where rolname = current_user`,
    );
    expect(rows).toEqual([
      {
        rolname: 'parley',
        rolsuper: false,
        rolbypassrls: false,
        rolcreatedb: false,
        rolcreaterole: true,
        addresses: '',
      },
    ]);
    expect(statSync(server.socketDir).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(dataDir, 'cluster/pg_hba.conf'), 'utf8')).toBe('local all all peer map=parley\n');
  });

  test('commits are durable', async () => {
    const server = await start();
    const names = ['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums'];
    const rows = await query(
      server.connectionString,
      `select name, setting from pg_settings where name in ('${names.join("','")}')`,
    );
    expect(Object.fromEntries(rows.map((row) => [row['name'], row['setting']]))).toEqual(
      Object.fromEntries(names.map((name) => [name, 'on'])),
    );
  });

  test('letters of every language have upper and lower case', async () => {
    const server = await start();
    expect(await query(server.connectionString, "select lower('ПРИВЕТ Ärger') as lower")).toEqual([
      { lower: 'привет ärger' },
    ]);
  });

  test("the administrator's own settings win, and stay", async () => {
    const first = await start();
    await first.stop();
    writeFileSync(join(dataDir, 'cluster/postgresql.conf'), "include 'parley.conf'\nmax_connections = 37\n");
    const second = await start();
    expect(await query(second.connectionString, 'show max_connections')).toEqual([{ max_connections: '37' }]);
  });

  test('a folder whose socket path would be too long gets a short one', async () => {
    const long = join(dataDir, 'x'.repeat(100));
    chmodSync(dataDir, 0o755);
    const server = await start({ dataDir: long });
    expect(server.socketDir).toMatch(/^\/tmp\/parley-[0-9a-f]{12}$/);
    expect(await query(server.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
    rmSync(server.socketDir, { recursive: true });
  });
});

describe('after a crash', () => {
  test('a killed server recovers what was committed, though one of its sessions is still busy', async () => {
    const first = await start();
    await query(first.connectionString, 'create table kept as select 42 as answer');
    const busy = new Client({ connectionString: first.connectionString });
    busy.on('error', () => undefined);
    await busy.connect();
    const { rows } = await busy.query<{ pid: number }>('select pg_backend_pid() as pid');
    const orphan = identifyProcess(rows[0]?.pid ?? 0);
    const answer = busy.query('select count(*) from generate_series(1, 1000000000000)').then(
      () => 'answered',
      () => 'ended',
    );
    await kill(first.pid);
    await first.stop();
    const second = await start();
    expect(await answer).toBe('ended');
    expect(await query(second.connectionString, 'select answer from kept')).toEqual([{ answer: 42 }]);
    expect(orphan && identifyProcess(orphan.pid)?.startedAt).not.toBe(orphan?.startedAt);
  });

  test('F13 a server that dies under a running Parley is started again, and then stopped with it', async () => {
    const server = await start();
    const { pid } = server;
    await query(server.connectionString, 'create table kept as select 42 as answer');
    await kill(pid);
    await expect
      .poll(() => query(server.connectionString, 'select answer from kept').catch(() => 'away'))
      .toEqual([{ answer: 42 }]);
    await expect.poll(() => server.pid).not.toBe(pid);
    const second = server.pid;
    await server.stop();
    expect(identifyProcess(second)).toBeUndefined();
    expect(lines).toEqual([`PostgreSQL (process ${pid}) has gone: starting it again`]);
  });

  test('a server that outlived a killed Parley is used', async () => {
    const { serverPid } = await startAndKillParley();
    const second = await start();
    expect(second.pid).toBe(serverPid);
    expect(lines.join()).toContain('using it');
    expect(await query(second.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
    await second.stop();
    expect(identifyProcess(serverPid)).toBeUndefined();
  });

  test('a server that outlived a killed Parley is restarted when the configuration has changed', async () => {
    const { serverPid } = await startAndKillParley();
    const second = await start({ settings: { max_connections: '41' } });
    expect(second.pid).not.toBe(serverPid);
    expect(await query(second.connectionString, 'show max_connections')).toEqual([{ max_connections: '41' }]);
  });

  test('the number of the crashed server may belong to another program by now', async () => {
    const first = await start();
    const pidFile = join(dataDir, 'cluster/postmaster.pid');
    const socketLock = join(first.socketDir, '.s.PGSQL.5432.lock');
    const ours = readFileSync(pidFile, 'utf8').replace(String(first.pid), String(process.pid));
    await first.stop();
    writeFileSync(pidFile, ours);
    writeFileSync(socketLock, ours);
    await start();
  });

  test('a first start that was interrupted is begun anew', async () => {
    mkdirSync(join(dataDir, 'cluster.new'));
    writeFileSync(join(dataDir, 'cluster.new/PG_VERSION'), 'half');
    const server = await start();
    expect(await query(server.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

describe('refusals', () => {
  test('a second Parley on the same folder, and the first goes on', async () => {
    const first = await start();
    await expect(start()).rejects.toThrow(`${dataDir} is in use by another Parley (process ${process.pid})`);
    expect(await query(first.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('a folder made by another major version', async () => {
    const first = await start();
    await first.stop();
    writeFileSync(join(dataDir, 'cluster/PG_VERSION'), '14\n');
    await expect(start()).rejects.toThrow(/was made by PostgreSQL 14, and this is PostgreSQL \d+/);
    expect(existsSync(join(dataDir, 'parley.lock'))).toBe(false);
  });

  test('a server that does not start: the error holds the end of its log', async () => {
    await expect(start({ settings: { shared_buffers: 'plenty' } })).rejects.toThrow(/did not start[^]*shared_buffers/);
    await start();
  });
});

describe('as root', () => {
  test.runIf(isRoot)('the server runs as an ordinary user', async () => {
    const server = await start();
    expect(statSync(`/proc/${server.pid}`).uid).not.toBe(0);
  });

  test.runIf(isRoot)(
    'below a folder that only root may enter, the files are kept where the server can reach them',
    async () => {
      const closed = mkdtempSync(join(temporaryRoot(), 'parley-closed-'));
      const inside = join(closed, 'data/postgres');
      const first = await start({ dataDir: inside });
      const home = realpathSync(inside);
      try {
        expect(lines).toEqual([expect.stringContaining(`cannot reach ${inside}: its files are in ${home}`)]);
        expect(lstatSync(inside).isSymbolicLink()).toBe(true);
        expect(canReach({ uid: 65534, gid: 65534 }, closed)).toBe(false);
        await query(first.connectionString, 'create table kept as select 42 as answer');
        await first.stop();
        const second = await start({ dataDir: inside });
        expect(await query(second.connectionString, 'select answer from kept')).toEqual([{ answer: 42 }]);
        await second.stop();
      } finally {
        for (const server of started) await server.stop('immediate');
        rmSync(home, { recursive: true });
        rmSync(closed, { recursive: true });
      }
    },
  );
});
