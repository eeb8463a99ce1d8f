import { Readable } from 'node:stream';
import { findStoredFile, writeImportTable } from '#files';
import type { Actor, Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import { readVcards, readXlsx, SpreadsheetFault } from '#spreadsheets';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const vcard = 'text/vcard';

/** Kinds of files that are made into a table first. */
export const convertibleTypes: ReadonlySet<string> = new Set([xlsx, vcard]);

/**
 * The file itself, or the table that is made of it: an Excel workbook and an address book become CSV, once, so that what
 * follows reads every file in the same way, in bounded memory. Throws `request_invalid` for one that cannot be read.
 */
export async function tableOfFile(runtime: Runtime, actor: Actor, fileId: string): Promise<string> {
  const file = await findStoredFile(runtime, actor, fileId);
  if (!file || !convertibleTypes.has(file.contentType)) return fileId;
  const rows = file.contentType === xlsx ? readXlsx(file) : readVcards(await file.open());
  try {
    const { id } = await writeImportTable(runtime, actor, { name: file.name, stream: Readable.from(csvOf(rows)) });
    return id;
  } catch (cause) {
    if (!(cause instanceof SpreadsheetFault)) throw cause;
    const texts = {
      en: 'This file cannot be read as a table. Open it in a spreadsheet and save it anew, or save it as CSV.',
      ru: 'Этот файл не читается как таблица. Откройте его в редакторе таблиц и сохраните заново или сохраните как CSV.',
    };
    throw new AppError('request_invalid', { fields: [{ path: 'fileId', rule: 'file_unreadable', ...texts }], cause });
  }
}

/** Nothing is guarded against formulas: nobody but the import reads it. */
async function* csvOf(rows: AsyncIterable<readonly string[]>): AsyncGenerator<string> {
  let text = '';
  for await (const row of rows) {
    text += `${row.map(quoted).join(',')}\n`;
    if (text.length < 65_536) continue;
    yield text;
    text = '';
  }
  yield text;
}

function quoted(cell: string): string {
  return /[",;\t|\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
