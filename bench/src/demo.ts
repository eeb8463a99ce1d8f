/**
 * The whole main job on an emulated network, through the HTTP API: from a file of people to answered questions.
 *
 *   npm run demo -- [--contacts FILE.csv] [--country US] [--json]
 */
import { openAsBlob } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './child-process.ts';
import { runDemo } from './run-demo.ts';
import { createReporter, silentReporter } from './progress-bar.ts';
import { CommandError, runCommand, type Leftovers } from './run-command.ts';

await runCommand(async (leftovers: Leftovers) => {
  const { values } = parseArgs({
    options: {
      contacts: { type: 'string', default: join(root, 'bench/data/us-500.csv') },
      country: { type: 'string', default: 'US' },
      json: { type: 'boolean', default: false },
    },
  });
  const country = values.country.toUpperCase();
  if (!/^[A-Z]{2}$/.test(country))
    throw new CommandError('--country is a country by its two letters, such as US or RU.');
  const people = { name: basename(values.contacts), content: await openFile(values.contacts), country };
  const result = await runDemo(people, values.json ? silentReporter : createReporter(), leftovers);
  for (const fault of result.faults) console.error(fault);
  if (values.json) console.log(JSON.stringify(result.figures));
  else console.table(result.figures);
  if (result.faults.length > 0) process.exitCode = 1;
});

async function openFile(path: string): Promise<Blob> {
  try {
    return await openAsBlob(path);
  } catch {
    throw new CommandError(`The file ${path} cannot be read.`);
  }
}
