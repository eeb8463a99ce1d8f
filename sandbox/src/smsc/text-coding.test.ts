import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText, encodeText } from './text-coding.ts';

describe('reading', () => {
  test.each([
    [0, '00024020', '@$¡ '],
    [0, '1b651b3c1b3e1b00', '€[]\ufffd'],
    [1, '4869ff', 'Hi\ufffd'],
    [2, '00ff', '00ff'],
    [3, '48e9', 'Hé'],
    [4, 'cafe', 'cafe'],
    [5, '83658358', 'テス'],
    [6, 'bfe0d8d2d5e2', 'Привет'],
    [7, 'f9ece5ed', 'שלום'],
    [8, '041f044004380432', 'Прив'],
    [8, 'd83dde00', '😀'],
    [8, 'd83d', '\ufffd'],
    [8, 'feff0041', '\ufeffA'],
    [10, '1b2442244f1b2842', 'は'],
    [14, 'b0a1', '가'],
    [0x18, '0041', 'A'],
    [0x10, '00', '@'],
    [0xf0, '00', '@'],
    [0xf4, '00', '00'],
    [0xf6, 'ff', 'ff'],
  ])('data_coding %i: %s is %s', (dataCoding, hex, text) => {
    expect(decodeText(Buffer.from(hex, 'hex').toString('latin1'), dataCoding, 'gsm7')).toBe(text);
  });

  test('data_coding 0 means what the SMSC takes it for', () => {
    expect(decodeText('\0é', 0, 'latin1')).toBe('\0é');
  });
});

test.each(['gsm7', 'latin1'] as const)('any text reads as it was written, over %s', (defaultAlphabet) => {
  const wellFormed = fc.string({ unit: 'grapheme' }).filter((text) => text.isWellFormed());
  fc.assert(
    fc.property(wellFormed, (text) => {
      const { dataCoding, characters } = encodeText(text, defaultAlphabet);
      expect(decodeText(characters.join(''), dataCoding, defaultAlphabet)).toBe(text);
    }),
  );
});

test('GSM text takes one octet a character, two from the extension; one foreign character makes all of it UCS-2', () => {
  const lengths = (text: string) => encodeText(text, 'gsm7').characters.map(({ length }) => length);
  expect(lengths('a€')).toEqual([1, 2]);
  expect(encodeText('aЯ😀', 'gsm7').dataCoding).toBe(8);
  expect(lengths('aЯ😀')).toEqual([2, 2, 4]);
});

test('an SMSC of Latin-1 is written to in Latin-1', () => {
  expect(encodeText('[é]', 'latin1')).toEqual({ dataCoding: 0, characters: ['[', 'é', ']'] });
});
