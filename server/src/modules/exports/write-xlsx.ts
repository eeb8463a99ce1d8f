import { once } from 'node:events';
import { crc32, createDeflateRaw } from 'node:zlib';

type Cells = readonly (string | null)[];
type Rows = AsyncIterable<Cells>;

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const spreadsheet = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** More than Excel opens; the rest is left out, as Excel would do it. */
const mostRows = 1_048_576;
const longestCell = 32_767;

/**
 * The rows as an Excel workbook with one sheet, every cell a text: a phone stays a phone, and nothing is taken for a
 * formula. The first row stands still when the others are scrolled. Written while the rows come, in bounded memory.
 */
export async function* xlsxOf(rows: Rows): AsyncGenerator<Buffer> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of parts(rows)) {
    const entry = { name: Buffer.from(name), offset, crc: 0, packed: 0, size: 0 };
    for await (const bytes of packed(entry, content)) {
      offset += bytes.length;
      yield bytes;
    }
    directory.push(centralHeader(entry));
  }
  const central = Buffer.concat(directory);
  yield Buffer.concat([central, endRecord(directory.length, central.length, offset)]);
}

function parts(rows: Rows): [string, Rows | string][] {
  return [
    [
      '[Content_Types].xml',
      `${declaration}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${sheetType}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${sheetType}.worksheet+xml"/></Types>`,
    ],
    [
      '_rels/.rels',
      `${declaration}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${declaration}<workbook xmlns="${spreadsheet}" xmlns:r="${relationships}"><sheets><sheet name="Contacts" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${declaration}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relationships}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    ],
    ['xl/worksheets/sheet1.xml', rows],
  ];
}

interface Entry {
  readonly name: Buffer;
  readonly offset: number;
  crc: number;
  packed: number;
  size: number;
}

/** The part with its local header before it, and behind it what was not known before: APPNOTE 4.3.9. */
async function* packed(entry: Entry, content: Rows | string): AsyncGenerator<Buffer> {
  yield Buffer.concat([localHeader(entry), entry.name]);
  const deflate = createDeflateRaw({ level: 6 });
  const written = write(deflate, entry, typeof content === 'string' ? [content] : sheetOf(content));
  // A failure of the rows ends the reading below; it must not go unheard meanwhile.
  written.catch((error: Error) => deflate.destroy(error));
  for await (const bytes of deflate as AsyncIterable<Buffer>) {
    entry.packed += bytes.length;
    yield bytes;
  }
  await written;
  yield descriptor(entry);
}

async function write(
  deflate: ReturnType<typeof createDeflateRaw>,
  entry: Entry,
  texts: AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  for await (const text of texts) {
    const bytes = Buffer.from(text);
    entry.crc = crc32(bytes, entry.crc);
    entry.size += bytes.length;
    if (!deflate.write(bytes)) await once(deflate, 'drain');
  }
  deflate.end();
}

async function* sheetOf(rows: Rows): AsyncGenerator<string> {
  yield `${declaration}<worksheet xmlns="${spreadsheet}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`;
  let count = 0;
  let text = '';
  for await (const row of rows) {
    if (++count > mostRows) break;
    text += `<row>${row.map(cellOf).join('')}</row>`;
    if (text.length < 65_536) continue;
    yield text;
    text = '';
  }
  yield `${text}</sheetData></worksheet>`;
}

function cellOf(value: string | null): string {
  if (value === null || value === '') return '<c/>';
  // What XML 1.0 cannot say.
  const text = value
    .slice(0, longestCell)
    .toWellFormed()
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '');
  const escaped = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
  return `<c t="inlineStr"><is><t xml:space="preserve">${escaped}</t></is></c>`;
}

/** Sizes stand behind the part, names are UTF-8. */
const flags = 0x0808;
const deflated = 8;
const version = 20;
/** 1 January 1980, the first day of the format: when it was written is not told. */
const date = 0x21;

function localHeader({ name }: Entry): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(version, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(deflated, 8);
  header.writeUInt16LE(date, 12);
  header.writeUInt16LE(name.length, 26);
  return header;
}

function descriptor(entry: Entry): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(0x08074b50, 0);
  writeSizes(bytes, 4, entry);
  return bytes;
}

function centralHeader(entry: Entry): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(version, 4);
  header.writeUInt16LE(version, 6);
  header.writeUInt16LE(flags, 8);
  header.writeUInt16LE(deflated, 10);
  header.writeUInt16LE(date, 14);
  writeSizes(header, 16, entry);
  header.writeUInt16LE(entry.name.length, 28);
  header.writeUInt32LE(entry.offset, 42);
  return Buffer.concat([header, entry.name]);
}

/** Throws for a sheet of 4 GiB and more, which no program would open. */
function writeSizes(bytes: Buffer, at: number, { crc, packed: packedSize, size }: Entry): void {
  bytes.writeUInt32LE(crc, at);
  bytes.writeUInt32LE(packedSize, at + 4);
  bytes.writeUInt32LE(size, at + 8);
}

function endRecord(count: number, length: number, offset: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(length, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}
