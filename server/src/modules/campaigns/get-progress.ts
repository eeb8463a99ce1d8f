import type { CampaignProgress, StateCounts } from '@parley/contract/campaigns';
import { campaignCounters, type Counters } from '#sending';
import type { Ctx } from '#platform/context';
import { listChannels } from './campaign-queries.ts';
import { countReplies, findProgress } from './campaign-report-queries.ts';
import { campaignOf, getCampaignRow } from './get-campaign.ts';
import { rateLimit } from './rate-limit.ts';
import { sentOf } from './sample-progress.ts';

const speedMilliseconds = { shortest: 10_000, longest: 30_000 };

/** Where a campaign is: every recipient in exactly one state, speed, and when it will be through. Throws `record_missing`. */
export async function getProgress(ctx: Ctx, { id }: { id: string }): Promise<CampaignProgress> {
  const row = await getCampaignRow(ctx, id);
  const campaign = campaignOf(row);
  const counters = await campaignCounters(ctx, id);
  const planned = row.planned ?? 0;
  const states = statesOf(planned, counters, row.status === 'CANCELLED');
  const perSecond = row.status === 'RUNNING' ? await speed(ctx, id, row.started_at, sentOf(counters)) : 0;
  const limitPerSecond = await rateLimit(ctx, campaign);
  const { replied, opted_out: optedOut } = await countReplies(ctx.db, ctx.actor.organizationId, id);
  return {
    status: row.status,
    statusReason: row.status_reason,
    planned,
    excluded: row.exclusions,
    states,
    waiting: counters.reduce((total, { waiting }) => total + waiting, 0),
    channels: await channelsOf(ctx, campaign.channelIds, counters),
    perSecond,
    limitPerSecond,
    etaSeconds: row.status === 'RUNNING' ? eta(states.queued, perSecond, limitPerSecond) : null,
    replied,
    optedOut,
  };
}

type Counted = Omit<StateCounts, 'queued'>;

/** The states of all recipients: whoever is in none of those counted is queued, or cancelled with the campaign. */
export function statesOf(planned: number, counters: readonly Counted[], isCancelled: boolean): StateCounts {
  const states: StateCounts = {
    queued: 0,
    submitting: 0,
    unknown: 0,
    accepted: 0,
    delivered: 0,
    read: 0,
    failed: 0,
    expired: 0,
    skipped: 0,
    cancelled: 0,
  };
  for (const counter of counters) for (const name of countedStates) states[name] += counter[name];
  const untouched = planned - countedStates.reduce((total, name) => total + states[name], 0);
  states[isCancelled ? 'cancelled' : 'queued'] += untouched;
  return states;
}

const countedStates = [
  'submitting',
  'unknown',
  'accepted',
  'delivered',
  'read',
  'failed',
  'expired',
  'skipped',
  'cancelled',
] as const satisfies (keyof Counted)[];

async function channelsOf(
  ctx: Ctx,
  channelIds: readonly string[],
  counters: readonly Counters[],
): Promise<CampaignProgress['channels']> {
  const channels = await listChannels(ctx.db, ctx.actor.organizationId, channelIds);
  return counters.map(({ channelId, waiting, ...states }) => {
    const channel = channels.find(({ id }) => id === channelId)!;
    return { channelId, name: channel.name, state: channel.state, paused: channel.paused_at !== null, waiting, states };
  });
}

/** From the newest sample that is at least ten seconds old. Without one the campaign has just begun, or stands still. */
async function speed(ctx: Ctx, id: string, startedAt: Date | null, sent: number): Promise<number> {
  const now = ctx.clock.now().getTime();
  const from = new Date(now - speedMilliseconds.longest);
  const to = new Date(now - speedMilliseconds.shortest);
  const sample = await findProgress(ctx.db, ctx.actor.organizationId, id, from, to);
  const start = sample ?? (startedAt && startedAt >= from ? { at: startedAt, sent: 0 } : null);
  if (!start) return 0;
  const seconds = (now - start.at.getTime()) / 1_000;
  return seconds > 0 ? Math.max(0, sent - start.sent) / seconds : 0;
}

function eta(left: number, perSecond: number, limitPerSecond: number | null): number | null {
  const rate = perSecond > 0 ? perSecond : limitPerSecond;
  return rate === null || rate === 0 ? null : left / rate;
}
