import type { ScheduledJob } from '#platform/jobs/job';
import { deleteOldMails } from './mail-queries.ts';

/** An address and what was asked for it are nobody's business for longer. */
const keptDays = 7;

export const scheduledJobs: readonly ScheduledJob[] = [
  {
    task: 'mail.forget-mails',
    cron: '27 * * * *',
    run: ({ pools }) => pools.system((db) => deleteOldMails(db, keptDays)),
  },
];
