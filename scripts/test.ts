/**
 * `npm test`: the checks, then the database tests on the PostgreSQL that comes with Parley and beside them on every other one
 * of this machine, then the journeys in a browser. Arguments choose the tests, by path. The last lines name what failed; the last is `N passed, N failed`; a check counts as one test.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runBrowserJourneys } from './browser-journeys.ts';
import { runChecks } from './checks.ts';
import { provide } from './debian-packages.ts';
import { failureLines, runTests } from './steps.ts';
import type { Step, StepResult } from './steps.ts';

const oldestMajor = 15;
const installed = '/usr/lib/postgresql';

const filters = process.argv.slice(2);
const results = await runChecks(filters);
// Tests of what goes over it between processes run where there is one.
provide('redis-server');
// Beside each other: what waits in one leaves the processor to the other. The first is watched, the others tell what failed.
results.push(...(await Promise.all(databaseRuns().map((step, index) => runTests(step, index === 0)))));
results.push(await runBrowserJourneys(filters));

const failures = failureLines(results);
if (failures.length > 0) console.log(`\n${failures.join('\n')}`);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;

function databaseRuns(): Step[] {
  const command: Step['command'] = ['vitest', 'run', '--project', 'database', '--passWithNoTests', ...filters];
  const embedded: Step = { name: 'database tests', command };
  const others = installedVersions().map((major) => ({
    name: `database tests on PostgreSQL ${major}`,
    command,
    env: { PARLEY_TEST_POSTGRES_BIN: join(installed, String(major), 'bin') },
  }));
  return [embedded, ...others];
}

/** Where Debian and its relatives put them, one folder a major version. */
function installedVersions(): number[] {
  if (!existsSync(installed)) return [];
  return readdirSync(installed)
    .map(Number)
    .filter((major) => major >= oldestMajor && existsSync(join(installed, String(major), 'bin/initdb')));
}

function sum(what: 'passed' | 'failed'): number {
  return results.reduce((total: number, result: StepResult) => total + result[what], 0);
}
