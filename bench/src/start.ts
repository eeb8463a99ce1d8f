/**
 * How long the second start of `parley serve` takes until it is ready, with its own PostgreSQL, and the memory of its process
 * when nothing happens (SPD-15). Needs Linux.
 *
 *   npm run bench -- start [--runs 3] [--json]
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { checkProc } from './cpu-of-processes.ts';
import { CommandError, runCommand, wholeNumber, type Leftovers } from './run-command.ts';
import { startParley } from './start-parley.ts';
import { median, rounded } from './statistics.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Until what belongs to the start has been collected. */
const settlingMilliseconds = 15_000;

interface Start {
  readonly seconds: number;
  readonly idleMb: number;
}

await runCommand(async (leftovers: Leftovers) => {
  const { values } = parseArgs({
    options: { runs: { type: 'string', default: '3' }, json: { type: 'boolean', default: false } },
  });
  checkProc();
  const folder = await temporaryFolder('parley-start-', leftovers);
  await start(folder, 0);
  const starts: Start[] = [];
  for (let run = 0; run < wholeNumber('runs', values.runs, 1); run++)
    starts.push(await start(folder, settlingMilliseconds));
  const result = {
    startSeconds: rounded(median(starts.map(({ seconds }) => seconds)), 2),
    idleMb: Math.round(median(starts.map(({ idleMb }) => idleMb))),
  };
  if (values.json) console.log(JSON.stringify(result));
  else console.table(result);
});

/** Starts it, and stops it again after so long. */
async function start(dataDir: string, milliseconds: number): Promise<Start> {
  await using own = new AsyncDisposableStack();
  const startedAt = performance.now();
  const parley = await startParley({ dataDir }, own);
  const { ok } = await fetch(`${parley.url}/health/ready`);
  if (!ok) throw new CommandError('It says that it has started, and is not ready.');
  const seconds = (performance.now() - startedAt) / 1_000;
  await sleep(milliseconds);
  return { seconds, idleMb: residentMb(parley.pid) };
}

function residentMb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}
