export { createOrganization } from './create-organization.ts';
export { getOrganizationRow } from './organizations-queries.ts';
export { routes } from './routes.ts';
