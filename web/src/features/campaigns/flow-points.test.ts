import { expect, test } from 'vitest';
import { closedSpans, flowOf, limitLine, roundMarks, sentAt, thinned, type FlowPoint } from './flow-points.ts';

const start = Date.parse('2026-11-21T10:00:00Z');
const point = (minutes: number, accepted: number) => ({
  at: new Date(start + minutes * 60_000).toISOString(),
  ...{ sent: accepted, accepted, delivered: 0, read: 0, failed: 0, unknown: 0 },
});
const states = {
  ...{ queued: 60, submitting: 0, unknown: 1, accepted: 20, delivered: 10, read: 5, failed: 3, expired: 1 },
  ...{ skipped: 0, cancelled: 0 },
};
const progress = { status: 'RUNNING', etaSeconds: 120, planned: 100, states } as never;
const startedAt = new Date(start).toISOString();

test('CAM-12 the graph begins with nothing, ends now, and goes on to the forecast', () => {
  const now = start + 300_000;
  const flow = flowOf({ points: [point(1, 10), point(4, 30)] }, progress, startedAt, now)!;
  expect(flow.points.map(({ at }) => (at - start) / 60_000)).toEqual([0, 1, 4, 5]);
  expect(flow.points.map(sentAt)).toEqual([0, 10, 30, 40]);
  expect(flow.points.at(-1)).toMatchObject({ failed: 5 });
  expect(flow.forecast).toEqual({ at: now + 120_000, count: 100 });
});

test('one that has ended stops where the last note is, and forecasts nothing', () => {
  const ended = { ...(progress as object), status: 'COMPLETED' } as never;
  const flow = flowOf({ points: [point(1, 10), point(4, 30)] }, ended, startedAt, start + 9_000_000)!;
  expect(flow.points).toHaveLength(3);
  expect(flow.points.at(-1)!.at).toBe(start + 240_000);
  expect(flow.forecast).toBeNull();
});

test('before anything was noted there is no graph', () => {
  expect(flowOf({ points: [] }, progress, startedAt, start)).toBeNull();
});

test('a table keeps the last point, whatever it leaves out', () => {
  const many: FlowPoint[] = Array.from({ length: 100 }, (_, at) => ({
    at,
    read: 0,
    delivered: 0,
    accepted: 0,
    failed: 0,
  }));
  const few = thinned(many, 24);
  expect(few.length).toBeLessThanOrEqual(24);
  expect(few.at(-1)!.at).toBe(99);
});

test('marks of an axis are round, four or five of them, and reach over all', () => {
  expect(roundMarks(160)).toEqual({ step: 50, last: 200 });
  expect(roundMarks(18_420)).toEqual({ step: 5_000, last: 20_000 });
  expect(roundMarks(3)).toEqual({ step: 1, last: 3 });
  expect(roundMarks(0)).toEqual({ step: 1, last: 1 });
  for (const most of [7, 86, 2_373, 99_999, 1_000_000]) {
    const { step, last } = roundMarks(most);
    expect(last).toBeGreaterThanOrEqual(most);
    expect(last / step).toBeLessThanOrEqual(5);
  }
});

test('UX-40 the limit in force goes on from now, no further than the plan or the graph', () => {
  const now = start + 300_000;
  const limited = (limitPerSecond: number | null): ReturnType<typeof limitLine> => {
    const held = { ...(progress as object), limitPerSecond, limitedBy: limitPerSecond && 'campaign' } as never;
    return limitLine(flowOf({ points: [point(1, 10)] }, held, startedAt, now)!);
  };
  // 40 of 100 are through, and the forecast is two minutes away.
  expect(limited(0.25)).toEqual([
    [now, 40],
    [now + 120_000, 70],
  ]);
  expect(limited(6)).toEqual([
    [now, 40],
    [now + 10_000, 100],
  ]);
  expect(limited(null)).toEqual([]);
});

test('UX-40 the hours in which nothing is sent are marked, also over midnight and in the zone of the organization', () => {
  const minutes = (from: string, to: string, zone: string): number[][] => {
    const flow = flowOf({ points: [point(1, 10)] }, progress, startedAt, start + 58 * 60_000)!;
    return closedSpans({ hours: { from, to } }, zone, flow).map((span) => [
      (span.from - start) / 60_000,
      (span.to - start) / 60_000,
    ]);
  };
  // The graph goes from 10:00 to 11:00 UTC.
  expect(minutes('09:00', '10:30', 'UTC')).toEqual([[30, 60]]);
  expect(minutes('10:45', '10:15', 'UTC')).toEqual([[15, 45]]);
  expect(minutes('09:00', '20:00', 'UTC')).toEqual([]);
  expect(minutes('09:00', '15:45', 'Asia/Kolkata')).toEqual([[15, 60]]);
});
