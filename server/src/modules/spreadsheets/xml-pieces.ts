import type { Readable } from 'node:stream';
import { SpreadsheetFault } from './spreadsheet-fault.ts';

/** A row of 1,000 full cells is less; more is no table. */
const longestPiece = 32 * 1024 * 1024;

/**
 * The text of a part, cut behind each `</name>`: the pieces of a sheet's rows, of its strings. Prefixes of namespaces are
 * left out, so that `<x:row>` is a row as well. The last piece is what is left.
 */
export async function* xmlPieces(stream: Readable, name: string): AsyncGenerator<string> {
  const end = new RegExp(`</(?:\\w+:)?${name}>`, 'g');
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      text += decoder.decode(chunk, { stream: true });
      let from = 0;
      end.lastIndex = 0;
      for (let found = end.exec(text); found; found = end.exec(text)) {
        yield withoutPrefixes(text.slice(from, end.lastIndex));
        from = end.lastIndex;
      }
      text = text.slice(from);
      if (text.length > longestPiece) throw new SpreadsheetFault('One row is longer than a row can be.');
    }
  } catch (cause) {
    if (cause instanceof SpreadsheetFault || !isBadArchive(cause)) throw cause;
    throw new SpreadsheetFault('A part cannot be unpacked.', { cause });
  }
  yield withoutPrefixes(text + decoder.decode());
}

export async function wholeText(stream: Readable): Promise<string> {
  let text = '';
  // No document has this element: it is one piece.
  for await (const piece of xmlPieces(stream, 'parley-none')) text += piece;
  return text;
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
