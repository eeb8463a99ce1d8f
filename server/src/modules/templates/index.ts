export { getTemplate, getTemplateItems } from './get-template.ts';
export { renderForContacts } from './preview-template.ts';
export { createTemplate } from './create-template.ts';
export { routes } from './routes.ts';
