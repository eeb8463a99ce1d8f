import { contactFilter } from '@parley/contract/contacts';
import { exportStarted, startContactExportBody } from '@parley/contract/exports';
import { z } from 'zod';
import { routesOf } from '#platform/http/route';
import { exportContacts } from './export-contacts.ts';
import { startContactExport } from './start-contact-export.ts';

const { stream, post, list } = routesOf('exports');

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
post(
  '/contacts/exports',
  {
    summary: 'Write the contacts that match to a file, as a task',
    permission: 'contacts:export',
    body: startContactExportBody,
    response: exportStarted,
    status: 202,
  },
  startContactExport,
);

export const routes = list;
