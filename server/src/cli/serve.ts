import { createLog } from '#platform/log';
import { roles, startApp, type App, type Role } from '../app.ts';
import { insecureHttpWarning, loadConfig, type Config } from '../config.ts';

/** Whatever hangs, the process ends within 10 s of being asked to (PLT-83). */
const stopMilliseconds = 9_500;

/** `parley serve`: runs until SIGTERM or SIGINT. `list` holds roles separated by commas; undefined is all of them. */
export async function serve(list: string | undefined): Promise<number> {
  const wanted = parseRoles(list);
  if (typeof wanted === 'string') {
    console.error(wanted);
    return 2;
  }
  const config = loadConfig();
  const log = createLog(config.logLevel);
  const asked = askedToStop();
  const app = await startApp(config, wanted, log);
  if (config.insecureHttp) console.error(insecureHttpWarning);
  // On standard error, so that standard output stays one JSON object a line.
  console.error(app.address ? `Parley is at ${app.address}` : `Parley runs: ${[...wanted].join(', ')}`);
  for (const line of whatRuns(config)) console.error(`  ${line}`);
  await asked;
  log.info('stopping');
  return stop(app);
}

/** In plain lines: where everything is, and what to do next. */
function whatRuns({ dataDir, databaseUrl, sandbox, demo }: Config): string[] {
  return [
    `Data: ${dataDir}${databaseUrl === null ? ', with a PostgreSQL of its own' : '; the database is yours'}`,
    sandbox ? 'Sandbox: on. Channels made there reach made-up customers only.' : 'Sandbox: off (PARLEY_SANDBOX=yes).',
    demo ? 'Without an owner yet, the first page offers to become it or to explore a demo.' : 'Demo: off.',
    'Stop it with Ctrl-C.',
  ];
}

/** Resolves at the first signal. Later ones, as when a whole group is signalled, do not cut the stop short. */
function askedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
}

async function stop(app: App): Promise<number> {
  const timer = setTimeout(() => {
    console.error('Parley did not stop in time and ends now. What was in hand is taken up by the next start.');
    process.exit(1);
  }, stopMilliseconds);
  await app.stop();
  clearTimeout(timer);
  return 0;
}

function parseRoles(list: string | undefined): ReadonlySet<Role> | string {
  if (list === undefined) return new Set(roles);
  const names = list
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const unknown = names.filter((name) => !(roles as readonly string[]).includes(name));
  if (unknown.length > 0) return `There is no role ${unknown.join(', ')}. Roles: ${roles.join(', ')}.`;
  return names.length > 0 ? new Set(names as Role[]) : `Name at least one role: ${roles.join(', ')}.`;
}
