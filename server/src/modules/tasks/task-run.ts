import type { TaskLogLevel } from '@parley/contract/tasks';
import type { Actor, Ctx, Runtime } from '#platform/context';
import { uuidv7 } from '#platform/uuid';
import { announce } from './announce.ts';
import { TaskStopped, type RunningTask } from './task-kind.ts';
import { findCancelRequest, insertLogEntry, updateProgress, updateResume, type lockTask } from './task-queries.ts';

/** Progress is written at most so often. */
const tickMilliseconds = 500;

type StoredTask = NonNullable<Awaited<ReturnType<typeof lockTask>>>;

/** What the kind sees of a task while it runs, and the watch over it: progress out, cancellation in. */
export class TaskRun {
  readonly #runtime: Runtime;
  readonly #actor: Actor;
  readonly #task: StoredTask;
  readonly #control = new AbortController();
  readonly #jobSignal: AbortSignal;
  readonly #onJobAborted = (): void => this.#stop('stopping');
  readonly #timer: NodeJS.Timeout;
  #ticking: Promise<void> | undefined;
  #reached: { done: number; total: number | null };
  #isWritten = true;

  constructor(runtime: Runtime, actor: Actor, task: StoredTask, jobSignal: AbortSignal) {
    this.#runtime = runtime;
    this.#actor = actor;
    this.#task = task;
    this.#reached = { done: task.done, total: task.total };
    this.#jobSignal = jobSignal;
    jobSignal.addEventListener('abort', this.#onJobAborted);
    if (jobSignal.aborted) this.#stop('stopping');
    this.#timer = setInterval(() => {
      this.#ticking ??= this.#tick().finally(() => (this.#ticking = undefined));
    }, tickMilliseconds);
  }

  get reached(): { readonly done: number; readonly total: number | null } {
    return this.#reached;
  }

  /** Why the run was told to stop; null when it was not. */
  get stopped(): TaskStopped | null {
    return this.#control.signal.aborted ? (this.#control.signal.reason as TaskStopped) : null;
  }

  handle<Input>(input: Input): RunningTask<Input> {
    const { id, runs, resume, created_by: createdBy } = this.#task;
    return {
      id,
      input,
      createdBy,
      resume,
      signal: this.#control.signal,
      progress: (done, total) => {
        this.#reached = { done, total: total ?? this.#reached.total };
        this.#isWritten = false;
      },
      log: (level, message, details) =>
        this.#runtime.transaction(this.#actor, (ctx) => writeLog(ctx, id, level, message, details)),
      saveResume: async (ctx, state) => {
        if (await updateResume(ctx.db, ctx.actor.organizationId, id, runs, state)) return;
        this.#stop('stopping');
        throw this.stopped!;
      },
    };
  }

  async end(): Promise<void> {
    clearInterval(this.#timer);
    this.#jobSignal.removeEventListener('abort', this.#onJobAborted);
    await this.#ticking;
  }

  #stop(why: TaskStopped['why']): void {
    if (!this.#control.signal.aborted) this.#control.abort(new TaskStopped(why));
  }

  async #tick(): Promise<void> {
    try {
      const isCancelled = this.#isWritten ? await this.#look() : await this.#write();
      if (isCancelled === null) this.#stop('stopping');
      else if (isCancelled) this.#stop('cancelled');
    } catch (error) {
      // The next tick comes soon; what matters is written when the run ends.
      this.#runtime.log.warn({ err: error, taskId: this.#task.id }, 'progress of a task could not be written');
    }
  }

  #look(): Promise<boolean | null> {
    const { id, runs } = this.#task;
    return this.#runtime.transaction(
      this.#actor,
      (ctx) => findCancelRequest(ctx.db, ctx.actor.organizationId, id, runs),
      { readOnly: true },
    );
  }

  async #write(): Promise<boolean | null> {
    const { id, runs } = this.#task;
    const reached = this.#reached;
    const row = await this.#runtime.transaction(this.#actor, async (ctx) => {
      const changed = await updateProgress(ctx.db, ctx.actor.organizationId, id, runs, reached);
      if (changed) await announce(ctx, changed);
      return changed;
    });
    if (reached === this.#reached) this.#isWritten = true;
    return row && row.cancel_requested_at !== null;
  }
}

export async function writeLog(
  ctx: Ctx,
  taskId: string,
  level: TaskLogLevel,
  message: string,
  details?: Record<string, unknown>,
): Promise<void> {
  await insertLogEntry(ctx.db, {
    organization_id: ctx.actor.organizationId,
    task_id: taskId,
    id: uuidv7(),
    level,
    message,
    details: details ? JSON.stringify(details) : null,
  });
}
