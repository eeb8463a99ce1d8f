import type { FileLink } from '@parley/contract/files';
import { createFileLink } from '#files';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { SignedIn } from '#platform/http/route';
import { missingTask } from './get-task.ts';
import { findTask } from './task-queries.ts';

/** An address for a browser of the file that a task made. Throws `record_missing` also when it made none. */
export async function linkTaskResult(runtime: Runtime, input: { id: string }, caller: SignedIn): Promise<FileLink> {
  const { actor } = caller;
  const task = await runtime.transaction(actor, ({ db }) => findTask(db, actor.organizationId, input.id), {
    readOnly: true,
  });
  if (!task) throw missingTask();
  if (!task.result_file_id) throw new AppError('record_missing', { details: { what: 'result file' } });
  return createFileLink(runtime, { id: task.result_file_id }, caller);
}
