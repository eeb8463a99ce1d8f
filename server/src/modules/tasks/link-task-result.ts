import type { FileLink } from '@parley/contract/files';
import { createFileLink } from '#files';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { missingTask } from './get-task.ts';
import { findTask } from './task-queries.ts';

/** An address for a browser of the file that a task made. Throws `record_missing` also when it made none. */
export async function linkTaskResult(ctx: Ctx, input: { id: string }): Promise<FileLink> {
  const task = await findTask(ctx.db, ctx.actor.organizationId, input.id);
  if (!task) throw missingTask();
  if (!task.result_file_id) throw new AppError('record_missing', { details: { what: 'result file' } });
  return createFileLink(ctx, { id: task.result_file_id });
}
