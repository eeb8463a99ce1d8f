import type { ScheduledJob } from '#platform/jobs/job';
import { deleteExpiredLinks, deleteExpiredSessions } from './accounts-queries.ts';
import { deleteOldAttempts } from './attempt-queries.ts';
import { deleteExpiredSignUpLinks } from './sign-up-queries.ts';

export const scheduledJobs: readonly ScheduledJob[] = [
  {
    task: 'accounts.forget-sessions',
    cron: '17 * * * *',
    run: ({ pools }) =>
      pools.system(async (db) => {
        await deleteExpiredSessions(db);
        await deleteExpiredLinks(db);
        await deleteExpiredSignUpLinks(db);
        await deleteOldAttempts(db);
      }),
  },
];
