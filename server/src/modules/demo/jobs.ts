import { z } from 'zod';
import { listDemoOrganizations, markDemoForRemoval } from '#organizations';
import { defineJob, type ScheduledJob } from '#platform/jobs/job';
import { carryOutRemoval, enqueueRemoval, removeDemoJob } from './remove-demo.ts';

/** Whoever explored it that long ago has gone. */
const keptMilliseconds = 3 * 24 * 3_600_000;

export const jobs = [
  defineJob({
    task: removeDemoJob,
    input: z.object({ organizationId: z.uuid() }),
    maxAttempts: 20,
    isLong: true,
    run: (runtime, _actor, { organizationId }) => carryOutRemoval(runtime, organizationId),
  }),
];

export const scheduledJobs: readonly ScheduledJob[] = [
  {
    task: 'demo.remove-old',
    cron: '17 4 * * *',
    run: async (runtime, signal) => {
      const now = runtime.clock.now();
      const old = await runtime.pools.system((db) =>
        listDemoOrganizations(db, new Date(now.getTime() - keptMilliseconds)),
      );
      for (const { organizationId } of old) {
        signal.throwIfAborted();
        await runtime.pools.system((db) => markDemoForRemoval(db, organizationId, now));
        await enqueueRemoval(runtime, organizationId);
      }
    },
  },
];
