/**
 * `npm run generate`: writes the files that are made from others: the settings' example, the lists of errors, events and
 * permissions and the description of the socket in docs/, and the types of the tables. With `--check` it writes nothing and fails when one is out of date.
 */
import { execFile, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { text as readText } from 'node:stream/consumers';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environmentExample } from '../server/src/config.ts';
import { migrate } from '../server/src/platform/database/migrate.ts';
import { asyncApi } from '../server/src/platform/realtime/async-api.ts';
import { startTestPostgres } from '../server/src/platform/test-database/test-postgres.ts';
import { errorsPage, eventsPage, permissionsPage } from './reference-pages.ts';

const root = join(import.meta.dirname, '..');
const binaries = join(root, 'node_modules/.bin');

const files: Readonly<Record<string, () => string | Promise<string>>> = {
  '.env.example': environmentExample,
  'docs/errors.md': errorsPage,
  'docs/events.md': eventsPage,
  'docs/permissions.md': permissionsPage,
  'docs/asyncapi.json': () => format('asyncapi.json', JSON.stringify(asyncApi())),
  'server/src/platform/database/tables.ts': tableTypes,
};

const check = process.argv.includes('--check');
const outdated: string[] = [];
for (const [path, make] of Object.entries(files)) {
  const wanted = await make();
  if (read(path) === wanted) continue;
  outdated.push(path);
  if (!check) writeFileSync(join(root, path), wanted);
}
if (check && outdated.length > 0) {
  console.error(`Out of date: ${outdated.join(', ')}. Run npm run generate.`);
  process.exitCode = 1;
} else if (outdated.length > 0) {
  console.log(`Written: ${outdated.join(', ')}`);
}

function read(path: string): string | null {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return null;
  }
}

/** The tables as the migrations make them on an empty database. */
async function tableTypes(): Promise<string> {
  const postgres = await startTestPostgres(undefined);
  try {
    await migrate(postgres.connectionString);
    const { stdout } = await promisify(execFile)(
      join(binaries, 'kysely-codegen'),
      [
        ...['--dialect', 'postgres', '--url', postgres.connectionString, '--include-pattern', 'public.*', '--print'],
        ...['--date-parser', 'string', '--numeric-parser', 'number'],
        ...['--type-mapping', '{"int8":"number","xid8":"string","inet":"string"}'],
      ],
      { maxBuffer: 10_000_000 },
    );
    return await format('tables.ts', stdout.slice(stdout.indexOf('/**')));
  } finally {
    await postgres.stop();
  }
}

async function format(name: string, source: string): Promise<string> {
  const formatter = spawn(join(binaries, 'oxfmt'), ['--stdin-filepath', name], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  formatter.stdin.end(source);
  return readText(formatter.stdout);
}
