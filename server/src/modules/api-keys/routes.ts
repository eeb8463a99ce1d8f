import { apiKey, apiKeyPage, createApiKeyBody, createdApiKey } from '@parley/contract/api-keys';
import { idParams, pageQuery } from '@parley/contract/page';
import { routesOf } from '#platform/http/route';
import { createApiKey } from './create-api-key.ts';
import { listApiKeys } from './list-api-keys.ts';
import { revokeApiKey } from './revoke-api-key.ts';

const { get, post, remove, list } = routesOf('api-keys');

get(
  '/api-keys',
  {
    summary: 'List API keys, newest first',
    permission: 'api_keys:read',
    query: pageQuery,
    response: apiKeyPage,
    errors: ['cursor_invalid'],
  },
  listApiKeys,
);
post(
  '/api-keys',
  {
    summary: 'Create an API key; the key is shown only in this answer',
    permission: 'api_keys:write',
    body: createApiKeyBody,
    response: createdApiKey,
    status: 201,
    errors: ['person_required'],
  },
  createApiKey,
);
remove(
  '/api-keys/:id',
  {
    summary: 'Revoke an API key',
    permission: 'api_keys:write',
    params: idParams,
    response: apiKey,
    errors: ['record_missing'],
  },
  revokeApiKey,
);

export const routes = list;
