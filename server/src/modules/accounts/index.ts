export { authenticateSession } from './authenticate-session.ts';
export { scheduledJobs } from './jobs.ts';
export { routes } from './routes.ts';
