import { file, fileLink, fileLinkParams, uploadQuery } from '@parley/contract/files';
import { idParams } from '@parley/contract/page';
import { z } from 'zod';
import { routesOf } from '#platform/http/route';
import { downloadFile } from './download-file.ts';
import { createFileLink } from './file-link.ts';
import { getFile } from './get-file.ts';
import { uploadFile } from './upload-file.ts';

const { get, session, stream, list } = routesOf('files');

stream(
  'POST',
  '/files',
  {
    summary: 'Upload a file',
    permission: 'files:write',
    upload: true,
    query: uploadQuery,
    response: file,
    status: 201,
    errors: ['upload_missing', 'permission_missing', 'file_type_refused', 'file_too_large', 'storage_full'],
  },
  uploadFile,
);
get(
  '/files/:id',
  {
    summary: 'Get what is known of a file',
    permission: 'files:read',
    params: idParams,
    response: file,
    errors: ['record_missing'],
  },
  getFile,
);
stream(
  'GET',
  '/files/:id/link',
  {
    summary: 'Get an address for a browser, good for five minutes',
    permission: 'files:read',
    params: idParams,
    response: fileLink,
    errors: ['record_missing'],
  },
  createFileLink,
);
session(
  'GET',
  '/files/content/:token',
  'public',
  {
    summary: 'Download what a link leads to',
    params: fileLinkParams,
    download: true,
    byLink: true,
    response: z.unknown(),
    errors: ['file_link_invalid', 'record_missing', 'range_not_there'],
  },
  downloadFile,
);

export const routes = list;
