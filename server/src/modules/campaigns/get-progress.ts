import type { Campaign } from '@parley/contract/campaigns';
import type { CampaignProgress } from '@parley/contract/campaign-progress';
import { getOrganizationRow } from '#organizations';
import { campaignCounters, type Counters } from '#sending';
import type { Ctx } from '#platform/context';
import { listChannels, listFrozenPrices, type CampaignRow, type FrozenPrice } from './campaign-queries.ts';
import { countLanes, countReplies, findProgress, listUse } from './campaign-report-queries.ts';
import { accountOf, workOf } from './channel-work.ts';
import { costOf, spentOf } from './estimate-cost.ts';
import { campaignOf, getCampaignRow } from './get-campaign.ts';
import { opensAt } from './opens-at.ts';
import { rateLimit } from './rate-limit.ts';
import { sentOf } from './sample-progress.ts';
import { statesOf } from './states-of.ts';

const speedMilliseconds = { shortest: 10_000, longest: 30_000 };

/** Where a campaign is: every recipient in exactly one state, speed, and when it will be through. Throws `record_missing`. */
export async function getProgress(ctx: Ctx, { id }: { id: string }): Promise<CampaignProgress> {
  const row = await getCampaignRow(ctx, id);
  const campaign = campaignOf(row);
  const counters = await campaignCounters(ctx, id);
  const states = statesOf(row.planned ?? 0, counters, row.status === 'CANCELLED');
  const speed = row.status === 'RUNNING' ? await speedOf(ctx, row, counters) : standingStill;
  const { perSecond: limitPerSecond, by: limitedBy } = await rateLimit(ctx, campaign);
  const prices = await listFrozenPrices(ctx.db, ctx.actor.organizationId, id);
  const used = counters.map(({ channelId, parts }) => ({
    parts,
    ...prices.find((price) => price.channel_id === channelId)!,
  }));
  const replies = await countReplies(ctx.db, ctx.actor.organizationId, id);
  return {
    status: row.status,
    statusReason: row.status_reason,
    planned: row.planned ?? 0,
    excluded: row.exclusions,
    states,
    waiting: counters.reduce((total, { waiting }) => total + waiting, 0),
    channels: await channelsOf(ctx, campaign, { counters, used, speed }),
    spend: spendOf(used, row.estimated_parts),
    perSecond: speed.perSecond,
    limitPerSecond,
    limitedBy,
    etaSeconds: row.status === 'RUNNING' ? eta(states.queued, speed.perSecond, limitPerSecond) : null,
    replied: replies.replied,
    awaitingReply: replies.awaiting,
    optedOut: replies.opted_out,
  };
}

interface Speed {
  readonly perSecond: number;
  readonly ofChannel: (channelId: string) => number;
}

const standingStill: Speed = { perSecond: 0, ofChannel: () => 0 };

/** From the newest sample that is at least ten seconds old. Without one the campaign has just begun, or stands still. */
async function speedOf(
  ctx: Ctx,
  { id, started_at: startedAt }: CampaignRow,
  counters: readonly Counters[],
): Promise<Speed> {
  const now = ctx.clock.now().getTime();
  const from = new Date(now - speedMilliseconds.longest);
  const to = new Date(now - speedMilliseconds.shortest);
  const sample = await findProgress(ctx.db, ctx.actor.organizationId, id, from, to);
  const start = sample ?? (startedAt && startedAt >= from ? { at: startedAt, sent: 0, by_channel: {} } : null);
  const seconds = start ? (now - start.at.getTime()) / 1_000 : 0;
  if (!start || seconds <= 0) return standingStill;
  const rate = (sent: number, before: number) => Math.max(0, sent - before) / seconds;
  const before: Readonly<Record<string, number>> = start.by_channel;
  return {
    perSecond: rate(sentOf(counters), start.sent),
    ofChannel: (channelId) =>
      rate(sentOf(counters.filter((counter) => counter.channelId === channelId)), before[channelId] ?? 0),
  };
}

async function channelsOf(
  ctx: Ctx,
  campaign: Campaign,
  { counters, used, speed }: { counters: readonly Counters[]; used: readonly Used[]; speed: Speed },
): Promise<CampaignProgress['channels']> {
  const { organizationId } = ctx.actor;
  const channels = await listChannels(ctx.db, organizationId, campaign.channelIds);
  const use = await listUse(ctx.db, organizationId, campaign.channelIds);
  const { time_zone: timeZone } = await getOrganizationRow(ctx.db, organizationId);
  const opens = opensAt(campaign.options, timeZone, ctx.clock.now());
  const lanes = await countLanes(ctx.db, organizationId, campaign.id);
  const leftIn = (wanted: number) => lanes.find(({ lane }) => lane === wanted)?.left ?? 0;
  return counters.map(({ channelId, waiting, parts, ...states }) => {
    const channel = channels.find(({ id }) => id === channelId)!;
    const ownQueued = leftIn(campaign.channelIds.indexOf(channelId) + 1);
    const account = accountOf(channel, {
      use: use.filter((entry) => entry.channel_id === channelId),
      opensAt: opens,
      hasWork: ownQueued + leftIn(0) + waiting + states.submitting > 0,
    });
    const { work, reason, until } = workOf(account, campaign.status, ctx.clock.now());
    const perSecond = speed.ofChannel(channelId);
    // Who belongs to nobody is shared by speed: all accounts get through with them at the same moment.
    const ownSeconds = perSecond > 0 ? ownQueued / perSecond : 0;
    const sharedSeconds = speed.perSecond > 0 ? leftIn(0) / speed.perSecond : 0;
    return {
      channelId,
      name: channel.name,
      network: channel.network,
      state: channel.state,
      paused: channel.paused_at !== null,
      work,
      workReason: reason,
      until: until?.toISOString() ?? null,
      limits: { perHour: channel.per_hour, perDay: channel.per_day },
      waiting,
      states,
      sent: sentOf([states]),
      ownQueued,
      perSecond,
      etaSeconds: perSecond > 0 ? ownSeconds + sharedSeconds : null,
      parts,
      spent: spentOf(used.filter((one) => one.channel_id === channelId)),
    };
  });
}

type Used = FrozenPrice & { readonly parts: number };

function spendOf(used: readonly Used[], estimatedParts: number | null): CampaignProgress['spend'] {
  const spent = spentOf(used);
  if (spent === null) return null;
  const estimate = estimatedParts === null ? null : costOf(estimatedParts, used);
  return {
    spent: spent.amount,
    estimate: estimate && { from: estimate.from, to: estimate.to },
    currency: spent.currency,
  };
}

function eta(left: number, perSecond: number, limitPerSecond: number | null): number | null {
  const rate = perSecond > 0 ? perSecond : limitPerSecond;
  return rate === null || rate === 0 ? null : left / rate;
}
