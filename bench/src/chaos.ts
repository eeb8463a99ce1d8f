/**
 * A campaign over two real servers which are killed and frozen, and whose database is killed, while messages are on the
 * wire; afterwards the network's ledger is compared with our books. Linux only.
 *
 *   npm run chaos -- [--recipients 5000] [--kills 20] [--seed 1] [--json]
 */
import { parseArgs } from 'node:util';
import { ChaosRun } from './chaos-run.ts';
import { planFaults, sendingMilliseconds, type PlannedFault } from './chaos-plan.ts';
import { checkProc } from './cpu-of-processes.ts';
import { leaseMilliseconds } from './installation.ts';
import { isClean, judge } from './judge.ts';
import { CommandError, runCommand, wholeNumber, type Leftovers } from './run-command.ts';
import { rounded } from './statistics.ts';

const window = 50;
const shortestAnswerMilliseconds = 200;
const longestTakeoverSeconds = 15;

await runCommand(async (leftovers: Leftovers) => {
  const { values } = parseArgs({
    options: {
      recipients: { type: 'string', default: '5000' },
      kills: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  checkProc();
  const recipients = wholeNumber('recipients', values.recipients, window);
  const kills = wholeNumber('kills', values.kills, 1);
  const seed = wholeNumber('seed', values.seed, 0);
  const startedAt = performance.now();
  const plan = planFaults(kills, seed);
  const answerMilliseconds = slowness(recipients, plan);
  const run = await ChaosRun.start({ recipients, window, seed, answerMilliseconds }, leftovers);
  for (const [index, fault] of plan.entries()) await run.suffer(fault, `${index + 1} of ${kills}`);
  const { run: record, faults } = await run.finish();
  const verdict = judge(record);
  const result = {
    ...verdict,
    kills,
    killsInFlight: faults.filter((fault) => fault.inFlight > 0).length,
    takeoverSecondsMax: rounded(Math.max(...faults.map((fault) => fault.takeoverSeconds)), 1),
    seed,
    seconds: Math.round((performance.now() - startedAt) / 1_000),
  };
  if (values.json) console.log(JSON.stringify(result));
  else console.table(result);
  const isGood =
    isClean(verdict, window * kills) &&
    result.killsInFlight === kills &&
    result.takeoverSecondsMax <= longestTakeoverSeconds;
  if (!isGood) process.exitCode = 1;
});

/** So slow an answer to each window of messages that the last fault comes before the last message. */
function slowness(recipients: number, plan: readonly PlannedFault[]): number {
  const lost = window * plan.length;
  const windows = (recipients - lost) / window;
  if (windows < 2) throw new CommandError(`${plan.length} kills need more recipients: at least ${lost + 2 * window}.`);
  return Math.max(shortestAnswerMilliseconds, (1.2 * sendingMilliseconds(plan, leaseMilliseconds)) / windows);
}
