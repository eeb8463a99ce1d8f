import { recordAudit } from '#audit';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { SignedIn } from '#platform/http/route';
import { retryDeadJob } from '#platform/jobs/job-queries';
import { scopeOf } from './job-scope.ts';

/** Gives a dead job as many tries again as it had, from now. Throws `record_missing`. */
export async function retryJob(
  runtime: Runtime,
  { number }: { number: string },
  { actor }: SignedIn,
): Promise<{ number: string }> {
  const scope = await scopeOf(runtime, actor);
  const isRetried = await runtime.pools.system((db) => retryDeadJob(db, number, scope));
  if (!isRetried) throw new AppError('record_missing', { details: { what: 'job' } });
  const facts = { action: 'job.retried', subjectKind: 'job', subjectId: null, after: { number } };
  await runtime.transaction(actor, (ctx) => recordAudit(ctx, facts));
  return { number };
}
