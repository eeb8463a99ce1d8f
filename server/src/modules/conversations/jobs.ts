import { wakeSnoozed } from './wake-snoozed.ts';
import type { ScheduledJob } from '#platform/jobs/job';

export const scheduledJobs: readonly ScheduledJob[] = [
  {
    task: 'conversations.wake-snoozed',
    cron: '* * * * *',
    run: async (runtime, signal) => {
      while (!signal.aborted && (await wakeSnoozed(runtime)) > 0);
    },
  },
];
