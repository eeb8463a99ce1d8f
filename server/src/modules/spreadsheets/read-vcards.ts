import type { Readable } from 'node:stream';
import { SpreadsheetFault } from './spreadsheet-fault.ts';

/** Called as an import recognises them. */
const columns = [
  'Name',
  'Last name',
  'First name',
  'Middle name',
  'Phone',
  'E-mail',
  'Company',
  'Address',
  'City',
  'Region',
  'Postal code',
  'Website',
  'Birthday',
  'Tags',
  'Notes',
] as const;
type Column = (typeof columns)[number];
type Card = Map<Column, string[]>;

const longestCard = 8 * 1024 * 1024;

/** The cards of an address book (vCard 2.1 to 4.0) as a table: a header, then a row a card. */
export async function* readVcards(stream: Readable): AsyncGenerator<string[]> {
  yield [...columns];
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    text += decoder.decode(chunk, { stream: true });
    const end = text.lastIndexOf('END:VCARD');
    if (end < 0) {
      if (text.length > longestCard) throw new SpreadsheetFault('A card does not end.');
      continue;
    }
    for (const card of cardsIn(text.slice(0, end))) yield rowOf(card);
    text = text.slice(end);
  }
  for (const card of cardsIn(text + decoder.decode())) yield rowOf(card);
}

function cardsIn(text: string): Card[] {
  return text
    .split(/END:VCARD/i)
    .filter((part) => /BEGIN:VCARD/i.test(part))
    .map((part) => cardOf(part.slice(part.search(/BEGIN:VCARD/i))));
}

function rowOf(card: Card): string[] {
  return columns.map((column) => (card.get(column) ?? []).join(column === 'Notes' ? '\n' : ', '));
}

function cardOf(text: string): Card {
  const card: Card = new Map();
  const add = (column: Column, value: string | undefined): void => {
    const plain = value?.trim() ?? '';
    if (plain === '') return;
    const values = card.get(column);
    // A card may be one telephone a million times (SEC-34).
    if (values) values.push(plain);
    else card.set(column, [plain]);
  };
  for (const { name, value } of linesOf(text)) {
    const parts = splitUnescaped(value, ';').map(unescaped);
    const whole = unescaped(value);
    switch (name) {
      case 'FN':
        add('Name', whole);
        break;
      case 'N':
        add('Last name', parts[0]);
        add('First name', parts[1]);
        add('Middle name', parts[2]);
        break;
      case 'TEL':
        add('Phone', whole.replace(/^tel:/i, ''));
        break;
      case 'EMAIL':
        add('E-mail', whole.replace(/^mailto:/i, ''));
        break;
      case 'ORG':
        add('Company', parts[0]);
        break;
      case 'ADR':
        for (const [place, column] of [
          [2, 'Address'],
          [3, 'City'],
          [4, 'Region'],
          [5, 'Postal code'],
        ] as const)
          if (!card.has(column)) add(column, parts[place]);
        break;
      case 'URL':
        if (!card.has('Website')) add('Website', whole);
        break;
      case 'BDAY':
        add('Birthday', whole.replace(/^(\d{4})-?(\d\d)-?(\d\d).*$/, '$1-$2-$3'));
        break;
      case 'CATEGORIES':
        for (const tag of splitUnescaped(value, ',')) add('Tags', unescaped(tag));
        break;
      case 'NOTE':
        add('Notes', whole);
        break;
    }
  }
  return card;
}

/** Lines that were folded are whole again, also those of the old encoding, which end with `=`. */
function linesOf(text: string): { name: string; value: string }[] {
  const unfolded = text.replace(/\r\n?/g, '\n').replace(/\n[ \t]/g, '');
  const lines: { name: string; value: string }[] = [];
  const pattern = /^(?:[\w-]+\.)?([A-Za-z-]+)((?:;[^:\n]*)?):(.*)$/gm;
  const joined = unfolded.replace(/^.*ENCODING=QUOTED-PRINTABLE.*(?:(?<==)\n.*)*$/gim, (line) =>
    line.replace(/=\n/g, ''),
  );
  for (const [, name, parameters, value] of joined.matchAll(pattern)) {
    const isQuoted = /ENCODING=QUOTED-PRINTABLE/i.test(parameters!);
    lines.push({ name: name!.toUpperCase(), value: isQuoted ? quotedPrintable(value!, parameters!) : value! });
  }
  return lines;
}

function quotedPrintable(text: string, parameters: string): string {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = /^=[0-9A-F]{2}/i.exec(text.slice(at, at + 3));
    bytes.push(code ? Number.parseInt(code[0].slice(1), 16) : text.charCodeAt(at) & 0xff);
    if (code) at += 2;
  }
  const charset = /CHARSET=([\w-]+)/i.exec(parameters)?.[1] ?? 'utf-8';
  return new TextDecoder(charset.toLowerCase().includes('1251') ? 'windows-1251' : 'utf-8').decode(
    Uint8Array.from(bytes),
  );
}

function splitUnescaped(text: string, separator: ';' | ','): string[] {
  return text.split(separator === ';' ? /(?<!\\);/ : /(?<!\\),/);
}

function unescaped(text: string): string {
  return text.replace(/\\([nN;,\\])/g, (_, character: string) => (character.toLowerCase() === 'n' ? '\n' : character));
}
