import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { AppError } from './errors.ts';

const id = '01a1fcc3-c118-7000-8722-ec3ee84c0967';
const time = '2026-11-21T09:30:00.123Z';

test('the place comes back as it was, for its list', () => {
  const cursor = encodeCursor('people', ['Анна', id, 7, time]);
  expect(decodeCursor('people', cursor, ['text', 'id', 'number', 'time'])).toEqual(['Анна', id, 7, time]);
  expect(decodeCursor('people', undefined, ['id'])).toBeNull();
  expect(() => decodeCursor('groups', cursor, ['text', 'id', 'number', 'time'])).toThrow(AppError);
});

test.each([
  ['id', 'x'],
  ['id', `${id}' or true`],
  ['text', 'a\0b'],
  ['text', 7],
  ['number', 1.5],
  ['number', 2 ** 40],
  ['number', '7'],
  ['time', 'yesterday'],
  ['time', '2026-02-30T00:00:00Z'],
  ['time', '2026-13-45T00:00:00Z'],
] as const)('SEC-11 a %s that is %j is not taken', (kind, value) => {
  expect(() => decodeCursor('people', encodeCursor('people', [value]), [kind])).toThrow(AppError);
});

test('the times of PostgreSQL are times', () => {
  const places = ['2026-11-21 09:30:00.123456+00', '2026-11-21 09:30:00+03', '2026-11-21T09:30:00.123456'];
  for (const place of places)
    expect(decodeCursor('people', encodeCursor('people', [place]), ['time'])).toEqual([place]);
});

test('whatever else is sent is one and the same refusal', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map((text) => Buffer.from(text).toString('base64url')),
      ),
      (text) => {
        expect(() => decodeCursor('people', text, ['id'])).toThrow(expect.objectContaining({ code: 'cursor_invalid' }));
      },
    ),
  );
});
