import type { Ctx } from '#platform/context';

/** Tells whoever watches that a task is now so. */
export async function announce(
  ctx: Ctx,
  task: { readonly id: string; readonly state: string; readonly done: number; readonly total: number | null },
): Promise<void> {
  const { id: taskId, state, done, total } = task;
  await ctx.events.emit('task.changed', taskId, { taskId, state, done, total });
}
