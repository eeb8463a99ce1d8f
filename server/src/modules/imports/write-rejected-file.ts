import type { Language } from '@parley/contract/errors';
import { Readable } from 'node:stream';
import { writeResultFile } from '#files';
import type { Actor, Runtime } from '#platform/context';
import type { ImportRow } from './import-queries.ts';
import { readRejections, type Rejection } from './import-row-queries.ts';
import { reasonViews } from './import-view.ts';
import { csvByteOrderMark, csvLine } from './write-csv.ts';

const texts = {
  en: { column: 'Column', reasons: 'Why it was not imported', file: 'not imported' },
  ru: { column: 'Столбец', reasons: 'Почему не импортировано', file: 'не импортировано' },
} as const;

/**
 * The rejected rows as they came, with the reasons in a last column: to be mended and imported. Returns the file's id.
 * In UTF-8 whatever the import was in, with the same delimiter; no cell runs as a formula (SEC-17).
 */
export async function writeRejectedFile(
  runtime: Runtime,
  actor: Actor,
  row: ImportRow,
  language: Language,
): Promise<string> {
  const name = `${row.file_name.replace(/\.[^.]*$/, '')} (${texts[language].file}).csv`;
  const stream = Readable.from(lines(runtime, actor, row, language));
  const file = await writeResultFile(runtime, actor, { name, contentType: 'text/csv', stream });
  return file.id;
}

async function* lines(runtime: Runtime, actor: Actor, row: ImportRow, language: Language): AsyncGenerator<Buffer> {
  const { delimiter, hasHeader } = row.format;
  const header = [...row.columns.map(({ name }) => name), texts[language].reasons];
  yield Buffer.from(csvByteOrderMark + (hasHeader ? csvLine(header, delimiter) : ''));
  let afterLine = 0;
  for (;;) {
    const page = await runtime.transaction(
      actor,
      (ctx) => readRejections(ctx.db, actor.organizationId, row.id, afterLine),
      { readOnly: true },
    );
    if (page.length === 0) return;
    afterLine = page.at(-1)!.line;
    yield Buffer.from(page.map((rejection) => csvLine(cellsOf(rejection, row, language), delimiter)).join(''));
  }
}

/** Filled up to the width of the header, so that the reasons stand below each other. */
function cellsOf({ cells, reasons }: Rejection, row: ImportRow, language: Language): string[] {
  const missing = Array.from({ length: Math.max(0, row.columns.length - cells.length) }, () => '');
  const told = reasonViews(reasons, row, language).map(({ column, columnName, text }) => {
    const place = column === null ? '' : `${columnName || `${texts[language].column} ${column + 1}`}: `;
    return place + text;
  });
  return [...cells, ...missing, told.join(' ')];
}
