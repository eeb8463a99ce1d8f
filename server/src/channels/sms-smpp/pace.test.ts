import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

test('F18 a throttled window halves the limit once, and pauses', () => {
  const pace = new Pace(100);
  expect(pace.throttled(10, 20)).toBe(1000);
  for (let sentAt = 0; sentAt < 20; sentAt++) expect(pace.throttled(sentAt, 30)).toBe(0);
  expect(pace.limit).toBe(50);
  expect(pace.pauseLeft(1019)).toBe(1);
  expect(pace.pauseLeft(1020)).toBe(0);
});

test('throttled again and again, it pauses longer and longer, and keeps one place', () => {
  const pace = new Pace(4);
  const pauses = Array.from({ length: 8 }, (_, index) => pace.throttled(index * 100_000, index * 100_000 + 1));
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  expect(pace.limit).toBe(1);
});

test('accepted messages bring the limit back by one a window, never past the setting', () => {
  const pace = new Pace(8);
  pace.throttled(0, 1);
  expect(pace.limit).toBe(4);
  for (let accepted = 0; accepted < 4; accepted++) pace.accepted();
  expect(pace.limit).toBe(5);
  for (let accepted = 0; accepted < 1000; accepted++) pace.accepted();
  expect(pace.limit).toBe(8);
  expect(pace.throttled(5000, 5001)).toBe(1000);
});
