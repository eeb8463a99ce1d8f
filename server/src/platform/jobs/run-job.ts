import { permissions } from '@parley/contract/permissions';
import type { Job as QueuedJob } from 'graphile-worker';
import { z } from 'zod';
import { systemActor, type Runtime } from '../context.ts';
import type { Job, ScheduledJob } from './job.ts';
import { forbidRetry } from './job-queries.ts';

const everything: ReadonlySet<(typeof permissions)[number]> = new Set(permissions);
const envelope = z.object({ organizationId: z.uuid(), input: z.unknown() });

/**
 * Runs one try of a job. Throws when it failed: the queue tries again with growing pauses, unless this was the last try, or
 * the input is not the job's, which no try would change.
 */
export async function runJob(
  runtime: Runtime,
  job: Job,
  payload: unknown,
  queued: QueuedJob,
  signal: AbortSignal,
): Promise<void> {
  let mayRetry = false;
  let tellFailed: ((isLast: boolean) => Promise<void>) | undefined;
  try {
    const { organizationId, input } = envelope.parse(payload);
    const parsed = job.input.parse(input);
    const actor = systemActor(organizationId, everything);
    const attempt = queued.attempts;
    tellFailed = async (isLast) => job.failed?.(runtime, actor, parsed, { attempt, isLast });
    // The tries before ended with their processes: a try that fails knows that it is the last.
    if (attempt > job.maxAttempts) throw new Error(`Given up after ${job.maxAttempts} tries.`);
    mayRetry = attempt < Math.min(job.maxAttempts, queued.max_attempts);
    await job.run(runtime, actor, parsed, { attempt, signal });
  } catch (error) {
    if (signal.aborted) throw error;
    const facts = { err: error, task: job.task, jobId: queued.id, attempt: queued.attempts };
    if (mayRetry) runtime.log.warn(facts, 'job failed, will be tried again');
    else runtime.log.error(facts, 'job failed for good');
    if (!mayRetry) await runtime.pools.system((db) => forbidRetry(db, queued.id));
    await tellFailed?.(!mayRetry).catch((cause: unknown) =>
      runtime.log.error({ ...facts, err: cause }, 'nobody was told'),
    );
    throw error;
  }
}

export async function runScheduledJob(
  runtime: Runtime,
  job: ScheduledJob,
  queued: QueuedJob,
  signal: AbortSignal,
): Promise<void> {
  try {
    await job.run(runtime, signal);
  } catch (error) {
    if (!signal.aborted)
      runtime.log.error({ err: error, task: job.task, attempt: queued.attempts }, 'scheduled job failed');
    throw error;
  }
}
