import { z } from 'zod';
import type { Actor, Ctx, Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { RunningJob } from '#platform/jobs/job';
import { announce } from './announce.ts';
import { TaskStopped, type TaskKind, type TaskOutcome } from './task-kind.ts';
import { lockTask, updateTask, type TaskChange } from './task-queries.ts';
import { TaskRun, writeLog } from './task-run.ts';

type StoredTask = NonNullable<Awaited<ReturnType<typeof lockTask>>>;

/**
 * One run of a task. Throws when it failed and is to be tried again. A run that another one has followed changes nothing
 * any more: every write says which run it is of.
 */
export async function runTask(
  runtime: Runtime,
  actor: Actor,
  kinds: ReadonlyMap<string, TaskKind>,
  taskId: string,
  job: RunningJob,
): Promise<void> {
  const task = await runtime.transaction(actor, (ctx) => beginRun(ctx, kinds, taskId));
  if (!task) return;
  const kind = kinds.get(task.kind)!;
  const run = new TaskRun(runtime, actor, task, job.signal);
  // A run that no longer counts throws, so that its job, which is another's by now, is not taken for done.
  const settle = (work: (ctx: Ctx) => Promise<TaskChange>): Promise<void> =>
    runtime.transaction(actor, async (ctx) => {
      const now = await lockTask(ctx.db, ctx.actor.organizationId, taskId);
      if (now?.state !== 'running' || now.runs !== task.runs) throw new TaskStopped('stopping');
      const change = await work(ctx);
      await announce(ctx, await updateTask(ctx.db, ctx.actor.organizationId, taskId, { ...run.reached, ...change }));
    });
  let outcome: TaskOutcome;
  try {
    outcome = await kind.run(runtime, actor, run.handle(kind.input.parse(task.input)));
  } catch (error) {
    await run.end();
    const { stopped } = run;
    if (stopped?.why === 'cancelled') return settle(async (ctx) => cancellation(ctx));
    await settle(async (ctx) => (stopped ? { state: 'queued' } : failure(ctx, kind, task, error)));
    throw error;
  }
  await run.end();
  await settle(async (ctx) => completion(ctx, outcome));
}

/** Null when there is nothing to run: it ended, was cancelled while it waited, or has failed too often. */
async function beginRun(ctx: Ctx, kinds: ReadonlyMap<string, TaskKind>, taskId: string): Promise<StoredTask | null> {
  const task = await lockTask(ctx.db, ctx.actor.organizationId, taskId);
  if (!task || task.finished_at) return null;
  const kind = kinds.get(task.kind);
  if (!kind) throw new Error(`No module has the kind of task ${task.kind}.`);
  const begin = async (change: TaskChange): Promise<StoredTask> => {
    const changed = await updateTask(ctx.db, ctx.actor.organizationId, taskId, change);
    await announce(ctx, changed);
    return changed;
  };
  // It says that it runs, yet here we are: the process that ran it is dead or was taken for dead.
  const failures = task.failures + (task.state === 'running' ? 1 : 0);
  if (failures > task.failures) await writeLog(ctx, taskId, 'warning', 'The process that ran it ended unexpectedly.');
  if (task.cancel_requested_at) {
    await begin(cancellation(ctx));
    return null;
  }
  if (failures >= kind.maxFailures) {
    await begin({ state: 'failed', failures, finished_at: ctx.clock.now(), ...bugOf(taskId) });
    return null;
  }
  return begin({ state: 'running', runs: task.runs + 1, failures, started_at: task.started_at ?? ctx.clock.now() });
}

function completion(ctx: Ctx, { result, fileId }: TaskOutcome): TaskChange {
  return {
    state: 'completed',
    finished_at: ctx.clock.now(),
    result: result ? JSON.stringify(result) : null,
    result_file_id: fileId ?? null,
  };
}

function cancellation(ctx: Ctx): TaskChange {
  return { state: 'cancelled', finished_at: ctx.clock.now() };
}

async function failure(ctx: Ctx, kind: TaskKind, task: StoredTask, error: unknown): Promise<TaskChange> {
  const failures = task.failures + 1;
  const isFinal = failures >= kind.maxFailures || !isTransient(error);
  const end = isFinal ? { state: 'failed', finished_at: ctx.clock.now() } : { state: 'queued' };
  const known = error instanceof AppError && error.kind !== 'internal';
  const cause = known ? { error_code: error.code, error_details: JSON.stringify(error.details) } : bugOf(task.id);
  const text = known ? error.message : 'Something went wrong on our side.';
  const details = known ? { code: error.code, ...error.details } : undefined;
  await writeLog(
    ctx,
    task.id,
    isFinal ? 'error' : 'warning',
    isFinal ? text : `${text} It will be tried again.`,
    details,
  );
  return { ...end, failures, ...cause };
}

/** What a rule of the domain refuses, and input that is not the kind's, is refused the next time as well. */
function isTransient(error: unknown): boolean {
  if (error instanceof AppError) return error.kind === 'unavailable' || error.kind === 'internal';
  return !(error instanceof z.ZodError);
}

function bugOf(taskId: string): Pick<TaskChange, 'error_code' | 'error_details'> {
  return { error_code: 'server_error', error_details: JSON.stringify({ requestId: taskId }) };
}
