export { getLabel } from './get-label.ts';
export { routes } from './routes.ts';
