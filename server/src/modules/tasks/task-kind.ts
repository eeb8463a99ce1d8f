import type { TaskLogLevel } from '@parley/contract/tasks';
import type { z } from 'zod';
import type { Actor, Ctx, Runtime } from '#platform/context';

/** A kind of work that people start and watch. Its module declares it and gives it out in `taskKinds`. */
export interface TaskKind<Input extends z.ZodType = z.ZodType> {
  /** `imports.import-contacts`: stored with every task, never changed. */
  readonly kind: string;
  readonly input: Input;
  /** Runs that may fail or die with their process, at most 20. A domain error (`AppError`) fails at once. */
  readonly maxFailures: number;
  /**
   * Returns only when all is done. Told to stop by `task.signal`, it throws, soonest by `signal.throwIfAborted()`; what it
   * has committed stays, and the next run goes on from `task.resume`.
   */
  run(runtime: Runtime, actor: Actor, task: RunningTask<z.output<Input>>): Promise<TaskOutcome>;
}

export interface TaskOutcome {
  /** Shown with the task: counts, ids. */
  readonly result?: Record<string, unknown>;
  /** Made by `writeResultFile`. */
  readonly fileId?: string;
}

export interface RunningTask<Input = unknown> {
  readonly id: string;
  readonly input: Input;
  /** The user who started it; null when it was no person. */
  readonly createdBy: string | null;
  /** What `saveResume` stored last; null in the first run. */
  readonly resume: unknown;
  /** Aborted with `TaskStopped` when somebody cancelled the task, or when it is to go on in another process. */
  readonly signal: AbortSignal;
  /** Cheap: written at most twice a second. */
  progress(done: number, total?: number): void;
  /** One line for the person who looks at the task. */
  log(level: TaskLogLevel, message: string, details?: Record<string, unknown>): Promise<void>;
  /**
   * Where the next run would go on, in the transaction of the work it stands for: both are there or neither.
   * Throws `TaskStopped` when another run has begun meanwhile, so that the work of this one is rolled back.
   */
  saveResume(ctx: Ctx, state: unknown): Promise<void>;
}

export class TaskStopped extends Error {
  /** `stopping`: the process ends, or another one has taken over. */
  readonly why: 'cancelled' | 'stopping';

  constructor(why: 'cancelled' | 'stopping') {
    super(why === 'cancelled' ? 'The task was cancelled.' : 'The task goes on in another process.');
    this.name = 'TaskStopped';
    this.why = why;
  }
}

/** Ties the type of the input to the schema. */
export function defineTaskKind<Input extends z.ZodType>(kind: TaskKind<Input>): TaskKind<Input> {
  return kind;
}
