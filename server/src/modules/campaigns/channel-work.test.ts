import { describe, expect, test } from 'vitest';
import { workOf, type Account } from './channel-work.ts';

const now = new Date('2026-11-21T10:20:00Z');
const hour = (hours: number): Date => new Date(Date.UTC(2026, 10, 21, 10 + hours));
const account: Account = {
  state: 'connected',
  isPaused: false,
  isRemoved: false,
  perHour: null,
  perDay: null,
  use: [],
  opensAt: null,
  hasWork: true,
};
const work = (change: Partial<Account>, status: Parameters<typeof workOf>[1] = 'RUNNING') =>
  workOf({ ...account, ...change }, status, now);

describe('CAM-6 what an account does for a campaign', () => {
  test.each([
    [{}, 'RUNNING', 'running', null],
    [{}, 'QUEUED', 'pending', null],
    [{}, 'PAUSED', 'waiting', 'campaign_paused'],
    [{}, 'COMPLETED', 'completed', null],
    [{ hasWork: false }, 'RUNNING', 'completed', null],
    [{ isRemoved: true }, 'RUNNING', 'error', 'removed'],
    [{ state: 'login_required' }, 'PAUSED', 'error', 'login_required'],
    [{ isPaused: true }, 'RUNNING', 'waiting', 'paused'],
    [{ state: 'reconnecting' }, 'RUNNING', 'waiting', 'reconnecting'],
  ] as const)('%j in a campaign that is %s: %s, %s', (change, status, expected, reason) => {
    expect(work(change, status)).toEqual({ work: expected, reason, until: null });
  });

  test('UX-40 outside of the hours of the campaign it waits for them, whatever limits it has', () => {
    const use = [{ hour: hour(0), claimed: 100 }];
    expect(work({ opensAt: hour(3), perHour: 100, use })).toEqual({ work: 'waiting', reason: 'hours', until: hour(3) });
    expect(work({ opensAt: hour(3), isPaused: true }).reason).toBe('paused');
  });

  test('UX-40 an hourly limit that is used up lets it go on with the next hour', () => {
    const use = [
      { hour: hour(0), claimed: 100 },
      { hour: hour(-1), claimed: 500 },
    ];
    expect(work({ perHour: 100, use })).toEqual({ work: 'waiting', reason: 'hour_limit', until: hour(1) });
    expect(work({ perHour: 101, use }).work).toBe('running');
  });

  test('UX-40 a daily limit lets it go on when enough of the last 24 hours has dropped out', () => {
    const use = [
      { hour: hour(-23), claimed: 10 },
      { hour: hour(-20), claimed: 60 },
      { hour: hour(0), claimed: 40 },
    ];
    expect(work({ perDay: 110, use })).toEqual({ work: 'waiting', reason: 'day_limit', until: hour(1) });
    expect(work({ perDay: 100, use })).toEqual({ work: 'waiting', reason: 'day_limit', until: hour(4) });
    expect(work({ perDay: 30, use })).toEqual({ work: 'waiting', reason: 'day_limit', until: hour(24) });
    expect(work({ perDay: 111, use }).work).toBe('running');
  });
});
