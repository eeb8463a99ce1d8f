/**
 * What kind of CSV a file is, from its beginning. A guess for a person to confirm, hence the confidences (0 … 1).
 */
import { targetOfName } from './column-names.ts';
import { CsvScanner } from './csv-scanner.ts';
import type { CsvDelimiter, CsvEncoding, CsvRecord } from './csv-scanner.ts';
import { looksLikeContent } from './value-shapes.ts';

/** How much of a file's beginning is worth looking at. */
export const detectionLength = 256 * 1024;

export interface CsvShape {
  readonly encoding: CsvEncoding;
  readonly delimiter: CsvDelimiter;
  /** The first record names the columns. */
  readonly hasHeader: boolean;
  /** In most records. */
  readonly columns: number;
  /** The first records of the file, the header included. */
  readonly sample: readonly CsvRecord[];
  readonly confidence: { readonly encoding: number; readonly delimiter: number; readonly hasHeader: number };
}

const delimiters: readonly CsvDelimiter[] = [',', ';', '\t', '|'];
const mostRecords = 500;
const sampleLength = 100;

/** @param head the first `detectionLength` bytes; `isWhole` if that is all of the file */
export function detectCsv(head: Uint8Array, isWhole: boolean): CsvShape {
  const encoding = detectEncoding(head, isWhole);
  const text = new TextDecoder(encoding.encoding).decode(head, { stream: !isWhole });
  const delimiter = detectDelimiter(text, isWhole);
  const header = detectHeader(delimiter.records);
  return {
    encoding: encoding.encoding,
    delimiter: delimiter.delimiter,
    hasHeader: header.hasHeader,
    columns: delimiter.columns,
    sample: delimiter.records.slice(0, sampleLength),
    confidence: { encoding: encoding.confidence, delimiter: delimiter.confidence, hasHeader: header.confidence },
  };
}

interface EncodingGuess {
  readonly encoding: CsvEncoding;
  readonly confidence: number;
}

function detectEncoding(head: Uint8Array, isWhole: boolean): EncodingGuess {
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', confidence: 1 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', confidence: 1 };
  if (isUtf8(head, isWhole)) {
    // Plain ASCII says nothing about the letters that may come later.
    const hasLetters = head.some((byte) => byte >= 0x80);
    return { encoding: 'utf-8', confidence: hasLetters ? 1 : 0.9 };
  }
  return detectSingleByte(head);
}

function isUtf8(head: Uint8Array, isWhole: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: !isWhole });
    return true;
  } catch {
    return false;
  }
}

/**
 * Windows-1251 has letters where Windows-1252 has accented ones. Russian words consist of them, with о е а и н т most
 * frequent; in Western text they stand alone among ASCII letters, and those six bytes are rare.
 */
function detectSingleByte(head: Uint8Array): EncodingGuess {
  const frequent = new Set(Buffer.from('EEE5E0E8EDF2CEC5C0C8CDD2', 'hex'));
  let letters = 0;
  let besideLetters = 0;
  let frequentLetters = 0;
  for (const [i, byte] of head.entries()) {
    if (!isCyrillicLetter(byte)) continue;
    letters++;
    if (isCyrillicLetter(head[i - 1] ?? 0) || isCyrillicLetter(head[i + 1] ?? 0)) besideLetters++;
    if (frequent.has(byte)) frequentLetters++;
  }
  if (letters === 0) return { encoding: 'windows-1251', confidence: 0.5 };
  const russian = 0.7 * (besideLetters / letters) + 0.3 * Math.min(1, frequentLetters / letters / 0.4);
  const evidence = Math.min(1, letters / 20);
  const confidence = 0.5 + Math.abs(russian - 0.5) * evidence;
  return { encoding: russian >= 0.5 ? 'windows-1251' : 'windows-1252', confidence };
}

function isCyrillicLetter(byte: number): boolean {
  return byte >= 0xc0 || byte === 0xa8 || byte === 0xb8;
}

interface DelimiterGuess {
  readonly delimiter: CsvDelimiter;
  readonly columns: number;
  readonly records: readonly CsvRecord[];
  readonly confidence: number;
}

/** The delimiter by which most records have the same number of fields, and the more fields the better. */
function detectDelimiter(text: string, isWhole: boolean): DelimiterGuess {
  const guesses = delimiters.map((delimiter) => {
    const records = scanHead(text, delimiter, isWhole);
    const { columns, agreement } = commonWidth(records);
    return { delimiter, columns, records, score: columns > 1 ? agreement * agreement * Math.log2(columns) : 0 };
  });
  const [best, second] = guesses.toSorted((a, b) => b.score - a.score);
  if (!best || best.score === 0) {
    const records = scanHead(text, ',', isWhole);
    return { delimiter: ',', columns: 1, records, confidence: 0.5 };
  }
  return { ...best, confidence: best.score / (best.score + (second?.score ?? 0)) };
}

function scanHead(text: string, delimiter: CsvDelimiter, isWhole: boolean): readonly CsvRecord[] {
  const scanner = new CsvScanner({ delimiter });
  const complete = scanner.write(text);
  // Without its end a last line may lack fields. If there is nothing else, it is better than nothing.
  const records = isWhole || complete.length === 0 ? [...complete, ...scanner.end()] : complete;
  return records.slice(0, mostRecords);
}

function commonWidth(records: readonly CsvRecord[]): { columns: number; agreement: number } {
  const counts = new Map<number, number>();
  for (const { fields, fault } of records) if (!fault) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  const [columns, count] = [...counts].toSorted((a, b) => b[1] - a[1])[0] ?? [0, 0];
  // A header that is split otherwise than the rows is split by the wrong character.
  const firstAgrees = records[0]?.fields.length === columns;
  return { columns, agreement: (count / Math.max(1, records.length)) * (firstAgrees ? 1 : 0.5) };
}

function detectHeader(records: readonly CsvRecord[]): { hasHeader: boolean; confidence: number } {
  const [first, ...rest] = records.filter((record) => !record.fault);
  if (!first) return { hasHeader: false, confidence: 0.5 };
  const cells = first.fields.map((field) => field.trim());
  if (cells.some(looksLikeContent)) return { hasHeader: false, confidence: 0.95 };

  const known = cells.filter((cell) => targetOfName(cell)).length;
  if (known > 0) return { hasHeader: true, confidence: Math.min(1, 0.8 + (0.4 * known) / cells.length) };

  // Words above a column of numbers, dates or addresses can only be its name.
  const isNamed = cells.some((cell, column) => {
    const below = rest.map((record) => record.fields[column]?.trim() ?? '').filter(Boolean);
    return cell !== '' && below.length > 0 && below.filter(looksLikeContent).length >= 0.8 * below.length;
  });
  return isNamed ? { hasHeader: true, confidence: 0.8 } : { hasHeader: false, confidence: 0.5 };
}
