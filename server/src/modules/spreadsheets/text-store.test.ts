import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextStore } from './text-store.ts';

test('SPD-8 texts of any number and length come back as they went in', () => {
  const text = fc
    .string({ unit: 'grapheme', maxLength: 30 })
    .filter((one) => !one.includes('\0') && one.isWellFormed());
  const long = fc
    .tuple(fc.constantFrom('a', 'я', '漢', '😀'), fc.nat(200_000))
    .map(([unit, times]) => unit.repeat(times));
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 20, arbitrary: text }, long), { maxLength: 60 }), (texts) => {
      const store = new TextStore();
      for (const one of texts) store.add(one);
      expect(texts.map((_, index) => store.get(index))).toEqual(texts);
      for (const index of [-1, texts.length, Number.NaN, 0.5]) expect(store.get(index)).toBeUndefined();
    }),
    { numRuns: 50 },
  );
});

test('more texts than it begins with', () => {
  const store = new TextStore();
  for (let index = 0; index < 100_000; index++) store.add(`text ${index}`);
  for (const index of [0, 1_023, 1_024, 54_321, 99_999]) expect(store.get(index)).toBe(`text ${index}`);
  expect(() => store.add('x'.repeat(1024 * 1024))).toThrow('longer than a cell');
});
