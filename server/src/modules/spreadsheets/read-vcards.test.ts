import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readVcards } from './read-vcards.ts';

async function tableOf(text: string): Promise<Record<string, string>[]> {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / 5) }, (_, piece) =>
    bytes.subarray(piece * 5, piece * 5 + 5),
  );
  const table: string[][] = [];
  for await (const row of readVcards(Readable.from(pieces))) table.push(row);
  const [header, ...rows] = table;
  return rows.map((row) =>
    Object.fromEntries(row.map((cell, column) => [header![column], cell]).filter(([, cell]) => cell !== '')),
  );
}

test('CRM-4 an address book of a telephone becomes a table: several phones, folded lines, escapes', async () => {
  const cards = [
    'BEGIN:VCARD\r\nVERSION:3.0\r\nN:Петров;Иван;Олегович;;\r\nFN:Иван Пет\r\n ров\r\nitem1.TEL;TYPE=CELL:+7 916 123-45-67',
    'TEL;TYPE=HOME:8 (843) 200-00-00\r\nEMAIL;TYPE=INTERNET:ivan@example.com\r\nORG:Тепло\\; вода;Сбыт\r\nBDAY:19800102',
    'ADR;TYPE=HOME:;;Ленина 1\\, кв. 2;Казань;;420000;Россия\r\nNOTE:раз\\nдва\r\nCATEGORIES:VIP,Котлы\r\nPHOTO;ENCODING=b:AAAA\r\nEND:VCARD',
    'BEGIN:VCARD\nVERSION:4.0\nFN:Anna\nTEL;VALUE=uri:tel:+15046218927\nEND:VCARD\n',
  ].join('\r\n');
  expect(await tableOf(cards)).toEqual([
    {
      Name: 'Иван Петров',
      'Last name': 'Петров',
      'First name': 'Иван',
      'Middle name': 'Олегович',
      Phone: '+7 916 123-45-67, 8 (843) 200-00-00',
      'E-mail': 'ivan@example.com',
      Company: 'Тепло; вода',
      Address: 'Ленина 1, кв. 2',
      City: 'Казань',
      'Postal code': '420000',
      Birthday: '1980-01-02',
      Tags: 'VIP, Котлы',
      Notes: 'раз\nдва',
    },
    { Name: 'Anna', Phone: '+15046218927' },
  ]);
});

test('CRM-4 names that an old telephone has written byte by byte are read', async () => {
  const card =
    'BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=9F=D0=B5=D1=82=D1=80=\r\n=D0=BE=D0=B2;=D0=98=D0=B2=D0=B0=D0=BD;;;\r\nTEL;CELL:89161234567\r\nEND:VCARD\r\n';
  expect(await tableOf(card)).toEqual([{ 'Last name': 'Петров', 'First name': 'Иван', Phone: '89161234567' }]);
});
