import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gsmAlphabet, gsmCode, gsmExtension, notInGsm, smsCuts, smsEncoding, smsParts } from './sms-text.ts';

const extension = [...gsmExtension.values()];
const gsmText = fc.string({ unit: fc.constantFrom(...gsmAlphabet.split(''), ...extension), maxLength: 1200 });
const anyText = fc.string({ unit: 'binary', maxLength: 600 });

describe('the alphabet', () => {
  test('has 128 septets, all different but the place of the escape', () => {
    expect(gsmAlphabet).toHaveLength(128);
    expect(new Set(gsmAlphabet).size).toBe(127);
    expect('@£$¥Ç\nΔ_ΦΞÆÉ¤¡ÄÖÑÜ§¿äöñüà'.split('').map((character) => gsmCode(character.charCodeAt(0)))).toEqual([
      0x00, 0x01, 0x02, 0x03, 0x09, 0x0a, 0x10, 0x11, 0x12, 0x1a, 0x1c, 0x1f, 0x24, 0x40, 0x5b, 0x5c, 0x5d, 0x5e, 0x5f,
      0x60, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f,
    ]);
  });

  test('takes letters and digits as ASCII has them', () => {
    for (const character of 'ABCXYZabcxyz0189 !"#%&\'()*+,-./:;<=>?') {
      expect(gsmCode(character.charCodeAt(0))).toBe(character.charCodeAt(0));
    }
  });

  test.each('^{}\\[~]|€'.split(''))('counts %s twice', (character) => {
    expect(smsParts(character)).toMatchObject({ encoding: 'gsm7', units: 2 });
  });

  test.each(['ç', '`', 'П', '“', '’', '—', '…', '\t', '🙂', '\u001b', '\u00a0'])('does not hold %j', (character) => {
    expect(gsmCode(character.charCodeAt(0))).toBe(notInGsm);
    expect(smsEncoding(`text ${character}`)).toBe('ucs2');
  });
});

describe('parts', () => {
  const rows: [string, string, 8 | 16, Partial<ReturnType<typeof smsParts>>][] = [
    ['nothing', '', 8, { encoding: 'gsm7', units: 0, parts: 1, perPart: 160, unitsLeft: 160 }],
    ['160 letters', 'a'.repeat(160), 8, { units: 160, parts: 1, perPart: 160, unitsLeft: 0 }],
    ['161 letters', 'a'.repeat(161), 8, { units: 161, parts: 2, perPart: 153, unitsLeft: 145 }],
    ['306 letters', 'a'.repeat(306), 8, { parts: 2, unitsLeft: 0 }],
    ['307 letters', 'a'.repeat(307), 8, { parts: 3, unitsLeft: 152 }],
    ['161 letters, wide reference', 'a'.repeat(161), 16, { parts: 2, perPart: 152, unitsLeft: 143 }],
    ['305 letters, wide reference', 'a'.repeat(305), 16, { parts: 3 }],
    ['70 Cyrillic', 'я'.repeat(70), 8, { encoding: 'ucs2', units: 70, parts: 1, perPart: 70, unitsLeft: 0 }],
    ['71 Cyrillic', 'я'.repeat(71), 8, { parts: 2, perPart: 67, unitsLeft: 63 }],
    ['133 Cyrillic, wide reference', 'я'.repeat(133), 16, { parts: 3, perPart: 66, unitsLeft: 65 }],
    ['80 euro signs', '€'.repeat(80), 8, { encoding: 'gsm7', units: 160, parts: 1, unitsLeft: 0 }],
    [
      'an escape pair across the cut',
      'a'.repeat(152) + '€' + 'a'.repeat(152),
      8,
      { units: 306, parts: 3, unitsLeft: 152 },
    ],
    ['35 emoji', '🙂'.repeat(35), 8, { units: 70, parts: 1, unitsLeft: 0 }],
    [
      'a surrogate pair across the cut',
      'я'.repeat(66) + '🙂' + 'я'.repeat(66),
      8,
      { units: 134, parts: 3, unitsLeft: 66 },
    ],
  ];

  test.each(rows)('of %s', (_name, text, referenceBits, expected) => {
    expect(smsParts(text, referenceBits)).toMatchObject(expected);
  });

  test.each([
    ['gsm7', gsmText],
    ['ucs2', anyText.map((text) => `${text}я`)],
  ] as const)('of any %s text join to it, fit, and are as many as counted', (encoding, texts) => {
    fc.assert(
      fc.property(texts, fc.constantFrom(8 as const, 16 as const), (text, referenceBits) => {
        const counted = smsParts(text, referenceBits);
        expect(counted.encoding).toBe(encoding);
        if (counted.parts === 1) return;
        const ends = smsCuts(text, encoding, counted.perPart);
        const parts = ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end));
        expect(parts.join('')).toBe(text);
        expect(parts).toHaveLength(counted.parts);
        // Each part alone is a whole text: had a pair been cut, the halves would not count as the whole does.
        const units = parts.map((part) => (encoding === 'gsm7' ? smsParts(part).units : part.length));
        expect(units.reduce((sum, each) => sum + each)).toBe(counted.units);
        expect(Math.max(...units)).toBeLessThanOrEqual(counted.perPart);
        expect(counted.unitsLeft).toBe(counted.perPart - (units.at(-1) as number));
      }),
    );
  });

  test('of well-formed text are well-formed', () => {
    const emoji = fc.string({ unit: fc.constantFrom('я', '🙂', 'a', '👩‍👧'), minLength: 80, maxLength: 400 });
    fc.assert(
      fc.property(emoji, (text) => {
        const ends = smsCuts(text, 'ucs2', 67);
        for (const [index, end] of ends.entries())
          expect(text.slice(ends[index - 1] ?? 0, end).isWellFormed()).toBe(true);
      }),
    );
  });
});
