export { getLabel } from './get-label.ts';
export { routes } from './routes.ts';
export { createLabel } from './create-label.ts';
