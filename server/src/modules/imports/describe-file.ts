/** What is shown of a file before it is imported, all of it told from the file's beginning. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { ColumnTarget } from './column-mapping.ts';
import { CsvScanner } from './csv-scanner.ts';
import type { CsvDelimiter, CsvEncoding } from './csv-scanner.ts';
import { detectCsv, detectionLength } from './detect-csv.ts';
import { guessMapping } from './guess-mapping.ts';

export interface CsvFormat {
  readonly encoding: CsvEncoding;
  readonly delimiter: CsvDelimiter;
  readonly hasHeader: boolean;
}

export interface ReadColumn {
  /** Null in a file without a header. */
  readonly name: string | null;
  readonly samples: readonly string[];
  readonly guessedBy: 'remembered' | 'name' | 'content' | 'nothing';
}

export interface FileHead {
  readonly bytes: Buffer;
  /** They are all of the file. */
  readonly isWhole: boolean;
  readonly sizeBytes: number;
}

export interface FileDescription {
  readonly format: CsvFormat;
  readonly columns: readonly ReadColumn[];
  readonly mapping: readonly ColumnTarget[];
  /** The same for files whose columns are called the same; null without a header. */
  readonly headerHash: Buffer | null;
  readonly estimatedRows: number;
}

const samplesShown = 5;
const longestShown = 200;
const rowsToGuessFrom = 100;

export async function readHead(stream: Readable, sizeBytes: number): Promise<FileHead> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= detectionLength) break;
  }
  const bytes = Buffer.concat(chunks).subarray(0, detectionLength);
  return { bytes, isWhole: bytes.length === sizeBytes, sizeBytes };
}

/** `known` is what somebody has decided about the format; the rest is detected. Null when the file has no rows. */
export function describeFile(head: FileHead, known: Partial<CsvFormat> = {}): FileDescription | null {
  const detected = detectCsv(head.bytes, head.isWhole);
  const { encoding = detected.encoding, delimiter = detected.delimiter, hasHeader = detected.hasHeader } = known;
  const records = scanHead(head, encoding, delimiter);
  const readable = records.filter(({ fault }) => fault === null).map(({ fields }) => fields);
  const [first] = readable;
  if (!first) return null;
  const header = hasHeader ? first.map((name) => shown(name.trim())) : null;
  const width = header?.length ?? commonWidth(readable);
  const rows = readable.slice(header ? 1 : 0, rowsToGuessFrom).map((fields) => fields.slice(0, width));
  const guesses = guessMapping(header, rows);
  return {
    format: { encoding, delimiter, hasHeader },
    columns: guesses.map(({ by }, column) => ({
      name: header && (header[column] ?? ''),
      samples: samplesOf(rows, column),
      guessedBy: by,
    })),
    mapping: guesses.map(({ target }) => target),
    headerHash: header && hashOf(header),
    estimatedRows: Math.max(0, estimateRecords(head, records.length) - (header ? 1 : 0)),
  };
}

function scanHead({ bytes, isWhole }: FileHead, encoding: CsvEncoding, delimiter: CsvDelimiter) {
  const scanner = new CsvScanner({ encoding, delimiter });
  const complete = scanner.write(bytes);
  // Without its end a last line may lack cells. If there is nothing else, it is better than nothing.
  return isWhole || complete.length === 0 ? [...complete, ...scanner.end()] : complete;
}

/** That of most rows: a stray separator in one of them does not make a column. */
function commonWidth(rows: readonly (readonly string[])[]): number {
  const counts = Map.groupBy(rows, (row) => row.length);
  const [[width]] = [...counts].toSorted(([, one], [, two]) => two.length - one.length) as [[number, unknown]];
  return width;
}

function samplesOf(rows: readonly (readonly string[])[], column: number): string[] {
  const cells = rows.map((row) => row[column]?.trim() ?? '').filter((cell) => cell !== '');
  return cells.slice(0, samplesShown).map(shown);
}

function shown(cell: string): string {
  return cell.replaceAll('\0', '').slice(0, longestShown).toWellFormed();
}

function estimateRecords({ bytes, isWhole, sizeBytes }: FileHead, records: number): number {
  return isWhole ? records : Math.round((records * sizeBytes) / bytes.length);
}

function hashOf(header: readonly string[]): Buffer {
  const names = header.map((name) => name.normalize('NFC').toLowerCase());
  return createHash('sha256').update(JSON.stringify(names)).digest();
}
