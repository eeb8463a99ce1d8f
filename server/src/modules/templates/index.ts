export { getTemplate } from './get-template.ts';
export { createTemplate } from './create-template.ts';
export { routes } from './routes.ts';
