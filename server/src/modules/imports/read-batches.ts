/** The rows of a file in portions that are written together, in memory bounded by one portion. */
import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CsvScanner, type CsvRecord } from './csv-scanner.ts';
import type { CsvFormat } from './describe-file.ts';
import type { ColumnMapping } from './column-mapping.ts';
import { normaliseRow, type NormalisedContact, type NormaliseOptions, type RowIssue } from './normalise-row.ts';

export interface ReadOptions extends NormaliseOptions {
  readonly format: CsvFormat;
  readonly mapping: ColumnMapping;
  /** Rows that were dealt with before. */
  readonly skip: number;
  /** Rows in the next portion. */
  readonly size: () => number;
}

export interface AcceptedRow {
  readonly line: number;
  /** As they came. */
  readonly cells: readonly string[];
  readonly contact: NormalisedContact;
  /** Cells that were left out. */
  readonly warnings: readonly RowIssue[];
}

export interface RejectedRow {
  readonly line: number;
  readonly cells: readonly string[];
  readonly contact: null;
  readonly reasons: readonly RowIssue[];
}

export type FileRow = AcceptedRow | RejectedRow;

export interface Batch {
  readonly rows: readonly FileRow[];
  /** How much of the file was read up to here. */
  readonly bytes: number;
}

/** Scanned without a pause, some milliseconds: what else the process does has its turn in between. */
const pieceLength = 64 * 1024;
/** Whatever the rows are like, a portion is no larger. */
const mostBytes = 4 * 1024 * 1024;
const mostGroups = 200;

export async function* readBatches(stream: Readable, options: ReadOptions): AsyncGenerator<Batch> {
  const { format, skip, size } = options;
  const scanner = new CsvScanner({ delimiter: format.delimiter, encoding: format.encoding });
  const read = rowReader(options);
  let toSkip = skip + (format.hasHeader ? 1 : 0);
  let rows: FileRow[] = [];
  let bytes = 0;
  let begun = 0;
  for await (const piece of pieces(stream)) {
    bytes += piece?.length ?? 0;
    for (const record of piece ? scanner.write(piece) : scanner.end()) {
      if (toSkip > 0) {
        toSkip--;
        continue;
      }
      rows.push(read(record));
      if (rows.length < size()) continue;
      yield { rows, bytes };
      rows = [];
      begun = bytes;
    }
    if (rows.length > 0 && (piece === null || bytes - begun >= mostBytes)) {
      yield { rows, bytes };
      rows = [];
      begun = bytes;
    }
  }
}

/** Null at the end. */
async function* pieces(stream: Readable): AsyncGenerator<Buffer | null> {
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; at += pieceLength) {
      yield chunk.subarray(at, at + pieceLength);
      await nextTurn();
    }
  }
  yield null;
}

function rowReader({ mapping, defaultCountry, today }: ReadOptions): (record: CsvRecord) => FileRow {
  const groups = new Set<string>();
  return (record) => {
    const { line, fields: cells } = record;
    const row = normaliseRow(record, mapping, { defaultCountry, today });
    if ('rejected' in row) return { line, cells, contact: null, reasons: row.rejected };
    for (const group of row.contact.groups) {
      if (groups.size === mostGroups && !groups.has(group)) {
        const column = mapping.findIndex(({ to }) => to === 'groups');
        return { line, cells, contact: null, reasons: [{ code: 'groups_too_many', column, value: group }] };
      }
      groups.add(group);
    }
    return { line, cells, contact: row.contact, warnings: row.warnings };
  };
}

/** Takes the next one while the caller is still at work on the one before. */
export async function* oneAhead<Item>(source: AsyncGenerator<Item>): AsyncGenerator<Item> {
  let next = source.next();
  try {
    for (;;) {
      const item = await next;
      if (item.done) return;
      next = source.next();
      // What it fails with is thrown when its turn comes.
      next.catch(() => undefined);
      yield item.value;
    }
  } finally {
    await source.return(undefined);
  }
}
