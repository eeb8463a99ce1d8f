import { pictureCrop } from '@parley/contract/files';
import { logoParams, organization, updateOrganizationBody } from '@parley/contract/organizations';
import { z } from 'zod';
import { routesOf } from '#platform/http/route';
import { getOrganization } from './get-organization.ts';
import { openLogo } from './open-logo.ts';
import { removeLogo, saveLogo } from './save-logo.ts';
import { updateOrganization } from './update-organization.ts';

const { get, patch, stream, list } = routesOf('organizations');

get(
  '/organization',
  {
    summary: 'Get the settings of my organization',
    permission: 'organization:read',
    response: organization,
    versionOf: getOrganization,
  },
  getOrganization,
);
patch(
  '/organization',
  {
    summary: 'Change the settings of my organization',
    permission: 'organization:write',
    body: updateOrganizationBody,
    response: organization,
    versionOf: getOrganization,
  },
  updateOrganization,
);
stream(
  'POST',
  '/organization/logo',
  {
    summary: 'Set the logo of my organization to a square of an uploaded picture',
    permission: 'organization:write',
    upload: true,
    query: pictureCrop,
    response: organization,
    errors: ['picture_unreadable', 'file_too_large', 'storage_full'],
    perMinute: 20,
  },
  saveLogo,
);
stream(
  'DELETE',
  '/organization/logo',
  { summary: 'Take the logo of my organization away', permission: 'organization:write', response: organization },
  removeLogo,
);
stream(
  'GET',
  '/logos/:organizationId/:version',
  {
    summary: 'The logo of an organization that I belong to',
    permission: 'profile:read',
    params: logoParams,
    download: true,
    response: z.unknown(),
    errors: ['record_missing'],
  },
  openLogo,
);

export const routes = list;
