export { routes } from './routes.ts';
export { taskKinds } from './task-kinds.ts';
