import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { SpreadsheetFault } from './spreadsheet-fault.ts';

/** A stored file of which any part can be read. */
export interface ReadableFile {
  readonly sizeBytes: number;
  /** Both ends of the range are included. */
  readonly open: (range: { readonly start: number; readonly end: number }) => Promise<Readable>;
}

interface Entry {
  readonly method: number;
  readonly compressed: number;
  readonly offset: number;
}

const endRecord = 0x06054b50;
const centralHeader = 0x02014b50;
const localHeader = 0x04034b50;
const endLength = 22;
const longestComment = 65_535;
const localLength = 30;
const stored = 0;
const deflated = 8;
/** Rows that are all alike pack to a hundredth; a bomb, to a thousandth. */
const greatestRatio = 200;
/** What is small may be packed as it likes. */
const alwaysUnpacked = 16 * 1024 * 1024;
/** An office document has some dozens of parts. */
const longestDirectory = 16 * 1024 * 1024;

/** The parts of a ZIP archive by name (APPNOTE 4.3), each a stream: no part is held in memory. */
export async function openZip(file: ReadableFile): Promise<(name: string) => Promise<Readable | null>> {
  const entries = await readDirectory(file);
  return async (name) => {
    const entry = entries.get(name);
    return entry ? openEntry(file, entry) : null;
  };
}

async function readDirectory(file: ReadableFile): Promise<Map<string, Entry>> {
  const tailStart = Math.max(0, file.sizeBytes - endLength - longestComment);
  const tail = await readBytes(file, tailStart, file.sizeBytes - tailStart);
  let end = tail.length - endLength;
  while (end >= 0 && tail.readUInt32LE(end) !== endRecord) end--;
  if (end < 0) throw new SpreadsheetFault('It has no directory.');
  const length = tail.readUInt32LE(end + 12);
  const offset = tail.readUInt32LE(end + 16);
  // More than 4 GiB, or more than a document has.
  if (length > longestDirectory || offset + length > file.sizeBytes)
    throw new SpreadsheetFault('Its directory is wrong.');
  return entriesOf(await readBytes(file, offset, length));
}

function entriesOf(directory: Buffer): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === centralHeader;) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) => directory.readUInt16LE(at + place));
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength!);
    entries.set(name.replaceAll('\\', '/'), {
      method: directory.readUInt16LE(at + 10),
      compressed: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameLength! + extraLength! + commentLength!;
  }
  return entries;
}

async function openEntry(file: ReadableFile, { method, compressed, offset }: Entry): Promise<Readable> {
  const head = await readBytes(file, offset, localLength);
  if (head.length < localLength || head.readUInt32LE(0) !== localHeader)
    throw new SpreadsheetFault('A part is not where the directory says.');
  const start = offset + localLength + head.readUInt16LE(26) + head.readUInt16LE(28);
  if (method !== stored && method !== deflated)
    throw new SpreadsheetFault(`A part is packed in a way (${method}) that is not known.`);
  if (compressed === 0) return Readable.from([]);
  const content = await file.open({ start, end: start + compressed - 1 });
  if (method === stored) return content;
  const inflate = createInflateRaw();
  content.on('error', (error) => inflate.destroy(error));
  inflate.on('close', () => content.destroy());
  return Readable.from(bounded(content.pipe(inflate), alwaysUnpacked + compressed * greatestRatio));
}

/** Whatever the archive says of its sizes (SEC-34). */
async function* bounded(content: AsyncIterable<Buffer>, mostBytes: number): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const chunk of content) {
    length += chunk.length;
    if (length > mostBytes) throw new SpreadsheetFault('A part unpacks to more than a document has.');
    yield chunk;
  }
}

async function readBytes(file: ReadableFile, start: number, length: number): Promise<Buffer> {
  if (length <= 0) return Buffer.alloc(0);
  const chunks: Buffer[] = [];
  for await (const chunk of (await file.open({ start, end: start + length - 1 })) as AsyncIterable<Buffer>)
    chunks.push(chunk);
  return Buffer.concat(chunks);
}
