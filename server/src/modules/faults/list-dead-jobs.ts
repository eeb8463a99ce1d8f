import type { DeadJob, ListFaultsQuery } from '@parley/contract/faults';
import type { Runtime } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import { AppError } from '#platform/errors';
import type { SignedIn } from '#platform/http/route';
import { listDeadJobs as listRows } from '#platform/jobs/job-queries';
import { scopeOf } from './job-scope.ts';

/** A page of the organization's jobs that failed for good, newest first; for root also those of the installation. */
export async function listDeadJobs(
  runtime: Runtime,
  { limit, cursor }: ListFaultsQuery,
  { actor }: SignedIn,
): Promise<{ data: DeadJob[]; nextCursor: string | null }> {
  const after = decodeCursor('dead-jobs', cursor, ['text']);
  if (after && !/^\d{1,18}$/.test(after[0])) throw new AppError('cursor_invalid');
  const scope = await scopeOf(runtime, actor);
  const rows = await runtime.pools.system((db) => listRows(db, limit + 1, after && after[0], scope), {
    readOnly: true,
  });
  const data = rows.slice(0, limit).map((row) => ({
    number: row.id,
    task: row.task,
    isInstallations: row.organizationId === null,
    attempts: row.attempts,
    error: row.error,
    failedAt: row.failedAt.toISOString(),
  }));
  return { data, nextCursor: rows.length > limit ? encodeCursor('dead-jobs', [data.at(-1)!.number]) : null };
}
