/** What processes use, from Linux's /proc. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { CommandError } from './run-command.ts';

interface ProcessEntry {
  readonly pid: number;
  readonly name: string;
  readonly parent: number;
  /** Of the process and of its children that have ended. */
  readonly cpuSeconds: number;
}

const ticksPerSecond = 100;

/** CPU seconds of a process tree so far, PostgreSQL's apart from everything else. Take it twice and subtract. */
export function cpuOfTree(pid: number): { readonly node: number; readonly postgres: number } {
  const sum = { node: 0, postgres: 0 };
  for (const entry of tree(pid)) sum[entry.name === 'postgres' ? 'postgres' : 'node'] += entry.cpuSeconds;
  return sum;
}

/** From now on `peakRssMb` counts anew. */
export function resetPeakRss(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** Most memory that the process had at any time, in MB. */
export function peakRssMb(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

export function checkProc(): void {
  try {
    readFileSync('/proc/self/stat');
  } catch {
    throw new CommandError('CPU is read from /proc: run this on Linux.');
  }
}

function tree(pid: number): ProcessEntry[] {
  const byParent = Map.groupBy(allProcesses(), (entry) => entry.parent);
  const found = [readEntry(pid)].filter((entry) => entry !== undefined);
  // Grows while it is walked.
  for (const entry of found) found.push(...(byParent.get(entry.pid) ?? []));
  return found;
}

function allProcesses(): ProcessEntry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readEntry(Number(name)))
    .filter((entry) => entry !== undefined);
}

/** See proc_pid_stat(5). Undefined when it has ended meanwhile. */
function readEntry(pid: number): ProcessEntry | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The name is in brackets and may contain anything.
  const nameEnd = stat.lastIndexOf(')');
  const fields = stat.slice(nameEnd + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return {
    pid,
    name: stat.slice(stat.indexOf('(') + 1, nameEnd),
    parent: Number(fields[1]),
    cpuSeconds: ticks / ticksPerSecond,
  };
}
