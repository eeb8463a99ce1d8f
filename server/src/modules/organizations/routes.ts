import { organization, updateOrganizationBody } from '@parley/contract/organizations';
import { routesOf } from '#platform/http/route';
import { getOrganization } from './get-organization.ts';
import { updateOrganization } from './update-organization.ts';

const { get, patch, list } = routesOf('organizations');

get(
  '/organization',
  { summary: 'Get the settings of my organization', permission: 'organization:read', response: organization },
  getOrganization,
);
patch(
  '/organization',
  {
    summary: 'Change the settings of my organization',
    permission: 'organization:write',
    body: updateOrganizationBody,
    response: organization,
  },
  updateOrganization,
);

export const routes = list;
