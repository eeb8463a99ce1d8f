import { contactExportFormats, type startContactExportBody } from '@parley/contract/exports';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { recordAudit } from '#audit';
import { contactRows, prepareFilter, readyFilter } from '#contacts';
import { writeResultFile } from '#files';
import type { Ctx } from '#platform/context';
import { createTask, defineTaskKind, type RunningTask } from '#tasks';
import { csvOf } from './export-contacts.ts';
import { vcardsOf } from './write-vcard.ts';
import { xlsxOf } from './write-xlsx.ts';

type Rows = AsyncIterable<readonly (string | null)[]>;

const writers = {
  csv: { write: csvOf, extension: 'csv', contentType: 'text/csv; charset=utf-8' },
  xlsx: {
    write: xlsxOf,
    extension: 'xlsx',
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  },
  vcard: { write: vcardsOf, extension: 'vcf', contentType: 'text/vcard; charset=utf-8' },
} as const;

export const contactExportKind = defineTaskKind({
  kind: 'exports.export-contacts',
  input: z.object({ filter: readyFilter, format: z.enum(contactExportFormats) }),
  maxFailures: 3,
  async run(runtime, actor, task) {
    const { filter, format } = task.input;
    const { write, extension, contentType } = writers[format];
    const rows = contactRows(runtime, actor, filter);
    const day = runtime.clock.now().toISOString().slice(0, 10);
    const count = { people: -1 };
    const { id, sizeBytes } = await writeResultFile(runtime, actor, {
      name: `contacts-${day}.${extension}`,
      contentType,
      stream: Readable.from(write(watched(rows, task, count))),
    });
    return { fileId: id, result: { people: count.people, sizeBytes } };
  },
});

/** Begins to write the contacts that match to a file. Throws `request_invalid` for a filter that cannot be one. */
export async function startContactExport(
  ctx: Ctx,
  { filter, format }: z.output<typeof startContactExportBody>,
): Promise<{ taskId: string }> {
  const { all: _all, ...conditions } = filter;
  const ready = await prepareFilter(ctx, conditions, 'filter');
  const taskId = await createTask(ctx, {
    kind: contactExportKind,
    title: ctx.actor.language === 'ru' ? 'Выгрузка контактов' : 'Export contacts',
    input: { filter: readyFilter.parse(ready), format },
    ...(filter.ids && { total: filter.ids.length }),
  });
  const after = { conditions: Object.keys(conditions), format, taskId };
  await recordAudit(ctx, { action: 'contacts.exported', subjectKind: 'contact', subjectId: null, after });
  return { taskId };
}

/** Counts the rows behind the header. */
async function* watched(
  rows: Rows,
  task: RunningTask,
  count: { people: number },
): AsyncGenerator<readonly (string | null)[]> {
  for await (const row of rows) {
    task.signal.throwIfAborted();
    if (++count.people > 0) task.progress(count.people);
    yield row;
  }
}
