/** Everything that can be said of the tree without its data: types, style, boundaries, generated files, pure tests. */
import { runCheck, runTests } from './steps.ts';
import type { Step, StepResult } from './steps.ts';

const steps: readonly Step[] = [
  { name: 'types', command: ['tsc', '--noEmit', '-p', '.'] },
  { name: 'types of the web app', command: ['tsc', '--noEmit', '-p', 'web'] },
  { name: 'types of the journeys', command: ['tsc', '--noEmit', '-p', 'e2e'] },
  { name: 'lint', command: ['oxlint', '--report-unused-disable-directives'] },
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'unused', command: ['knip'] },
  { name: 'generated files', command: [process.execPath, 'scripts/generate.ts', '--check'] },
  { name: 'boundaries', command: [process.execPath, 'scripts/check-boundaries.ts'] },
];

/** Runs all of them, the quick ones beside the unit tests. `filters` choose the unit tests, by path. */
export async function runChecks(filters: readonly string[]): Promise<StepResult[]> {
  const unit: Step = {
    name: 'unit tests',
    command: ['vitest', 'run', '--project', 'unit', '--passWithNoTests', ...filters],
  };
  const [tests, checks] = await Promise.all([runTests(unit, false), runInTurn(steps)]);
  return [...checks, tests];
}

async function runInTurn(list: readonly Step[]): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const step of list) results.push(await runCheck(step));
  return results;
}
