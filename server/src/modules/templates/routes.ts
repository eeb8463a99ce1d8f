import { idParams, pageQuery } from '@parley/contract/page';
import {
  createTemplateBody,
  listTemplatesQuery,
  previewTemplateBody,
  savedTemplate,
  template,
  templatePage,
  templatePreview,
  templateVersionPage,
  templateVersionParams,
  updateTemplateBody,
} from '@parley/contract/templates';
import { routesOf } from '#platform/http/route';
import { createTemplate } from './create-template.ts';
import { duplicateTemplate } from './duplicate-template.ts';
import { getTemplate } from './get-template.ts';
import { listTemplateVersions } from './list-template-versions.ts';
import { listTemplates } from './list-templates.ts';
import { previewTemplate } from './preview-template.ts';
import { restoreTemplateVersion } from './restore-template-version.ts';
import { updateTemplate } from './update-template.ts';

const { get, post, patch, list } = routesOf('templates');

get(
  '/templates',
  {
    summary: 'List templates, newest first',
    permission: 'templates:read',
    query: listTemplatesQuery,
    response: templatePage,
    errors: ['cursor_invalid'],
  },
  listTemplates,
);
post(
  '/templates',
  {
    summary: 'Create a template',
    permission: 'templates:write',
    body: createTemplateBody,
    response: savedTemplate,
    status: 201,
    errors: ['template_name_taken'],
  },
  createTemplate,
);
post(
  '/templates/preview',
  {
    summary: 'Render a text for chosen contacts or with sample values',
    permission: 'templates:read',
    body: previewTemplateBody,
    response: templatePreview,
    errors: ['record_missing'],
  },
  previewTemplate,
);
get(
  '/templates/:id',
  {
    summary: 'Get a template',
    permission: 'templates:read',
    params: idParams,
    response: template,
    errors: ['record_missing'],
  },
  getTemplate,
);
patch(
  '/templates/:id',
  {
    summary: 'Change or archive a template; other items make a new version',
    permission: 'templates:write',
    params: idParams,
    body: updateTemplateBody,
    response: savedTemplate,
    errors: ['record_missing', 'template_name_taken'],
  },
  updateTemplate,
);
post(
  '/templates/:id/duplicate',
  {
    summary: 'Copy a template',
    permission: 'templates:write',
    params: idParams,
    response: template,
    status: 201,
    errors: ['record_missing', 'template_name_taken'],
  },
  duplicateTemplate,
);
get(
  '/templates/:id/versions',
  {
    summary: 'List the versions of a template, newest first',
    permission: 'templates:read',
    params: idParams,
    query: pageQuery,
    response: templateVersionPage,
    errors: ['record_missing', 'cursor_invalid'],
  },
  listTemplateVersions,
);
post(
  '/templates/:id/versions/:version/restore',
  {
    summary: 'Make an old version the current one again',
    permission: 'templates:write',
    params: templateVersionParams,
    response: savedTemplate,
    errors: ['record_missing'],
  },
  restoreTemplateVersion,
);

export const routes = list;
