import type { z } from 'zod';
import type { Actor, Runtime } from '../context.ts';

/** A job handler with its retry policy. Named `module.verb-object`. */
export interface Job<Input extends z.ZodType = z.ZodType> {
  readonly task: string;
  readonly input: Input;
  /** Tries before the job is set aside for a person (PLT-30). */
  readonly maxAttempts: number;
  /** May take minutes: it has slots apart from those of the others, which must not wait for it. */
  readonly isLong?: true;
  /** Must be safe to run again from the start after a kill at any point. `actor` is the system in the job's organization. */
  readonly run: (runtime: Runtime, actor: Actor, input: z.output<Input>, job: RunningJob) => Promise<void>;
  /** For people who wait for it: called after a try that failed, or when it is given up. */
  readonly failed?: (runtime: Runtime, actor: Actor, input: z.output<Input>, job: FailedJob) => Promise<void>;
}

export interface FailedJob {
  readonly attempt: number;
  /** No other try follows by itself. */
  readonly isLast: boolean;
}

export interface RunningJob {
  readonly attempt: number;
  /** Aborted when the process is asked to stop: finish the batch and return; the job runs again elsewhere. */
  readonly signal: AbortSignal;
}

export function defineJob<Input extends z.ZodType>(job: Job<Input>): Job {
  return job;
}

/** Work by the clock over the whole installation, run by one process at a time. */
export interface ScheduledJob {
  readonly task: string;
  /** Cron, UTC, five fields. */
  readonly cron: string;
  readonly run: (runtime: Runtime, signal: AbortSignal) => Promise<void>;
}
