import type { PageQuery } from '@parley/contract/page';
import type { TaskLogEntry } from '@parley/contract/tasks';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import { missingTask } from './get-task.ts';
import { findTask, listLogEntries } from './task-queries.ts';
import { logEntryView } from './task-view.ts';

/** A page of what a task has logged, newest first. Throws `record_missing`. */
export async function listTaskLog(
  ctx: Ctx,
  input: PageQuery & { id: string },
): Promise<{ data: TaskLogEntry[]; nextCursor: string | null }> {
  if (!(await findTask(ctx.db, ctx.actor.organizationId, input.id))) throw missingTask();
  const list = `task-log ${input.id}`;
  const after = decodeCursor(list, input.cursor, ['id']);
  const rows = await listLogEntries(ctx.db, ctx.actor.organizationId, input.id, input.limit, after && after[0]);
  const data = rows.slice(0, input.limit).map(logEntryView);
  return { data, nextCursor: rows.length > data.length ? encodeCursor(list, [data.at(-1)!.id]) : null };
}
