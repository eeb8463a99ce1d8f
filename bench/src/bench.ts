/** `npm run bench -- NAME [arguments]`: one of the measurements, in a process of its own. See bench/README.md. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const benches: Readonly<Record<string, string>> = {
  campaign: 'a campaign over SMPP, from the start request to the last receipt: SPD-4',
  kannel: 'the same beside Kannel, on the same emulated SMSC: SPD-1 to SPD-4',
  'smpp-codec': 'the SMPP adapter alone',
  'csv-scanner': 'reading CSV and telephone numbers, against a bare split and libphonenumber-js: SPD-6',
  sockets: 'events to many browsers, and a message from the wire to one: SPD-12, SPD-14',
  start: 'the second start until it is ready, and idle memory: SPD-15',
  explain: 'the plans of all statements of a campaign at a million recipients, and its launch: SPD-17',
  import: 'an import into the database, against \\copy: SPD-7, SPD-8',
};

const [name = '', ...args] = process.argv.slice(2);
if (Object.hasOwn(benches, name)) {
  const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
} else {
  const lines = Object.entries(benches).map(([each, about]) => `  ${each.padEnd(12)} ${about}`);
  console.error(['npm run bench -- NAME [arguments]', ...lines].join('\n'));
  process.exitCode = 2;
}
