import {
  addSuppressionBody,
  listSuppressionsQuery,
  suppression,
  suppressionPage,
  suppressionParams,
} from '@parley/contract/suppressions';
import { z } from 'zod';
import { routesOf } from '#platform/http/route';
import { addSuppression } from './add-suppression.ts';
import { listSuppressions } from './list-suppressions.ts';
import { removeSuppression } from './remove-suppression.ts';

const { get, post, remove, list } = routesOf('suppressions');

get(
  '/suppressions',
  {
    summary: 'List who must not be written to, newest first',
    permission: 'suppressions:read',
    query: listSuppressionsQuery,
    response: suppressionPage,
    errors: ['cursor_invalid'],
  },
  listSuppressions,
);
post(
  '/suppressions',
  {
    summary: 'Put a contact, a phone or an e-mail on the suppression list',
    permission: 'suppressions:write',
    body: addSuppressionBody,
    response: suppression,
    status: 201,
    errors: ['record_missing'],
  },
  addSuppression,
);
remove(
  '/suppressions/:kind/:subject',
  {
    summary: 'Take an entry off the suppression list',
    permission: 'suppressions:write',
    params: suppressionParams,
    response: z.object({ removed: z.literal(true) }),
    errors: ['record_missing'],
  },
  removeSuppression,
);

export const routes = list;
