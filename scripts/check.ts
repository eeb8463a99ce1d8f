/** `npm run check`: everything but the database tests. Arguments choose the unit tests, by path. */
import { runChecks } from './checks.ts';
import { failureLines } from './steps.ts';

const failures = failureLines(await runChecks(process.argv.slice(2)));
console.log(failures.length > 0 ? `\n${failures.join('\n')}` : '\nAll checks passed');
process.exitCode = failures.length > 0 ? 1 : 0;
