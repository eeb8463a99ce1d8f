export { jobs } from './jobs.ts';
export { reactions } from './reactions.ts';
export { room } from './room.ts';
export { routes } from './routes.ts';
export { taskKinds } from './task-kinds.ts';
