import type { CampaignStatus } from '@parley/contract/campaigns';
import type { ChannelWork, ChannelWorkReason } from '@parley/contract/campaign-progress';
import type { CampaignChannel } from './campaign-queries.ts';

const hourMilliseconds = 60 * 60 * 1_000;
const dayHours = 24;

export interface Account {
  readonly state: string;
  readonly isPaused: boolean;
  readonly isRemoved: boolean;
  readonly perHour: number | null;
  readonly perDay: number | null;
  /** By the full hour, of the last 24. */
  readonly use: readonly { readonly hour: Date; readonly claimed: number }[];
  /** When the hours of the campaign begin again; null within them. */
  readonly opensAt: Date | null;
  /** Somebody is left whom it may write to, or a message of it is on the wire. */
  readonly hasWork: boolean;
}

export function accountOf(
  channel: CampaignChannel,
  { use, hasWork, opensAt }: Pick<Account, 'use' | 'hasWork' | 'opensAt'>,
): Account {
  return {
    state: channel.state,
    isPaused: channel.paused_at !== null,
    isRemoved: channel.removed_at !== null,
    perHour: channel.per_hour,
    perDay: channel.per_day,
    use,
    hasWork,
    opensAt,
  };
}

export interface Work {
  readonly work: ChannelWork;
  readonly reason: ChannelWorkReason | null;
  readonly until: Date | null;
}

/** What an account does for a campaign at a moment, and why it does not send. The first reason that holds. */
export function workOf(account: Account, status: CampaignStatus, now: Date): Work {
  const because = (work: ChannelWork, reason: ChannelWorkReason | null = null, until: Date | null = null): Work => ({
    work,
    reason,
    until,
  });
  if (status === 'DRAFT' || status === 'SCHEDULED' || status === 'QUEUED') return because('pending');
  if (status !== 'RUNNING' && status !== 'PAUSED') return because('completed');
  if (!account.hasWork) return because('completed');
  if (account.isRemoved) return because('error', 'removed');
  if (account.state === 'login_required') return because('error', 'login_required');
  if (account.isPaused) return because('waiting', 'paused');
  if (status === 'PAUSED') return because('waiting', 'campaign_paused');
  if (account.state !== 'connected') return because('waiting', 'reconnecting');
  if (account.opensAt !== null) return because('waiting', 'hours', account.opensAt);
  const hour = startOfHour(now);
  const day = dayLimitUntil(account, hour);
  if (day !== null) return because('waiting', 'day_limit', day);
  const usedThisHour = sum(account.use.filter((use) => use.hour.getTime() === hour));
  if (account.perHour !== null && usedThisHour >= account.perHour) {
    return because('waiting', 'hour_limit', new Date(hour + hourMilliseconds));
  }
  return because('running');
}

/** The daily limit looks back over 24 full hours: the first hour in which enough of the use has dropped out. */
function dayLimitUntil({ perDay, use }: Account, hour: number): Date | null {
  if (perDay === null) return null;
  for (let later = 0; later <= dayHours; later++) {
    const start = hour + later * hourMilliseconds;
    const counted = use.filter((entry) => entry.hour.getTime() > start - dayHours * hourMilliseconds);
    if (sum(counted) < perDay) return later === 0 ? null : new Date(start);
  }
  return new Date(hour + dayHours * hourMilliseconds);
}

function startOfHour(now: Date): number {
  return Math.floor(now.getTime() / hourMilliseconds) * hourMilliseconds;
}

function sum(use: readonly { readonly claimed: number }[]): number {
  return use.reduce((total, { claimed }) => total + claimed, 0);
}
