import { expect, test } from 'vitest';
import { preferredLanguage } from './language.ts';

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['ru', 'ru'],
  ['ru-RU,ru;q=0.9,en-US;q=0.8', 'ru'],
  ['en-GB,ru;q=0.9', 'en'],
  ['de, ru;q=0.5, en;q=0.4', 'ru'],
  ['ru;q=0, en;q=0.1', 'en'],
  ['ru;q=nonsense', 'en'],
  ['*', 'en'],
])('%s is read in %s', (header, language) => {
  expect(preferredLanguage(header)).toBe(language);
});
