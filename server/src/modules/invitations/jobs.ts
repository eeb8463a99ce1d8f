import type { ScheduledJob } from '#platform/jobs/job';
import { deleteOldInvitations } from './invitations-queries.ts';

/** For the list to say what became of them; the audit log knows it for ever. */
const keptDays = 30;

export const scheduledJobs: readonly ScheduledJob[] = [
  {
    task: 'invitations.forget-invitations',
    cron: '37 * * * *',
    run: ({ pools }) => pools.system((db) => deleteOldInvitations(db, keptDays)),
  },
];
