/**
 * Parley beside Debian's Kannel on the same emulated SMSC, by turns: SPD-1 to SPD-4. Needs the packages kannel and
 * kannel-extras, and Linux.
 *
 *   npm run bench -- kannel [--recipients 50000] [--messages 10000] [--runs 3] [--store file,spool] [--json]
 */
import { parseArgs } from 'node:util';
import { CampaignRunner } from './campaign-runner.ts';
import { checkProc } from './cpu-of-processes.ts';
import { KannelRunner, type KannelRun } from './kannel-runner.ts';
import { CommandError, runCommand, wholeNumber, type Leftovers } from './run-command.ts';
import { median, rounded } from './statistics.ts';

const parleyWindows = [200, 1_000];
const kannelWindows = [50, 200, 1_000];

interface Comparison {
  readonly id: string;
  readonly work: string;
  readonly receipts: KannelRun['receipts'];
  /** The ratio that must be reached, and the goal. */
  readonly must: number;
  readonly goal: number;
}

const comparisons: readonly Comparison[] = [
  { id: 'SPD-1', work: 'submit only', receipts: null, must: 2, goal: 6 },
  { id: 'SPD-2', work: 'receipts; Kannel keeps them in memory', receipts: 'internal', must: 6, goal: 12 },
  { id: 'SPD-3', work: 'receipts; Kannel keeps them in PostgreSQL', receipts: 'postgres', must: 15, goal: 30 },
];

interface Sample {
  readonly messagesPerSecond: number;
  readonly cpuUsPerMessage: number;
}

/** By what was run, in words. */
type Samples = Map<string, Sample[]>;

await runCommand(async (leftovers: Leftovers) => {
  const { values } = parseArgs({
    options: {
      recipients: { type: 'string', default: '50000' },
      messages: { type: 'string', default: '10000' },
      runs: { type: 'string', default: '3' },
      store: { type: 'string', default: 'file,spool' },
      json: { type: 'boolean', default: false },
    },
  });
  checkProc();
  const stores = values.store.split(',').map(parseStore);
  const parley = await CampaignRunner.start(wholeNumber('recipients', values.recipients, 1), leftovers);
  const kannel = await KannelRunner.start(parley.sandbox, wholeNumber('messages', values.messages, 1), leftovers);
  const samples: Samples = new Map();
  for (let round = 0; round < wholeNumber('runs', values.runs, 1); round++) {
    for (const receipts of [null, 'internal', 'postgres'] as const) {
      await runParley(parley, receipts !== null, samples);
      await runKannel(kannel, stores, receipts, samples);
    }
  }
  const rows = comparisons.flatMap((comparison) => stores.map((store) => compare(samples, comparison, store)));
  if (values.json) console.log(JSON.stringify(rows));
  else console.table(Object.fromEntries(rows.map(({ id, store, ...row }) => [`${id}, ${store} store`, row])));
});

function parseStore(text: string): KannelRun['store'] {
  if (text === 'file' || text === 'spool') return text;
  throw new CommandError('--store is file (all messages in one), spool (a file for each), or both with a comma.');
}

/** Kannel is handed numbers, so the launch, which finds them in an audience, is in neither rate. It is in our CPU. */
async function runParley(parley: CampaignRunner, receipts: boolean, samples: Samples): Promise<void> {
  for (const window of parleyWindows) {
    const figures = await parley.run({ window, receipts });
    note(samples, parleyKey(receipts, window), {
      messagesPerSecond: figures.sentPerSecond,
      cpuUsPerMessage: figures.nodeCpuUsPerMessage + figures.postgresCpuUsPerMessage,
    });
  }
}

async function runKannel(
  kannel: KannelRunner,
  stores: readonly KannelRun['store'][],
  receipts: KannelRun['receipts'],
  samples: Samples,
): Promise<void> {
  for (const store of stores) {
    for (const window of kannelWindows) {
      note(samples, kannelKey(receipts, store, window), await kannel.run({ window, store, receipts }));
    }
  }
}

function note(samples: Samples, key: string, sample: Sample): void {
  samples.set(key, [...(samples.get(key) ?? []), sample]);
  const { messagesPerSecond, cpuUsPerMessage } = sample;
  console.error(`${key}: ${Math.round(messagesPerSecond)} messages/s, ${Math.round(cpuUsPerMessage)} µs a message`);
}

function parleyKey(receipts: boolean, window: number): string {
  return `Parley, ${receipts ? 'receipts' : 'submit only'}, window ${window}`;
}

function kannelKey(receipts: KannelRun['receipts'], store: string, window: number): string {
  return `Kannel, ${store} store, ${receipts === null ? 'submit only' : `receipts ${receipts}`}, window ${window}`;
}

function compare(samples: Samples, comparison: Comparison, store: KannelRun['store']) {
  const { id, work, receipts, must, goal } = comparison;
  const ours = best(samples, parleyWindows, (window) => parleyKey(receipts !== null, window));
  const theirs = best(samples, kannelWindows, (window) => kannelKey(receipts, store, window));
  return {
    ...{ id, work, store },
    parleyPerSecond: Math.round(ours.messagesPerSecond),
    parleyWindow: ours.window,
    parleyCpuUs: rounded(ours.cpuUsPerMessage, 1),
    kannelPerSecond: Math.round(theirs.messagesPerSecond),
    kannelWindow: theirs.window,
    kannelCpuUs: rounded(theirs.cpuUsPerMessage, 1),
    ratio: rounded(ours.messagesPerSecond / theirs.messagesPerSecond, 2),
    ...{ must, goal },
  };
}

/** The medians of the window at which it was fastest. */
function best(
  samples: Samples,
  windows: readonly number[],
  keyOf: (window: number) => string,
): Sample & { window: number } {
  const medians = windows.map((window) => {
    const runs = samples.get(keyOf(window)) ?? [];
    return {
      window,
      messagesPerSecond: median(runs.map((run) => run.messagesPerSecond)),
      cpuUsPerMessage: median(runs.map((run) => run.cpuUsPerMessage)),
    };
  });
  return medians.toSorted((one, other) => other.messagesPerSecond - one.messagesPerSecond)[0]!;
}
