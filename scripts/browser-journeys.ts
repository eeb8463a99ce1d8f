/** The journeys of e2e/ as a step of `npm test`. */
import { findChromium } from '../e2e/fixtures/find-chromium.ts';
import { provide } from './debian-packages.ts';
import { runJourneys, type StepResult } from './steps.ts';

const name = 'browser journeys';

/** `filters` choose them, by path. Without a browser the step fails, and says what to install. */
export async function runBrowserJourneys(filters: readonly string[]): Promise<StepResult> {
  if (!findChromium() && !provide('chromium')) {
    console.log(`✗ ${name}: there is no browser. apt-get install chromium, or name one in PARLEY_TEST_CHROMIUM.\n`);
    return { name, passed: 0, failed: 1 };
  }
  return runJourneys({ name, command: ['playwright', 'test', '-c', 'e2e', '--pass-with-no-tests', ...filters] });
}
