/** Runs a PostgreSQL of our own: a real server whose files are in a folder of Parley's. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { chooseAccount, prepareHome } from './account.ts';
import type { Account } from './account.ts';
import { findBinaries, serverEnvironment } from './binaries.ts';
import type { Binaries } from './binaries.ts';
import { ensureCluster, layOut, prepareFolders, socketPort, writeConfiguration } from './cluster.ts';
import type { Layout, Settings } from './cluster.ts';
import { lockFolder } from './folder-lock.ts';
import {
  endOrphans,
  findServer,
  identifyProcess,
  isAlive,
  readPostmasterFile,
  signal,
  waitForExit,
} from './server-process.ts';
import type { ProcessIdentity } from './server-process.ts';
import { superviseServer } from './supervise-server.ts';

/** Fulfilled by a pino logger. */
export interface LauncherLog {
  info(message: string): void;
  warn(message: string): void;
}

export interface EmbeddedPostgresOptions {
  /** Belongs to this server alone. Created when missing, with the folders above it. */
  readonly dataDir: string;
  readonly log: LauncherLog;
  /** A folder with `postgres` and `initdb` 15 or later, instead of the installed package's. */
  readonly binaries?: string;
  /** PostgreSQL settings that win over ours. */
  readonly settings?: Settings;
}

export interface EmbeddedPostgres {
  /** Database `parley` as its owner, the login `parley`: it may create roles, and is no superuser. */
  readonly connectionString: string;
  /** Database `postgres` as the superuser: for administration and tests, never for the application. */
  readonly superuserConnectionString: string;
  /** Of the server's main process; another one after it had to be started again. */
  readonly pid: number;
  readonly socketDir: string;
  /** `fast` ends sessions and flushes everything; `immediate` is a crash the next start recovers from. May be called twice. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
}

/**
 * Starts the server in `dataDir`, creating it the first time. One left running by a killed Parley is taken over when it is
 * healthy, and replaced otherwise. One that dies meanwhile is started again. The server survives this process: call `stop`.
 *
 * Throws an Error with a message for the administrator when another Parley holds the folder, when it was made by another
 * major version, or when the server does not start (with the end of its log).
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, log, settings = {} } = options;
  const account = chooseAccount(dataDir);
  const layout = layOut(prepareHome(dataDir, account, log));
  const lock = lockFolder(layout.home);
  try {
    const binaries = await findBinaries(options.binaries, account, log);
    prepareFolders(layout, account);
    await ensureCluster(layout, binaries, account);
    const changed = writeConfiguration(layout, settings, account);
    const takeOverOrLaunch = async (restart: boolean): Promise<ProcessIdentity> =>
      (await takeOver(layout, binaries, restart, log)) ?? launch(layout, binaries, account, log);
    const server = await takeOverOrLaunch(changed);
    await createLogin(layout);
    const supervisor = superviseServer(server, () => takeOverOrLaunch(false), log);
    return {
      connectionString: connectionString(layout, 'parley', 'parley'),
      superuserConnectionString: connectionString(layout, 'postgres', 'postgres'),
      socketDir: layout.socketDir,
      get pid() {
        return supervisor.current().pid;
      },
      async stop(mode = 'fast') {
        await stopServer(await supervisor.end(), mode, log);
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function connectionString(layout: Layout, user: string, database: string): string {
  return `postgresql://${user}@/${database}?host=${encodeURIComponent(layout.socketDir)}&port=${socketPort}`;
}

/** The server a killed Parley left, if it can go on as it is; any other leftover is cleared away. */
async function takeOver(
  layout: Layout,
  binaries: Binaries,
  changed: boolean,
  log: LauncherLog,
): Promise<ProcessIdentity | undefined> {
  const running = findServer(layout.cluster);
  if (running) {
    const healthy = await isHealthy(layout);
    const usable = healthy && !changed && running.program === binaries.postgres;
    log.info(
      `PostgreSQL was left running by an earlier Parley: ${usable ? 'using' : 'restarting'} it (process ${running.pid})`,
    );
    if (usable) return running;
    await stopServer(running, healthy ? 'fast' : 'immediate', log);
  }
  await clearLeftovers(layout);
  return undefined;
}

/** Our lock is held and no server of ours lives, so what is here was left by a crash; but first ask the socket, which a server in another container would answer. */
async function clearLeftovers(layout: Layout): Promise<void> {
  const socket = join(layout.socketDir, `.s.PGSQL.${socketPort}`);
  if (await accepts(socket))
    throw new Error(
      `A PostgreSQL that is not on this machine's list of processes serves ${layout.home}: is another container using the folder?`,
    );
  const crashed = readPostmasterFile(layout.cluster) !== undefined;
  if (crashed) await endOrphans(layout.clusterName);
  for (const path of [join(layout.cluster, 'postmaster.pid'), socket, `${socket}.lock`]) rmSync(path, { force: true });
}

function accepts(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    const answer = (accepted: boolean) => {
      connection.destroy();
      resolve(accepted);
    };
    connection.once('connect', () => answer(true)).once('error', () => answer(false));
  });
}

async function isHealthy(layout: Layout): Promise<boolean> {
  const client = new Client({
    connectionString: connectionString(layout, 'postgres', 'postgres'),
    connectionTimeoutMillis: 3_000,
    query_timeout: 3_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function launch(
  layout: Layout,
  binaries: Binaries,
  account: Account | undefined,
  log: LauncherLog,
): Promise<ProcessIdentity> {
  const startLog = join(layout.logFolder, 'start.log');
  const output = openSync(startLog, 'w', 0o600);
  // In a group of its own, so that Ctrl-C reaches Parley alone, which finishes its work before it stops the database.
  const child = spawn(binaries.postgres, ['-D', layout.cluster], {
    ...account,
    cwd: '/',
    env: serverEnvironment,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  child.unref();
  if (!(await becomesReady(child, layout, log)))
    throw new Error(`PostgreSQL did not start. Its log, in ${layout.logFolder}, ends:\n${endOfLog(layout, startLog)}`);
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
  if (!identity) throw new Error(`PostgreSQL ended as soon as it had started: see ${layout.logFolder}`);
  return identity;
}

/** False when the server ended before it was ready. Recovery after a crash may take minutes, so there is no time limit. */
async function becomesReady(child: ChildProcess, layout: Layout, log: LauncherLog): Promise<boolean> {
  let ended = false;
  child.once('exit', () => (ended = true)).once('error', () => (ended = true));
  let patience = Date.now() + 5_000;
  while (!ended) {
    const file = readPostmasterFile(layout.cluster);
    if (file?.ready && file.pid === child.pid) return true;
    if (Date.now() > patience) {
      log.info('PostgreSQL is still starting: it is recovering what was written before a crash');
      patience = Date.now() + 30_000;
    }
    await sleep(5);
  }
  return false;
}

function endOfLog(layout: Layout, startLog: string): string {
  const today = new Date().toLocaleDateString('en', { weekday: 'short', timeZone: 'UTC' });
  const texts = [startLog, join(layout.logFolder, `postgresql-${today}.log`)].map((path) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return '';
    }
  });
  return texts.join('').trimEnd().split('\n').slice(-8).join('\n');
}

/** The login and its database. Asked for at every start, because the first may have been killed between the two. */
async function createLogin(layout: Layout): Promise<void> {
  const client = new Client({ connectionString: connectionString(layout, 'postgres', 'postgres') });
  await client.connect();
  try {
    const { rowCount: roles } = await client.query("select from pg_roles where rolname = 'parley'");
    if (roles === 0) await client.query('create role parley login createrole nosuperuser nobypassrls');
    const { rowCount: databases } = await client.query("select from pg_database where datname = 'parley'");
    if (databases === 0) await client.query('create database parley owner parley');
  } finally {
    await client.end();
  }
}

async function stopServer(server: ProcessIdentity, mode: 'fast' | 'immediate', log: LauncherLog): Promise<void> {
  if (!isAlive(server)) return;
  signal(server.pid, mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
  if (await waitForExit(server, mode === 'fast' ? 60_000 : 5_000)) return;
  // Nothing committed is lost: the next start recovers it.
  log.warn(`PostgreSQL (process ${server.pid}) does not stop: killing it`);
  signal(server.pid, 'SIGKILL');
  await waitForExit(server, 10_000);
}
