import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { optOutWord } from './opt-out-words.ts';

describe('optOutWord', () => {
  test.each([
    ['STOP', 'stop'],
    ['stop.', 'stop'],
    ['  Stop!!! ', 'stop'],
    ['«Стоп»', 'стоп'],
    ['СТОП 🛑', 'стоп'],
    ['Отписаться', 'отписаться'],
    ['UNSUBSCRIBE', 'unsubscribe'],
    ['opt-out', 'opt out'],
    ['ＳＴＯＰ', 'stop'],
    ['Отпишите, меня.', 'отпишите меня'],
  ])('CAM-14 %s opts out', (text, word) => {
    expect(optOutWord(text, [])).toBe(word);
  });

  test.each([
    '',
    '!!!',
    'stop by at six',
    'Не останавливайтесь',
    'please do not stop',
    'стоп-кран сломан',
    'non stop',
    'yes',
  ])('%j opts nobody out', (text) => {
    expect(optOutWord(text, [])).toBeNull();
  });

  test('CAM-14 the organization’s own words count, in any form', () => {
    expect(optOutWord('  нЕ НАДО!', ['Не надо'])).toBe('не надо');
    expect(optOutWord('всё', ['все'])).toBe('все');
    expect(optOutWord('...', ['...', ''])).toBeNull();
  });

  test('a word inside a longer message never counts', () => {
    const word = fc.stringMatching(/^[a-zа-я]{1,12}$/).filter((text) => optOutWord(text, []) === null);
    fc.assert(
      fc.property(word, word, (before, after) => {
        fc.pre(!['all'].includes(after));
        expect(optOutWord(`${before} stop ${after}`, [])).toBeNull();
      }),
    );
  });
});
