export { reactions } from './reactions.ts';
export { routes } from './routes.ts';
export { taskKinds } from './task-kinds.ts';
export { csvByteOrderMark, csvLine } from './write-csv.ts';
