import { idParams, pageQuery } from '@parley/contract/page';
import {
  addTesterBody, createTemplateBody, deleteTemplateCategoryQuery, listTemplatesQuery, previewTemplateBody, savedTemplate, sendTestBody,
  template, templateAttributes, templateCategory, templateCategoryBody, templateCategoryList, templatePage, templatePreview, templateVersionPage,
  templateVersionParams, tester, testerList, testerParams, testSend, testSendList, updateTemplateBody,
} from '@parley/contract/templates';
import { z } from 'zod';
import { routesOf } from '#platform/http/route';
import { createTemplate } from './create-template.ts';
import { duplicateTemplate } from './duplicate-template.ts';
import { getTemplate } from './get-template.ts';
import { listAttributes } from './list-attributes.ts';
import { listTemplateVersions } from './list-template-versions.ts';
import { listTemplates } from './list-templates.ts';
import { previewTemplate } from './preview-template.ts';
import { restoreTemplateVersion } from './restore-template-version.ts';
import { getTestSend, sendTest } from './send-test.ts';
import { createCategory, deleteCategory, listCategories, renameCategory } from './template-categories.ts';
import { addTester, listTesters, removeTester } from './testers.ts';
import { updateTemplate } from './update-template.ts';

const { get, post, patch, remove, list } = routesOf('templates');
const one = { params: idParams, errors: ['record_missing'] } as const;

get('/templates', { summary: 'List templates, newest first', permission: 'templates:read', query: listTemplatesQuery, response: templatePage, errors: ['cursor_invalid'] }, listTemplates);
post('/templates', { summary: 'Create a template', permission: 'templates:write', body: createTemplateBody, response: savedTemplate, status: 201, errors: ['record_missing', 'template_name_taken'] }, createTemplate);
post('/templates/preview', { summary: 'Render a text for chosen contacts or with sample values', permission: 'templates:read', body: previewTemplateBody, response: templatePreview, errors: ['record_missing'] }, previewTemplate);
get('/templates/:id', { summary: 'Get a template', permission: 'templates:read', ...one, response: template, versionOf: getTemplate }, getTemplate);
patch('/templates/:id', { summary: 'Change or archive a template; other items make a new version', permission: 'templates:write', params: idParams, body: updateTemplateBody, response: savedTemplate, errors: ['record_missing', 'template_name_taken'], versionOf: getTemplate }, updateTemplate);
post('/templates/:id/duplicate', { summary: 'Copy a template', permission: 'templates:write', params: idParams, response: template, status: 201, errors: ['record_missing', 'template_name_taken'] }, duplicateTemplate);
get('/templates/:id/versions', { summary: 'List the versions of a template, newest first', permission: 'templates:read', params: idParams, query: pageQuery, response: templateVersionPage, errors: ['record_missing', 'cursor_invalid'] }, listTemplateVersions);
post('/templates/:id/versions/:version/restore', { summary: 'Make an old version the current one again', permission: 'templates:write', params: templateVersionParams, response: savedTemplate, errors: ['record_missing'] }, restoreTemplateVersion);

get('/template-attributes', { summary: 'List attributes of contacts that templates may say', permission: 'templates:read', response: templateAttributes }, listAttributes);
get('/template-categories', { summary: 'List the categories of templates by name', permission: 'templates:read', response: templateCategoryList }, listCategories);
post('/template-categories', { summary: 'Create a category', permission: 'templates:write', body: templateCategoryBody, response: templateCategory, status: 201, errors: ['template_category_name_taken'] }, createCategory);
patch('/template-categories/:id', { summary: 'Rename a category', permission: 'templates:write', params: idParams, body: templateCategoryBody, response: templateCategory, errors: ['record_missing', 'template_category_name_taken'] }, renameCategory);
remove('/template-categories/:id', { summary: 'Delete an empty category, or move its templates first', permission: 'templates:write', params: idParams, query: deleteTemplateCategoryQuery, response: z.object({ deleted: z.literal(true) }), errors: ['record_missing', 'template_category_in_use'] }, deleteCategory);

get('/testers', { summary: 'List whom a text can be tried out on', permission: 'templates:read', response: testerList }, listTesters);
post('/testers', { summary: 'Make a contact a tester', permission: 'templates:write', body: addTesterBody, response: tester, status: 201, errors: ['record_missing'] }, addTester);
remove('/testers/:contactId', { summary: 'A contact is no tester any more', permission: 'templates:write', params: testerParams, response: z.object({ removed: z.literal(true) }), errors: ['record_missing'] }, removeTester);
post('/test-sends', { summary: 'Send a text to testers, marked as a test', permission: 'campaigns:send', body: sendTestBody, response: testSendList, status: 201, perMinute: 20, errors: ['record_missing', 'channel_not_sending', 'tester_not_reachable', 'tester_opted_out'] }, sendTest);
get('/test-sends/:id', { summary: 'Read what became of a test', permission: 'templates:read', ...one, response: testSend }, getTestSend);

export const routes = list;
