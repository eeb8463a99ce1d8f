import { expect, test } from 'vitest';
import { originOf } from './same-origin.ts';

test.each([
  [{}, 'unsaid'],
  [{ origin: 'https://parley.example' }, 'own'],
  [{ origin: 'https://parley.example:444' }, 'foreign'],
  [{ origin: 'https://desk.example' }, 'own'],
  [{ origin: 'http://desk.example' }, 'foreign'],
  [{ origin: 'https://evil.example' }, 'foreign'],
  [{ origin: 'https://parley.example.evil.example' }, 'foreign'],
  [{ origin: 'null' }, 'foreign'],
  [{ origin: '' }, 'foreign'],
  [{ 'sec-fetch-site': 'same-origin' }, 'own'],
  [{ 'sec-fetch-site': 'same-site', origin: 'https://parley.example' }, 'foreign'],
  [{ 'sec-fetch-site': 'cross-site', origin: 'https://parley.example' }, 'foreign'],
  [{ 'sec-fetch-site': 'none' }, 'foreign'],
])('SEC-25 %j is %s', (headers, expected) => {
  expect(originOf({ host: 'parley.example', ...headers }, 'https://desk.example')).toBe(expected);
});
