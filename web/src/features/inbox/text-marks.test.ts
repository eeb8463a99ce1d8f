import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markedParts, wordsIn } from './text-marks.ts';

test('words are marked whatever their case, ё as е', () => {
  const words = wordsIn('Котёл и КОТЕЛ', [['котел']]);
  expect(markedParts('Котёл и КОТЕЛ', words)).toEqual(['', 'Котёл', ' и ', 'КОТЕЛ', '']);
});

test('a reading counts where the text has every word of it', () => {
  const readings = [['заказ', 'где'], ['pfrfp']];
  expect(wordsIn('Где мой заказ?', readings)).toEqual(['заказ', 'где']);
  expect(wordsIn('Мой заказ', readings)).toEqual([]);
  expect(wordsIn('pfrfp', readings)).toEqual(['pfrfp']);
});

test('what means something in a pattern is a letter here; a longer word wins over its beginning', () => {
  expect(markedParts('a.b (c) a+b', ['.', '(c)'])).toEqual(['a', '.', 'b ', '(c)', ' a+b']);
  expect(markedParts('заказы', ['зак', 'заказ'])).toEqual(['', 'заказ', 'ы']);
});

test('the parts are the text, whatever it is made of', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }),
      (text, words) => {
        expect(markedParts(text, wordsIn(text, [words])).join('')).toBe(text);
      },
    ),
  );
  // Lower case is longer here.
  expect(markedParts('İstanbul котёл', ['котел'])).toEqual(['İstanbul ', 'котёл', '']);
});
