import { fillDemo } from './fill-demo.ts';

export { jobs, scheduledJobs } from './jobs.ts';
export { routes } from './routes.ts';
export const taskKinds = [fillDemo];
