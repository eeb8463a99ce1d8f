import { expect, test } from 'vitest';
import { reconnectDelay } from './reconnect-delay.ts';

test('the delay doubles up to a minute, half of it random', () => {
  const longest = [1, 2, 3, 7, 8, 100].map((failures) => reconnectDelay(failures, false, () => 1));
  expect(longest).toEqual([1000, 2000, 4000, 60_000, 60_000, 60_000]);
  expect(reconnectDelay(3, false, () => 0)).toBe(2000);
});

test('a session held elsewhere is given more time', () => {
  expect(reconnectDelay(1, true, () => 0)).toBe(5000);
  expect(reconnectDelay(50, true, () => 1)).toBe(300_000);
});
