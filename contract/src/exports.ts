import { z } from 'zod';
import { bulkFilter } from './contacts.ts';

export const contactExportFormats = ['csv', 'xlsx', 'vcard'] as const;
export type ContactExportFormat = (typeof contactExportFormats)[number];

export const startContactExportBody = z.strictObject({
  filter: bulkFilter,
  format: z.enum(contactExportFormats).default('csv'),
});
/** The export goes on as a task of its own; the file is the task's result. */
export const exportStarted = z.object({ taskId: z.uuid() });
