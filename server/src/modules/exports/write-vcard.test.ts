import fc from 'fast-check';
import { expect, test } from 'vitest';
import { vcardOf } from './write-vcard.ts';

test('CRM-5 a vCard has the names, each phone and e-mail, and escapes what vCard would misread', () => {
  const card = vcardOf(
    new Map([
      ['Name', 'Иван Петров'],
      ['First name', 'Иван'],
      ['Last name', 'Петров'],
      ['Phone', '+79161234567'],
      ['Other phones', '+78432000000, +79160000000'],
      ['E-mail', 'a@example.com, b@example.com'],
      ['Company', 'Тепло; вода, свет'],
      ['Notes', 'one\ntwo'],
    ]),
  );
  expect(card.split('\r\n')).toEqual([
    'BEGIN:VCARD',
    'VERSION:3.0',
    'N:Петров;Иван;;;',
    'FN:Иван Петров',
    'TEL:+79161234567',
    'TEL:+78432000000',
    'TEL:+79160000000',
    'EMAIL:a@example.com',
    'EMAIL:b@example.com',
    'ORG:Тепло\\; вода\\, свет',
    'NOTE:one\\ntwo',
    'END:VCARD',
    '',
  ]);
});

test('CRM-5 no line is longer than 75 bytes, and unfolding gives the text back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (note) => {
      const card = vcardOf(new Map([['Notes', note]]));
      for (const line of card.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      const unfolded = card.replaceAll('\r\n ', '');
      const written = /NOTE:(.*)\r\nEND/s.exec(unfolded)?.[1] ?? '';
      const read = written.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
      expect(read).toBe(note.replace(/\r\n|\r/g, '\n'));
    }),
  );
});
