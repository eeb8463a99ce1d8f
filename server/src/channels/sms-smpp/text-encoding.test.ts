import { gsmAlphabet, gsmExtension } from '@parley/contract/sms-text';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Alphabet, alphabetOf, decodeText, encodeText, fits } from './text-encoding.ts';

const gsmText = fc.string({
  unit: fc.constantFrom(...gsmAlphabet.split(''), ...gsmExtension.values()),
  maxLength: 200,
});
const headerBytes = fc.constantFrom(0, 6, 7, 12);

test('GSM text survives, one septet a byte', () => {
  fc.assert(
    fc.property(gsmText, (text) => {
      const bytes = encodeText(text, 'gsm');
      expect(bytes.every((byte) => byte < 0x80)).toBe(true);
      expect(decodeText(bytes, 'gsm')).toBe(text);
    }),
  );
});

test('GSM text survives packing, after a header of any length', () => {
  // A carriage return that ends on a byte boundary is indistinguishable from padding, in GSM 03.38 itself.
  const texts = gsmText.filter((text) => !text.endsWith('\r'));
  fc.assert(
    fc.property(texts, headerBytes, (text, header) => {
      const bytes = encodeText(text, 'gsm-packed', header);
      expect(decodeText(bytes, 'gsm-packed', header)).toBe(text);
    }),
  );
});

test('packing gives the bytes of the specification', () => {
  expect(encodeText('hellohello', 'gsm-packed').toString('hex')).toBe('e8329bfd4697d9ec37');
  expect(encodeText('a'.repeat(160), 'gsm-packed')).toHaveLength(140);
  expect(encodeText('a'.repeat(153), 'gsm-packed', 6)).toHaveLength(134);
  expect(encodeText('a'.repeat(152), 'gsm-packed', 7)).toHaveLength(133);
});

test('UCS-2 is big-endian and keeps any text', () => {
  expect(encodeText('Пя', 'ucs2').toString('hex')).toBe('041f044f');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(decodeText(encodeText(text, 'ucs2'), 'ucs2')).toBe(text);
    }),
  );
});

test('Latin-1 takes what is both in it and in GSM 03.38', () => {
  expect(fits('Grüße, señor {1}', 'latin1')).toBe(true);
  expect(encodeText('é{', 'latin1').toString('hex')).toBe('e97b');
  expect(fits('5 €', 'latin1')).toBe(false);
  expect(fits('5 €', 'gsm')).toBe(true);
  expect(fits('Ω', 'latin1')).toBe(false);
  expect(fits('façade', 'latin1')).toBe(false);
  expect(fits('Привет', 'gsm')).toBe(false);
});

describe('data_coding', () => {
  const rows: [number, Alphabet][] = [
    [0x00, 'gsm'],
    [0x01, 'ascii'],
    [0x02, 'binary'],
    [0x03, 'latin1'],
    [0x04, 'binary'],
    [0x06, 'cyrillic'],
    [0x07, 'hebrew'],
    [0x08, 'ucs2'],
    [0x10, 'gsm'],
    [0x14, 'binary'],
    [0x18, 'ucs2'],
    [0xf0, 'gsm'],
    [0xf4, 'binary'],
  ];

  test.each(rows)('%i means %s', (dataCoding, alphabet) => {
    expect(alphabetOf(dataCoding, 'gsm')).toBe(alphabet);
  });

  test('0 means what the SMSC says it does', () => {
    expect(alphabetOf(0, 'latin1')).toBe('latin1');
    expect(alphabetOf(0, 'gsm-packed')).toBe('gsm-packed');
  });

  test('6 and 7 are read as ISO 8859', () => {
    expect(decodeText(Buffer.from([0xbf, 0xe0, 0xd8]), 'cyrillic')).toBe('При');
    expect(decodeText(Buffer.from([0xe9, 0xec]), 'hebrew')).toBe('יל');
  });

  test('any bytes give some text', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.integer({ min: 0, max: 255 }), headerBytes, (bytes, dataCoding, header) => {
        for (const defaultAlphabet of ['gsm', 'gsm-packed', 'latin1'] as const) {
          expect(decodeText(Buffer.from(bytes), alphabetOf(dataCoding, defaultAlphabet), header)).toBeTypeOf('string');
        }
      }),
    );
  });
});
