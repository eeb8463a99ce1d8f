/**
 * An import of contacts beside `\copy` of the same rows into the same tables, by turns, each into a database of its own
 * (SPD-7), and the memory of the process that imports (SPD-8). Both sides are durable; ours also reads, checks and
 * de-duplicates. Needs Linux.
 *
 *   npm run bench -- import [--rows 1000000] [--runs 3] [--json]
 */
import { parseArgs } from 'node:util';
import { checkProc } from './cpu-of-processes.ts';
import { ImportRunner, type SideFigures } from './import-runner.ts';
import { runCommand, wholeNumber, type Leftovers } from './run-command.ts';
import { median, rounded } from './statistics.ts';

await runCommand(async (leftovers: Leftovers) => {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '1000000' },
      runs: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
    },
  });
  checkProc();
  const rows = wholeNumber('rows', values.rows, 1);
  const runner = await ImportRunner.start(rows, leftovers);
  const ours: (SideFigures & { peakRssMb: number })[] = [];
  const copies: SideFigures[] = [];
  for (let run = 0; run < wholeNumber('runs', values.runs, 1); run++) {
    ours.push(await runner.importFile());
    copies.push(await runner.copy());
    const { seconds, peakRssMb } = ours.at(-1)!;
    if (!values.json)
      console.log(
        `import ${seconds.toFixed(1)} s, ${peakRssMb.toFixed(0)} MB; \\copy ${copies.at(-1)!.seconds.toFixed(1)} s`,
      );
  }
  const perSecond = (figures: readonly SideFigures[]) =>
    Math.round(rows / median(figures.map(({ seconds }) => seconds)));
  const cpu = (figures: readonly SideFigures[], of: 'nodeCpuSeconds' | 'postgresCpuSeconds') =>
    rounded((median(figures.map((each) => each[of])) / rows) * 1e6, 1);
  const result = {
    rows,
    importRowsPerSecond: perSecond(ours),
    copyRowsPerSecond: perSecond(copies),
    ratio: rounded(median(ours.map(({ seconds }, run) => copies[run]!.seconds / seconds)), 2),
    importNodeCpuUsPerRow: cpu(ours, 'nodeCpuSeconds'),
    importPostgresCpuUsPerRow: cpu(ours, 'postgresCpuSeconds'),
    copyPostgresCpuUsPerRow: cpu(copies, 'postgresCpuSeconds'),
    peakRssMb: Math.round(Math.max(...ours.map(({ peakRssMb }) => peakRssMb))),
  };
  if (values.json) console.log(JSON.stringify(result));
  else console.table(result);
});
