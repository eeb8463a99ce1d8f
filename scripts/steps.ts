/** Runs the programs that check the tree, and counts what they say. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

export interface Step {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  readonly env?: Readonly<Record<string, string>>;
}

export interface StepResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  /** What failed, with the first line of why. The journeys say so themselves. */
  readonly failures?: readonly string[];
}

/** A step that is one question: it counts as one passed or one failed. Its output is shown when it fails. */
export async function runCheck(step: Step): Promise<StepResult> {
  const started = Date.now();
  const { code, output } = await run(step, 'collect');
  report(step, code, started, code === 0 ? '' : output);
  return { name: step.name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
}

/** A vitest run: counts its tests. `show` streams the output, otherwise it is shown when something fails. */
export async function runTests(step: Step, show: boolean): Promise<StepResult> {
  return withReport(async (file) => {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const outcome = await runReported({ ...step, command: [...step.command, ...reporters] }, show);
    const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = readReport(file);
    return { ...resultOf(step, outcome, numPassedTests, numFailedTests), failures: testResults.flatMap(failedTests) };
  });
}

/** A Playwright run: counts its tests. One that passed at a second try failed. */
export async function runJourneys(step: Step): Promise<StepResult> {
  return withReport(async (file) => {
    const command: Step['command'] = [...step.command, '--reporter=list,json'];
    const outcome = await runReported({ ...step, command, env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file } }, true);
    const { expected = 0, unexpected = 0, flaky = 0 } = readReport(file).stats ?? {};
    return resultOf(step, outcome, expected, unexpected + flaky);
  });
}

async function withReport(work: (file: string) => Promise<StepResult>): Promise<StepResult> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-report-'));
  try {
    return await work(join(folder, 'report.json'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function runReported(step: Step, show: boolean): Promise<number> {
  const started = Date.now();
  const { code, output } = await run(step, show ? 'show' : 'collect');
  report(step, code, started, code === 0 ? '' : output);
  return code;
}

/** A file that cannot be loaded or an unhandled error fails the run without a failed test. */
function resultOf({ name }: Step, code: number, passed: number, failed: number): StepResult {
  return { name, passed, failed: code === 0 ? 0 : Math.max(failed, 1) };
}

interface TestFile {
  readonly name: string;
  /** Why the file could not be run. */
  readonly message: string;
  readonly assertionResults: readonly {
    readonly status: string;
    readonly fullName: string;
    readonly failureMessages: readonly string[];
  }[];
}

interface Report {
  readonly numPassedTests?: number;
  readonly numFailedTests?: number;
  readonly testResults?: readonly TestFile[];
  readonly stats?: { readonly expected?: number; readonly unexpected?: number; readonly flaky?: number };
}

function failedTests({ name, message, assertionResults }: TestFile): string[] {
  const file = relative('.', name);
  const tests = assertionResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => `${file}: ${fullName}: ${firstLine(failureMessages.join(''))}`);
  return tests.length === 0 && message ? [`${file}: ${firstLine(message)}`] : tests;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!.slice(0, 300);
}

function readReport(file: string): Report {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    // The program did not come so far as to write it; its exit code tells.
    return {};
  }
}

function run(step: Step, output: 'collect' | 'show'): Promise<{ code: number; output: string }> {
  const [program, ...args] = step.command;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...step.env },
      stdio: output === 'show' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.once('error', (error) => resolve({ code: 1, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, output: text }));
  });
}

function report(step: Step, code: number, started: number, output: string): void {
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? '✓' : '✗'} ${step.name} (${seconds} s)`);
  if (output) console.log(`${output.trim()}\n`);
}

/** What failed, a line each: the end of a long output is what is read first. Empty when all is well. */
export function failureLines(results: readonly StepResult[]): string[] {
  return results
    .filter(({ failed }) => failed > 0)
    .flatMap(({ name, failures = [] }) => [`Failed: ${name}`, ...failures.map((failure) => `  ${failure}`)]);
}
