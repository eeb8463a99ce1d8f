import type { z } from 'zod';
import type { Ctx } from '#platform/context';
import { uuidv7 } from '#platform/uuid';
import { announce } from './announce.ts';
import type { TaskKind } from './task-kind.ts';
import { insertTask } from './task-queries.ts';

export interface NewTask<Input extends z.ZodType> {
  readonly kind: TaskKind<Input>;
  /** For the list of tasks, in the language of whoever starts it. */
  readonly title: string;
  readonly input: z.input<Input>;
  readonly total?: number;
}

/** Starts work in the background with this transaction. Returns the task's id. */
export async function createTask<Input extends z.ZodType>(ctx: Ctx, task: NewTask<Input>): Promise<string> {
  const id = uuidv7();
  const total = task.total ?? null;
  await insertTask(ctx.db, {
    organization_id: ctx.actor.organizationId,
    id,
    kind: task.kind.kind,
    title: task.title,
    input: JSON.stringify(task.kind.input.parse(task.input)),
    total,
    created_by: ctx.actor.kind === 'user' ? ctx.actor.id : null,
  });
  await announce(ctx, { id, state: 'queued', done: 0, total });
  await enqueueRun(ctx, id);
  return id;
}

export const runTaskJob = 'tasks.run';

export async function enqueueRun(ctx: Ctx, taskId: string): Promise<void> {
  await ctx.jobs.enqueue(runTaskJob, { taskId }, { key: `task:${taskId}` });
}
