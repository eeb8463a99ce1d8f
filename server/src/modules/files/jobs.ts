import { z } from 'zod';
import { defineJob, type ScheduledJob } from '#platform/jobs/job';
import { removeUnusedContent } from './remove-unused-content.ts';

export const jobs = [
  defineJob({
    task: 'files.remove-content',
    input: z.object({ storageKey: z.string() }),
    maxAttempts: 10,
    run: async (runtime, _actor, { storageKey }) => void (await removeUnusedContent(runtime, [storageKey])),
  }),
];

export const scheduledJobs: readonly ScheduledJob[] = [
  {
    // Uploads that died before their file was known, and what was too fresh to be removed when its file was deleted.
    task: 'files.remove-unused',
    cron: '30 3 * * *',
    run: async (runtime, signal) => {
      for await (const keys of runtime.storage.list()) {
        signal.throwIfAborted();
        await removeUnusedContent(runtime, keys);
      }
    },
  },
];
