import { contactImport, createImportBody, importPage, importRejectionPage, updateImportBody } from '@parley/contract/imports';
import { idParams, pageQuery } from '@parley/contract/page';
import { routesOf } from '#platform/http/route';
import { createImport } from './create-import.ts';
import { dryRunImport } from './dry-run-import.ts';
import { getImport } from './get-import.ts';
import { listImports } from './list-imports.ts';
import { listRejections } from './list-rejections.ts';
import { startImport } from './start-import.ts';
import { undoImport } from './undo-import.ts';
import { updateImport } from './update-import.ts';

const { get, post, stream, list } = routesOf('imports');
const permission = 'contacts:import';

get('/imports', { summary: 'List imports, newest first', permission, query: pageQuery, response: importPage, errors: ['cursor_invalid'] }, listImports);
stream(
  'POST',
  '/imports',
  { summary: 'Look at an uploaded file and propose how to import it', permission, body: createImportBody, response: contactImport, status: 201, errors: ['record_missing'] },
  createImport,
);
get('/imports/:id', { summary: 'Get an import', permission, params: idParams, response: contactImport, errors: ['record_missing'] }, getImport);
stream(
  'PATCH',
  '/imports/:id',
  { summary: 'Settle how a file is imported', permission, params: idParams, body: updateImportBody, response: contactImport, errors: ['record_missing', 'import_move_not_allowed'] },
  updateImport,
);
stream(
  'POST',
  '/imports/:id/dry-run',
  { summary: 'Find out what an import would do', permission, params: idParams, response: contactImport, errors: ['record_missing', 'import_move_not_allowed'] },
  dryRunImport,
);
post(
  '/imports/:id/start',
  { summary: 'Start an import', permission, params: idParams, response: contactImport, status: 202, errors: ['record_missing', 'import_move_not_allowed', 'group_archived'] },
  startImport,
);
post(
  '/imports/:id/undo',
  { summary: 'Take an import back', permission, params: idParams, response: contactImport, status: 202, errors: ['record_missing', 'import_move_not_allowed'] },
  undoImport,
);
get(
  '/imports/:id/rejections',
  { summary: 'List the rows that were not imported, with the reasons', permission, params: idParams, query: pageQuery, response: importRejectionPage, errors: ['record_missing', 'cursor_invalid'] },
  listRejections,
);

export const routes = list;
