import { contactFilter } from '@parley/contract/contacts';
import { z } from 'zod';
import { routesOf } from '#platform/http/route';
import { exportContacts } from './export-contacts.ts';

const { stream, list } = routesOf('exports');

stream(
  'GET',
  '/contacts/export',
  {
    summary: 'Download the contacts that match as CSV',
    permission: 'contacts:export',
    query: contactFilter,
    download: true,
    response: z.unknown(),
  },
  exportContacts,
);

export const routes = list;
