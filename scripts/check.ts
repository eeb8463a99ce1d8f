/** `npm run check`: everything but the database tests. Arguments choose the unit tests, by path. */
import { runChecks } from './checks.ts';
import { failedNames } from './steps.ts';

const failed = failedNames(await runChecks(process.argv.slice(2)));
console.log(failed ? `\nFailed: ${failed}` : '\nAll checks passed');
process.exitCode = failed ? 1 : 0;
