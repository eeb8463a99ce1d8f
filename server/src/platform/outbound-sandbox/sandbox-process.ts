import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { z } from 'zod';
import { isFolderLocked, lockFolder, type FolderLock } from '../embedded-postgres/folder-lock.ts';
import { identifyProcess, isAlive, signal, waitForExit } from '../embedded-postgres/server-process.ts';

const program = join(import.meta.dirname, '../../../../sandbox/src/main.ts');

const endpoint = z.object({ host: z.string(), port: z.number() });
/** What the sandbox says once it listens. */
const whereabouts = z.object({
  networks: z.record(z.string(), endpoint),
  control: z.object({ url: z.string(), token: z.string() }),
});
export type Whereabouts = z.infer<typeof whereabouts>;

const storedWhereabouts = whereabouts.extend({ process: z.object({ pid: z.number(), startedAt: z.string() }) });

export interface SandboxProcess {
  /** Null while it is being started again. */
  find(): Whereabouts | null;
  stop(): Promise<void>;
}

/** It flushes what it has and leaves; longer than that is a fault. */
const stopMilliseconds = 3_000;
const restartMilliseconds = 1_000;
const longestRestartMilliseconds = 60_000;

/**
 * The sandbox beside this process: started, started again when it dies, stopped with us. Of several Parleys on one data
 * folder the first runs it and the others read where it is. Its standard input is a pipe from us, and it leaves when that
 * ends: so it does not outlive us, even when we are killed.
 */
export async function startSandboxProcess(folder: string, log: Logger): Promise<SandboxProcess> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'whereabouts.json');
  if (isFolderLocked(folder)) return { find: () => readWhereabouts(path), stop: async () => {} };
  const lock = lockFolder(folder);
  try {
    await endLeftover(path);
    return await supervise(folder, path, lock, log);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function supervise(folder: string, path: string, lock: FolderLock, log: Logger): Promise<SandboxProcess> {
  const over = new AbortController();
  // One that cannot start is tried again, as often as it takes: the rest of Parley does without it.
  const start = (): Promise<RunningSandbox | null> =>
    launch(folder, path, log).catch((error: unknown) => {
      log.warn({ err: error }, 'the sandbox did not start');
      return null;
    });
  let running = await start();
  const watching = (async () => {
    let delay = restartMilliseconds;
    while (!over.signal.aborted) {
      // One that does not even start is asked less and less often.
      delay = running ? restartMilliseconds : Math.min(delay * 2, longestRestartMilliseconds);
      await running?.exited;
      running = null;
      // Cut short when it is over.
      await sleep(delay, undefined, { ref: false, signal: over.signal }).catch(() => {});
      if (over.signal.aborted) return;
      log.warn('the sandbox has ended: starting it again');
      running = await start();
    }
  })();
  return {
    find: () => running?.whereabouts ?? null,
    stop: async () => {
      over.abort();
      running?.end();
      await watching;
      rmSync(path, { force: true });
      lock.release();
    },
  };
}

interface RunningSandbox {
  readonly whereabouts: Whereabouts;
  readonly exited: Promise<void>;
  end(): void;
}

async function launch(folder: string, path: string, log: Logger): Promise<RunningSandbox> {
  // In a group of its own, so that Ctrl-C reaches Parley alone, which finishes its sending before the networks go.
  const child = spawn(process.execPath, [program, '--hosted', folder, '--receipt-delay', '300-1500'], {
    cwd: '/',
    env: {},
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  // It may be gone before it has read what we would say.
  child.stdin.on('error', () => {});
  createInterface({ input: child.stderr }).on('line', (line) => log.warn({ line }, 'the sandbox complains'));
  const said = await Promise.race([firstLine(child.stdout), exited]);
  if (typeof said !== 'string') throw new Error('The sandbox did not start: its complaints are in the log.');
  const found = whereabouts.parse(JSON.parse(said));
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
  writeFileSync(`${path}.new`, JSON.stringify({ ...found, process: identity }), { mode: 0o600 });
  renameSync(`${path}.new`, path);
  const end = (): void => {
    child.stdin.end();
    const timer = setTimeout(() => child.kill('SIGKILL'), stopMilliseconds);
    void exited.then(() => clearTimeout(timer));
  };
  return { whereabouts: found, exited, end };
}

function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => createInterface({ input: stream }).once('line', resolve));
}

/** The sandbox of a Parley that was killed a moment ago may still be writing to the folder. */
async function endLeftover(path: string): Promise<void> {
  const identity = readStored(path)?.process;
  if (!identity || !isAlive(identity) || (await waitForExit(identity, stopMilliseconds))) return;
  signal(identity.pid, 'SIGKILL');
  await waitForExit(identity, stopMilliseconds);
}

function readWhereabouts(path: string): Whereabouts | null {
  const stored = readStored(path);
  return stored && isAlive(stored.process) ? stored : null;
}

function readStored(path: string): z.infer<typeof storedWhereabouts> | null {
  try {
    return storedWhereabouts.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // There is none, or it was made by another version: then nothing can be said of the process either.
    return null;
  }
}
