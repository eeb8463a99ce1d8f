/** What the operating system knows about a PostgreSQL server: is it there, is it ours, does it accept work. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process id alone is reused after a restart of the machine or container; with its start it names one process. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque, equal only for the same process. */
  readonly startedAt: string;
}

/** The process with this id, or undefined when there is none (a zombie counts as none). */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === 'linux' ? startOnLinux(pid) : startByPs(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

function startOnLinux(pid: number): string | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields?.[0];
  const ticks = fields?.[19];
  if (ticks === undefined || state === 'Z' || state === 'X') return undefined;
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${ticks}`;
}

function startByPs(pid: number): string | undefined {
  const [state, ...start] = ps(['-o', 'stat=,lstart=', '-p', String(pid)])
    .trim()
    .split(/\s+/);
  return start.length === 0 || state?.startsWith('Z') ? undefined : start.join(' ');
}

function ps(args: string[]): string {
  try {
    return execFileSync('ps', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
    });
  } catch {
    // ps exits 1 when no process matches.
    return '';
  }
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.startedAt === identity.startedAt;
}

/** True when the process has gone, false when it is still there after `timeout` milliseconds. */
export async function waitForExit(identity: ProcessIdentity, timeout: number): Promise<boolean> {
  for (const end = Date.now() + timeout; isAlive(identity); await sleep(5)) {
    if (Date.now() > end) return false;
  }
  return true;
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The program and its arguments. Read from the command line, because a container's root may not read another user's cwd. */
function commandLine(pid: number): string[] {
  if (process.platform === 'linux') return readIfThere(`/proc/${pid}/cmdline`)?.split('\0').slice(0, -1) ?? [];
  return ps(['-o', 'command=', '-p', String(pid)])
    .trim()
    .split(' ');
}

/** What postmaster.pid says. The server writes the file in steps, so `ready` may be false for a moment. */
export interface PostmasterFile {
  readonly pid: number;
  readonly ready: boolean;
}

export function readPostmasterFile(cluster: string): PostmasterFile | undefined {
  const lines = readIfThere(join(cluster, 'postmaster.pid'))?.split('\n');
  const pid = Number(lines?.[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, ready: lines?.[7]?.trim() === 'ready' } : undefined;
}

export interface RunningServer extends ProcessIdentity {
  /** The binary it was started from. */
  readonly program: string;
}

/**
 * The live server named by postmaster.pid, or undefined when the file is missing or a leftover: its process has gone, or
 * its number now belongs to another program. Throws when the number belongs to a PostgreSQL on another folder, for then
 * the folder may have been moved under a running server and must not be touched.
 */
export function findServer(cluster: string): RunningServer | undefined {
  const file = readPostmasterFile(cluster);
  const identity = file && identifyProcess(file.pid);
  if (!identity) return undefined;
  const [program = '', ...args] = commandLine(identity.pid);
  if (basename(program) !== 'postgres') return undefined;
  if (args.join(' ') === `-D ${cluster}`) return { ...identity, program };
  throw new Error(
    `Process ${identity.pid}, a PostgreSQL started as "${program} ${args.join(' ')}", may be using ${cluster}. Stop it first.`,
  );
}

/**
 * Ends what a killed postmaster left behind. Its children normally notice and leave by themselves, but one in a long
 * query does not, and a new server refuses to start beside it. They are known by the cluster's name in their title.
 */
export async function endOrphans(clusterName: string): Promise<void> {
  const orphans = listProcesses().filter((pid) => commandLine(pid).join(' ').startsWith(`postgres: ${clusterName}: `));
  const identities = orphans.map(identifyProcess).filter((identity) => identity !== undefined);
  for (const { pid } of identities) signal(pid, 'SIGQUIT');
  for (const identity of identities) {
    if (await waitForExit(identity, 1_000)) continue;
    signal(identity.pid, 'SIGKILL');
    await waitForExit(identity, 5_000);
  }
}

function listProcesses(): number[] {
  const names = process.platform === 'linux' ? readdirSync('/proc') : ps(['-axo', 'pid=']).trim().split(/\s+/);
  return names.map(Number).filter(Number.isInteger);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
