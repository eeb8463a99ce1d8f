import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CommandError, type Leftovers } from './run-command.ts';

/** Of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface StartedProcess {
  readonly pid: number;
  readonly exited: Promise<void>;
  /** Does nothing once it has ended: its number may be another's. */
  kill(signal: NodeJS.Signals): void;
}

export interface Start {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Answers something when the process is ready; asked about each line of its output. */
  readonly readyLine?: (line: string) => string | undefined;
  /** Or asked every few milliseconds. */
  readonly isReady?: () => Promise<boolean>;
  /** For both. */
  readonly milliseconds: number;
}

const keptLines = 15;
const pollMilliseconds = 20;
/** Longer than Parley takes at the most. */
const stopMilliseconds = 12_000;

/** Starts a program, to be stopped with the leftovers, and waits until it is ready. Throws CommandError with the end of its output. */
export async function startProcess(
  start: Start,
  leftovers: Leftovers,
): Promise<StartedProcess & { readonly answer: string }> {
  const { program, args, isReady = () => Promise.resolve(false) } = start;
  // Nobody would stop it: we were interrupted.
  if (leftovers.disposed) throw new CommandError(`${program} is not started any more.`);
  const child = spawn(program, args, {
    cwd: root,
    env: { ...inheritedEnvironment(), ...start.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C is for us: we stop what we started, in order.
    detached: true,
  });
  const output = watchOutput(child, start.readyLine);
  const state = { hasEnded: false };
  const exited = ended(child).then(() => void (state.hasEnded = true));
  const started = { pid: child.pid ?? 0, exited, kill: (signal: NodeJS.Signals) => sendSignal(child, signal) };
  leftovers.defer(() => stopProcess(started));
  const end = Date.now() + start.milliseconds;
  while (output.answer === undefined && !(await isReady())) {
    const why = state.hasEnded ? 'ended before it was ready' : 'was not ready in time';
    if (state.hasEnded || Date.now() > end)
      throw new CommandError([`${program} ${args.join(' ')} ${why}.`, ...output.last].join('\n'));
    await sleep(pollMilliseconds);
  }
  return { ...started, answer: output.answer ?? '' };
}

/** Ends it in its own way, and by force when it takes too long. */
async function stopProcess(started: StartedProcess): Promise<void> {
  // One that is stopped by SIGSTOP hears nothing else.
  started.kill('SIGCONT');
  started.kill('SIGTERM');
  const timer = setTimeout(() => started.kill('SIGKILL'), stopMilliseconds);
  await started.exited;
  clearTimeout(timer);
}

function watchOutput(
  child: ChildProcess,
  readyLine: Start['readyLine'],
): { last: string[]; answer: string | undefined } {
  const output: { last: string[]; answer: string | undefined } = { last: [], answer: undefined };
  for (const stream of [child.stdout!, child.stderr!]) {
    createInterface({ input: stream }).on('line', (line) => {
      output.last.push(line);
      if (output.last.length > keptLines) output.last.shift();
      output.answer ??= readyLine?.(line);
    });
  }
  child.once('error', (error) => output.last.push(error.message));
  return output;
}

/** A program that is not there does not exit. */
function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
}

function sendSignal(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
}

/** Parley's own settings are not inherited: a run means the same whatever this shell is set up for. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
  const settings = /^(PARLEY_.*|DATABASE_URL|REDIS_URL)$/;
  const others = Object.entries(process.env).filter(([name]) => !settings.test(name));
  return Object.fromEntries(others);
}
