import { expect, test } from 'vitest';
import { isWithinHours } from './campaign-turns.ts';

const plan = (from: string, to: string, timeZone = 'UTC') => ({
  options: { hours: { from, to } },
  organization: { timeZone },
});
const at = (time: string): Date => new Date(`2026-11-21T${time}:00Z`);

test.each([
  ['09:00', '18:00', '08:59', false],
  ['09:00', '18:00', '09:00', true],
  ['09:00', '18:00', '17:59', true],
  ['09:00', '18:00', '18:00', false],
  ['22:00', '06:00', '23:30', true],
  ['22:00', '06:00', '05:59', true],
  ['22:00', '06:00', '12:00', false],
])('CAM-7 from %s to %s at %s: %s', (from, to, time, expected) => {
  expect(isWithinHours(plan(from, to), at(time))).toBe(expected);
});

test('the hours are those of the organization’s place', () => {
  expect(isWithinHours(plan('09:00', '18:00', 'Asia/Vladivostok'), at('00:30'))).toBe(true);
  expect(isWithinHours(plan('09:00', '18:00', 'Asia/Vladivostok'), at('12:00'))).toBe(false);
});
