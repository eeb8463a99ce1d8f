import type { ScheduledJob } from '#platform/jobs/job';
import { deleteExpiredSessions, deleteOldAttempts } from './accounts-queries.ts';

export const scheduledJobs: readonly ScheduledJob[] = [
  {
    task: 'accounts.forget-sessions',
    cron: '17 * * * *',
    run: ({ pools }) =>
      pools.system(async (db) => {
        await deleteExpiredSessions(db);
        await deleteOldAttempts(db);
      }),
  },
];
