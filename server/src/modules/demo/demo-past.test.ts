import { wallTime } from '@parley/contract/template-format';
import { expect, test } from 'vitest';
import { demoScripts } from './demo-scripts.ts';
import { lastTuesday, timesOfTurns, tomorrowMorning } from './demo-past.ts';

const zone = 'Europe/Moscow';
const now = new Date('2026-11-21T12:00:00Z');

test.each(['en', 'ru'] as const)('turns follow each other and are in the past (%s)', (language) => {
  for (const [index, dialogue] of demoScripts[language].dialogues.entries()) {
    for (const at of [now, new Date('2026-11-20T21:30:00Z')]) {
      const times = timesOfTurns(dialogue, index, at, zone).map((time) => time.getTime());
      expect(times).toHaveLength(dialogue.turns.length);
      expect(times).toEqual(times.toSorted((one, other) => one - other));
      expect(times.at(-1)).toBeLessThanOrEqual(at.getTime());
      expect(times[0]).toBeGreaterThan(at.getTime() - 30 * 86_400_000);
    }
  }
});

test('who waits for an answer waits since today; what is closed was closed on a day before', () => {
  const waiting = timesOfTurns({ turns: [['c', 'Hello']] }, 4, now, zone);
  expect(now.getTime() - waiting[0]!.getTime()).toBeLessThan(7 * 3_600_000);
  const closed = timesOfTurns(
    {
      turns: [
        ['c', 'Hello'],
        ['o', 'Hi'],
      ],
      ends: 'resolved',
    },
    4,
    now,
    zone,
  );
  expect(wallTime(closed[1]!, zone).day).not.toBe(21);
});

test('the last Tuesday is never today, and tomorrow morning is at nine there', () => {
  for (let days = 0; days < 7; days++) {
    const today = new Date(now.getTime() + days * 86_400_000);
    const tuesday = lastTuesday(today, zone);
    expect(wallTime(tuesday, zone)).toMatchObject({ weekday: 2, hour: 10, minute: 0 });
    const ago = today.getTime() - tuesday.getTime();
    expect(ago).toBeGreaterThan(12 * 3_600_000);
    expect(ago).toBeLessThan(8 * 86_400_000);
  }
  expect(wallTime(tomorrowMorning(now, zone), zone)).toMatchObject({ day: 22, hour: 9 });
});
