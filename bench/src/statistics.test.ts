import { expect, test } from 'vitest';
import { median, percentile, rounded } from './statistics.ts';

test('the median does not mind outliers or the order', () => {
  expect(median([9, 1, 1_000])).toBe(9);
  expect(median([4, 1, 3, 2])).toBe(2);
  expect(median([])).toBeNaN();
});

test('a percentile is one of the values', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(percentile(values, 95)).toBe(95);
  expect(percentile([7], 99)).toBe(7);
  expect(percentile([1, 2], 100)).toBe(2);
});

test('figures are rounded for reading', () => {
  expect(rounded(12.345, 1)).toBe(12.3);
});
