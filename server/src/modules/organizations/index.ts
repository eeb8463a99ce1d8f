export { createOrganization } from './create-organization.ts';
export { logoUrlOf } from './logo-url.ts';
export {
  getOrganizationRow,
  listDemoOrganizations,
  markDemoForRemoval,
  removeDemoRows,
} from './organizations-queries.ts';
export { routes } from './routes.ts';
