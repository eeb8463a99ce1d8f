import { expect, test } from 'vitest';
import { mentionedIn, suggestionAt } from './suggestion-at.ts';

test.each([
  ['/', { start: 0, query: '' }],
  ['/зап', { start: 0, query: 'зап' }],
  ['Здравствуйте, /адрес офиса', { start: 14, query: 'адрес офиса' }],
  ['see https://x', null],
  ['1/2', null],
  ['/one two three four', null],
  ['/a\nb', null],
  ['plain', null],
])('a template is looked for in “%s”', (text, expected) => {
  expect(suggestionAt(text, text.length, '/')).toEqual(expected);
});

test('only what stands before the caret counts', () => {
  expect(suggestionAt('/ad and more', 3, '/')).toEqual({ start: 0, query: 'ad' });
});

test('a note names those whose name stands in it', () => {
  const members = [
    { id: '1', name: 'Анна Мельникова' },
    { id: '2', name: 'Руслан' },
  ];
  expect(mentionedIn('@Анна Мельникова, посмотри', members)).toEqual(['1']);
});
