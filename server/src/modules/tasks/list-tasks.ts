import type { ListTasksQuery, Task } from '@parley/contract/tasks';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import * as queries from './task-queries.ts';
import { taskView } from './task-view.ts';

/** A page of the organization's tasks, newest first. */
export async function listTasks(ctx: Ctx, input: ListTasksQuery): Promise<{ data: Task[]; nextCursor: string | null }> {
  const after = decodeCursor('tasks', input.cursor, ['id']);
  const rows = await queries.listTasks(ctx.db, ctx.actor.organizationId, input, after && after[0]);
  const now = ctx.clock.now();
  const data = rows.slice(0, input.limit).map((row) => taskView(row, ctx.actor.language, now));
  return { data, nextCursor: rows.length > data.length ? encodeCursor('tasks', [data.at(-1)!.id]) : null };
}
