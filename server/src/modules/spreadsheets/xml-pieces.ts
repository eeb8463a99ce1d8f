import type { Readable } from 'node:stream';
import { SpreadsheetFault } from './spreadsheet-fault.ts';

/** A row of 1,000 full cells is less; more is no table. */
const longestPiece = 32 * 1024 * 1024;
/** Of a tag that may have come in two chunks. */
const longestEnd = 100;

/**
 * The text of a part, cut behind each `</name>`: the pieces of a sheet's rows, of its strings. Prefixes of namespaces are
 * left out, so that `<x:row>` is a row as well. The last piece is what is left.
 */
export async function* xmlPieces(stream: Readable, name: string): AsyncGenerator<string> {
  const end = new RegExp(`</(?:\\w+:)?${name}>`, 'g');
  const decoder = new TextDecoder();
  /** What has no end in it; joined once, for joining it with each chunk would take the square of its length. */
  let kept: string[] = [];
  let length = 0;
  let tail = '';
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      const text = tail + decoder.decode(chunk, { stream: true });
      let from = 0;
      end.lastIndex = 0;
      for (let found = end.exec(text); found; found = end.exec(text)) {
        yield withoutPrefixes(kept.join('') + text.slice(from, end.lastIndex));
        from = end.lastIndex;
        kept = [];
        length = 0;
      }
      const cut = Math.max(from, text.length - longestEnd);
      kept.push(text.slice(from, cut));
      length += cut - from;
      tail = text.slice(cut);
      if (length > longestPiece) throw new SpreadsheetFault('One row is longer than a row can be.');
    }
  } catch (cause) {
    if (cause instanceof SpreadsheetFault || !isBadArchive(cause)) throw cause;
    throw new SpreadsheetFault('A part cannot be unpacked.', { cause });
  }
  yield withoutPrefixes(kept.join('') + tail + decoder.decode());
}

export async function wholeText(stream: Readable): Promise<string> {
  let text = '';
  // No document has this element: it is one piece.
  for await (const piece of xmlPieces(stream, 'parley-none')) text += piece;
  return text;
}

export interface XmlElement {
  /** All of its opening tag. */
  readonly tag: string;
  readonly content: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The elements of this name, one after the other, in one pass: a pattern would look through the rest again for each element
 * that is not closed, and a file can be made of nothing else (SEC-34).
 */
export function* elementsOf(xml: string, name: string): Generator<XmlElement> {
  const [opening, closing] = [`<${name}`, `</${name}>`];
  for (let start = xml.indexOf(opening); start >= 0; start = xml.indexOf(opening, start + 1)) {
    if (!/[\s/>]/.test(xml.charAt(start + opening.length))) continue;
    const tagEnd = xml.indexOf('>', start) + 1;
    if (tagEnd === 0) return;
    const tag = xml.slice(start, tagEnd);
    const contentEnd = tag.endsWith('/>') ? tagEnd : xml.indexOf(closing, tagEnd);
    if (contentEnd < 0) return;
    const end = tag.endsWith('/>') ? tagEnd : contentEnd + closing.length;
    yield { tag, content: xml.slice(tagEnd, contentEnd), start, end };
    start = end - 1;
  }
}

/** The opening tags of this name, whether they are closed or not. */
export function* tagsOf(xml: string, name: string): Generator<string> {
  const opening = `<${name}`;
  let end = 0;
  for (let start = xml.indexOf(opening); start >= 0; start = xml.indexOf(opening, end)) {
    end = xml.indexOf('>', start) + 1;
    if (end === 0) return;
    if (/[\s/>]/.test(xml.charAt(start + opening.length))) yield xml.slice(start, end);
  }
}

export function attributeOf(tag: string, name: string): string | null {
  const value = new RegExp(`\\s(?:\\w+:)?${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? null : unescaped(value);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (whole, hex: string, decimal: string, name: string) => {
      if (name !== undefined) return entities[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
    },
  );
}

function withoutPrefixes(xml: string): string {
  return xml.replace(/<(\/?)\w+:/g, '<$1');
}

function isBadArchive(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && code.startsWith('Z_');
}
