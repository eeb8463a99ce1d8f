import { expect, test } from 'vitest';
import { arrayText, parseUuidArray } from './array-text.ts';

test('is what PostgreSQL reads and writes', () => {
  const ids = ['0198c0de-7a11-7000-8000-000000000001', '0198c0de-7a11-7000-8000-000000000002'];
  for (const some of [[], ids.slice(1), ids]) expect(parseUuidArray(arrayText(some))).toEqual(some);
  expect(arrayText([1, -2, 30])).toBe('{1,-2,30}');
});
