export { scheduledJobs } from './jobs.ts';
export { mailKinds } from './invitation-mail.ts';
export { routes } from './routes.ts';
