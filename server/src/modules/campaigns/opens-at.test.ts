import { expect, test } from 'vitest';
import { opensAt } from './opens-at.ts';

const at = (time: string): Date => new Date(`2026-11-21T${time}:30Z`);
const day = { hours: { from: '09:00', to: '20:00' } };
const night = { hours: { from: '22:00', to: '06:15' } };

test.each([
  ['within them', day, 'UTC', '12:00', null],
  ['without any', { hours: null }, 'UTC', '03:00', null],
  ['before them', day, 'UTC', '07:20', '2026-11-21T09:00:00.000Z'],
  ['after them', day, 'UTC', '20:00', '2026-11-22T09:00:00.000Z'],
  ['in the zone of the organization', day, 'Asia/Kolkata', '15:00', '2026-11-22T03:30:00.000Z'],
  ['past midnight', night, 'UTC', '06:15', '2026-11-21T22:00:00.000Z'],
] as const)('UX-40 a campaign goes on at the beginning of its hours: %s', (_case, options, zone, time, expected) => {
  expect(opensAt(options, zone, at(time))?.toISOString() ?? null).toBe(expected);
});
