export { listKeptMails } from './list-kept-mails.ts';
export { scheduledJobs } from './jobs.ts';
export type { MailContent, MailKind } from './mail-kind.ts';
export { listMailStates } from './mail-queries.ts';
export { queueMail } from './queue-mail.ts';
export { startMailSender } from './start-mail-sender.ts';
