export { authenticateSession } from './authenticate-session.ts';
export { findSessionHolders } from './find-session-holders.ts';
export { scheduledJobs } from './jobs.ts';
export { routes } from './routes.ts';
