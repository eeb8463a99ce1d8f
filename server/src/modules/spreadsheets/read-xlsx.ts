import { dateText, dateStyles } from './xlsx-dates.ts';
import { SpreadsheetFault } from './spreadsheet-fault.ts';
import { TextStore } from './text-store.ts';
import { attributeOf, elementsOf, tagsOf, unescaped, wholeText, xmlPieces } from './xml-pieces.ts';
import { openZip, type ReadableFile } from './zip-archive.ts';

/** The texts that cells share are held in memory; a table of a million people has a quarter of it. */
const mostShared = 256 * 1024 * 1024;
const mostColumns = 1_000;

type Open = Awaited<ReturnType<typeof openZip>>;

interface Book {
  readonly strings: TextStore;
  readonly isDate: (style: number) => boolean;
  readonly from1904: boolean;
}

/**
 * The rows of the first sheet of an Excel workbook (ECMA-376), one after the other: dates as `2026-11-21`, numbers without
 * exponents, all rows as wide as the first. Throws `SpreadsheetFault` for what is none.
 */
export async function* readXlsx(file: ReadableFile): AsyncGenerator<string[]> {
  const open = await openZip(file);
  const workbook = await textOf(open, 'xl/workbook.xml');
  const sheet = await open(await firstSheet(open, workbook));
  if (!sheet) throw new SpreadsheetFault('It has no sheet.');
  const book: Book = {
    strings: await sharedStrings(open),
    isDate: dateStyles(await textOf(open, 'xl/styles.xml')),
    from1904: /^(1|true)$/.test(firstAttribute(workbook, 'workbookPr', 'date1904') ?? ''),
  };
  let width = 0;
  for await (const piece of xmlPieces(sheet, 'row')) {
    const cells = cellsOf(piece, book);
    if (cells.length === 0) continue;
    width ||= cells.length;
    while (cells.length < width) cells.push('');
    yield cells;
  }
}

async function textOf(open: Open, name: string): Promise<string> {
  const stream = await open(name);
  return stream ? wholeText(stream) : '';
}

async function firstSheet(open: Open, workbook: string): Promise<string> {
  const id = firstAttribute(workbook, 'sheet', 'id');
  if (!id) throw new SpreadsheetFault('It has no sheet.');
  const relations = [...tagsOf(await textOf(open, 'xl/_rels/workbook.xml.rels'), 'Relationship')];
  const relation = relations.find((tag) => attributeOf(tag, 'Id') === id);
  const target = relation && attributeOf(relation, 'Target');
  if (!target) throw new SpreadsheetFault('Its sheet is not where it says.');
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

function firstAttribute(xml: string, tag: string, name: string): string | null {
  const [first] = tagsOf(xml, tag);
  return first === undefined ? null : attributeOf(first, name);
}

async function sharedStrings(open: Open): Promise<TextStore> {
  const strings = new TextStore();
  const stream = await open('xl/sharedStrings.xml');
  if (!stream) return strings;
  for await (const piece of xmlPieces(stream, 'si')) {
    if (!piece.includes('<si')) continue;
    strings.add(textsIn(piece));
    if (strings.byteLength > mostShared) throw new SpreadsheetFault('It has more text than can be held.');
  }
  return strings;
}

/** All runs of a text, without how it is pronounced. */
function textsIn(xml: string): string {
  let plain = '';
  let from = 0;
  for (const { start, end } of elementsOf(xml, 'rPh')) {
    plain += xml.slice(from, start);
    from = end;
  }
  plain += xml.slice(from);
  return Array.from(elementsOf(plain, 't'), ({ content }) => unescaped(content)).join('');
}

function cellsOf(row: string, book: Book): string[] {
  const cells: string[] = [];
  let isFilled = false;
  for (const { tag, content } of elementsOf(row, 'c')) {
    const place = attributeOf(tag, 'r');
    const column = place === null ? cells.length : columnOf(place);
    if (column >= mostColumns) throw new SpreadsheetFault('It has more than 1,000 columns.');
    while (cells.length < column) cells.push('');
    const value = valueOf(tag, content, book);
    isFilled ||= value !== '';
    cells[column] = value;
  }
  return isFilled ? cells : [];
}

/** `AB12` → 27 */
function columnOf(place: string): number {
  let column = 0;
  for (const letter of /^[A-Z]{1,3}/.exec(place)?.[0] ?? 'A') column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

function valueOf(tag: string, content: string, { strings, isDate, from1904 }: Book): string {
  const type = attributeOf(tag, 't') ?? 'n';
  if (type === 'inlineStr') return textsIn(content);
  const [value] = elementsOf(content, 'v');
  const raw = unescaped(value?.content ?? '');
  switch (type) {
    case 's':
      return strings.get(Number(raw)) ?? '';
    case 'b':
      return raw === '1' ? 'true' : raw === '0' ? 'false' : '';
    case 'e':
      return '';
    case 'n': {
      const number = Number(raw);
      if (raw.trim() === '' || !Number.isFinite(number)) return raw;
      return isDate(Number(attributeOf(tag, 's') ?? 0)) ? dateText(number, from1904) : numberText(number);
    }
    default:
      return raw;
  }
}

/** As Excel shows it: to 15 digits, without what the computer's arithmetic adds, and never `7.9E+10`. */
function numberText(number: number): string {
  const rounded = Number(number.toPrecision(15));
  return Math.abs(rounded) < 1e21
    ? rounded.toLocaleString('en', { useGrouping: false, maximumFractionDigits: 15 })
    : String(rounded);
}
