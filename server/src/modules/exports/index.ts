export { routes } from './routes.ts';
export { taskKinds } from './task-kinds.ts';
export { xlsxOf } from './write-xlsx.ts';
