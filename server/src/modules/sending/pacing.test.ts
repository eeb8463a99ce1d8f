import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Pacing } from './pacing.ts';

const none = { hour: 0, day: 0 };

describe('pacing', () => {
  test('without limits the window alone decides', () => {
    expect(new Pacing({ perSecond: null, perHour: null, perDay: null }, none, 0).available(0)).toBe(Infinity);
  });

  test('never lets more through in a second than the limit and its tenth, however it is asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 200 }),
        (rate, steps) => {
          const pacing = new Pacing({ perSecond: rate, perHour: null, perDay: null }, none, 0);
          let now = 0;
          let sent = 0;
          for (const step of steps) {
            now += step;
            const count = pacing.available(now);
            pacing.take(count);
            sent += count;
            expect(sent).toBeLessThanOrEqual((now / 1_000) * rate + Math.max(1, rate * 0.1));
          }
        },
      ),
    );
  });

  test('reaches the limit when it is asked often enough', () => {
    const pacing = new Pacing({ perSecond: 50, perHour: null, perDay: null }, none, 0);
    let sent = 0;
    for (let now = 0; now <= 10_000; now += 10) {
      const count = pacing.available(now);
      pacing.take(count);
      sent += count;
    }
    expect(sent).toBeGreaterThanOrEqual(499);
  });

  test('CHN-13 what was used before a restart counts against the caps', () => {
    const pacing = new Pacing({ perSecond: null, perHour: 100, perDay: 1_000 }, { hour: 40, day: 990 }, 0);
    expect(pacing.available(0)).toBe(10);
    pacing.take(10);
    expect(pacing.available(0)).toBe(0);
    pacing.refresh({ perSecond: null, perHour: 100, perDay: 2_000 }, { hour: 50, day: 1_000 });
    expect(pacing.available(0)).toBe(50);
  });

  test('F18 a network that asks for a pause gets it', () => {
    const pacing = new Pacing({ perSecond: null, perHour: null, perDay: null }, none, 0);
    pacing.pauseFor(2_000, 100);
    expect(pacing.available(2_099)).toBe(0);
    expect(pacing.available(2_100)).toBe(Infinity);
  });
});
