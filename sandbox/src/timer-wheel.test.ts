import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TimerWheel } from './timer-wheel.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

function recording(wheel: TimerWheel) {
  const fired: { name: string; at: number }[] = [];
  const start = performance.now();
  const schedule = (name: string, delay: number, then?: () => void) => {
    const fire = () => {
      fired.push({ name, at: performance.now() - start });
      then?.();
    };
    wheel.schedule({ fire }, delay);
  };
  return { fired, schedule };
}

test('everything fires once, in order of its delay, never early and at most two ticks late', () => {
  const { fired, schedule } = recording(new TimerWheel());
  const delays = [900, 0, 3, 40, 41, 5000, 7, 7];
  delays.forEach((delay, index) => schedule(`${index}`, delay));
  vi.advanceTimersByTime(10_000);
  expect(fired.map(({ name }) => name)).toEqual(['1', '2', '6', '7', '3', '4', '0', '5']);
  for (const { name, at } of fired) {
    const delay = delays[Number(name)] as number;
    expect(at).toBeGreaterThanOrEqual(delay);
    expect(at).toBeLessThanOrEqual(delay + 10);
  }
});

test('what is scheduled while others fire takes nothing from those still waiting', async () => {
  vi.useRealTimers();
  const { fired, schedule } = recording(new TimerWheel());
  schedule('first', 5, () => schedule('from first', 20));
  schedule('second', 10);
  // The event loop is blocked until both are overdue, in ticks long past.
  const blockedUntil = performance.now() + 50;
  while (performance.now() < blockedUntil);
  await vi.waitFor(() => expect(fired).toHaveLength(3));
  expect(fired.map(({ name }) => name)).toEqual(['first', 'second', 'from first']);
});

test('no timer is left when nothing waits or the wheel was stopped', () => {
  const wheel = new TimerWheel();
  const { fired, schedule } = recording(wheel);
  schedule('one', 10);
  vi.advanceTimersByTime(50);
  expect(vi.getTimerCount()).toBe(0);
  schedule('never', 10);
  wheel.stop();
  schedule('nor this', 10);
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(50);
  expect(fired.map(({ name }) => name)).toEqual(['one']);
});
