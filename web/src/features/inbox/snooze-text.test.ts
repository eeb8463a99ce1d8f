import { describe, expect, test } from 'vitest';
import * as fc from 'fast-check';
import { parseSnooze, snoozePresets } from './snooze-text.ts';

/** A Saturday. */
const now = new Date(2026, 10, 21, 10, 15);
const written = (at: Date | null): string | null =>
  at &&
  `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()} ${at.getHours()}:${String(at.getMinutes()).padStart(2, '0')}`;

describe('a time in words', () => {
  test.each([
    ['завтра 9', '2026-11-22 9:00'],
    ['завтра в 9:30', '2026-11-22 9:30'],
    ['завтра', '2026-11-22 9:00'],
    ['завтра вечером', '2026-11-22 18:00'],
    ['послезавтра 14', '2026-11-23 14:00'],
    ['сегодня в 6 вечера', '2026-11-21 18:00'],
    ['через 2 часа', '2026-11-21 12:15'],
    ['через час', '2026-11-21 11:15'],
    ['через полчаса', '2026-11-21 10:45'],
    ['через 3 дня', '2026-11-24 10:15'],
    ['30 мин', '2026-11-21 10:45'],
    ['2ч', '2026-11-21 12:15'],
    ['в понедельник', '2026-11-23 9:00'],
    ['пн 14:30', '2026-11-23 14:30'],
    ['в субботу 8', '2026-11-28 8:00'],
    ['на следующей неделе', '2026-11-23 9:00'],
    ['25 ноября', '2026-11-25 9:00'],
    ['25.11 в 16:00', '2026-11-25 16:00'],
    ['1.03', '2027-3-1 9:00'],
    ['in 2 hours', '2026-11-21 12:15'],
    ['in an hour', '2026-11-21 11:15'],
    ['half an hour', '2026-11-21 10:45'],
    ['45m', '2026-11-21 11:00'],
    ['tomorrow 9am', '2026-11-22 9:00'],
    ['tomorrow at 3 pm', '2026-11-22 15:00'],
    ['Monday', '2026-11-23 9:00'],
    ['next tuesday 11', '2026-11-24 11:00'],
    ['next week', '2026-11-23 9:00'],
    ['25 Nov 16:00', '2026-11-25 16:00'],
    ['9', '2026-11-22 9:00'],
    ['18:30', '2026-11-21 18:30'],
  ])('%s', (text, expected) => {
    expect(written(parseSnooze(text, now))).toBe(expected);
  });

  test.each([
    '',
    'потом',
    'later',
    '25:00',
    '31.02',
    'сегодня 9',
    'tomorrow tomorrow',
    'через',
    '0 минут',
    '9 10 11',
    '__proto__',
  ])('is not read out of “%s”', (text) => {
    expect(parseSnooze(text, now)).toBeNull();
  });

  test('is always ahead, whatever is typed', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.date({ min: new Date(2020, 0), max: new Date(2090, 0), noInvalidDate: true }),
        (text, at) => {
          const found = parseSnooze(text, at);
          return found === null || found > at;
        },
      ),
    );
  });
});

test('presets are ahead, and late in the evening there is no later today', () => {
  expect(snoozePresets(now).map(({ at }) => written(at))).toEqual([
    '2026-11-21 13:00',
    '2026-11-22 9:00',
    '2026-11-23 9:00',
    '2026-11-28 9:00',
  ]);
  expect(snoozePresets(new Date(2026, 10, 21, 22, 0)).map(({ key }) => key)).toEqual(['tomorrow', 'monday', 'week']);
});
