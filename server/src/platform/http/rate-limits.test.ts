import { expect, test } from 'vitest';
import { createRateLimits } from './rate-limits.ts';

function limitsAt(): { limits: ReturnType<typeof createRateLimits>; wait: (milliseconds: number) => void } {
  let now = 0;
  return { limits: createRateLimits(() => now, 3), wait: (milliseconds) => (now += milliseconds) };
}

test('a minute’s worth may come at once, then one as each is earned back', () => {
  const { limits, wait } = limitsAt();
  const first = Array.from({ length: 6 }, () => limits.take('ann', 6));
  expect(first.map((allowance) => allowance.allowed)).toEqual(Array.from({ length: 6 }, () => true));
  expect(first.map((allowance) => allowance.remaining)).toEqual([5, 4, 3, 2, 1, 0]);
  expect(limits.take('ann', 6)).toMatchObject({ allowed: false, remaining: 0, resetSeconds: 60, retrySeconds: 10 });
  wait(10_000);
  expect(limits.take('ann', 6).allowed).toBe(true);
  expect(limits.take('ann', 6).allowed).toBe(false);
});

test('a refused request costs nothing', () => {
  const { limits, wait } = limitsAt();
  limits.take('ann', 1);
  for (let number = 0; number < 10; number++) limits.take('ann', 1);
  wait(60_000);
  expect(limits.take('ann', 1).allowed).toBe(true);
});

test('one does not pay for another, and memory is bounded', () => {
  const { limits } = limitsAt();
  limits.take('ann', 1);
  expect(limits.take('ben', 1).allowed).toBe(true);
  expect(limits.take('ann', 1).allowed).toBe(false);
  for (const name of ['cat', 'dan', 'eve']) limits.take(name, 1);
  // Ann, least recently seen of four, is forgotten.
  expect(limits.take('ann', 1).allowed).toBe(true);
});
