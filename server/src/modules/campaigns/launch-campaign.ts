import type { Campaign } from '@parley/contract/campaigns';
import { openCampaign } from '#sending';
import type { Ctx } from '#platform/context';
import { audienceOf } from './audience.ts';
import { insertRecipients, type LaneCount } from './campaign-audience-queries.ts';
import { findCampaign } from './campaign-queries.ts';
import { campaignOf } from './get-campaign.ts';
import { moveCampaign, type MoveEffect } from './move-campaign.ts';

export const launchTask = 'campaigns.launch';

/** Claims of one account that may be under way at once each need a shard of their own. */
const shardsPerChannel = 4;
const mostShards = 32;

export async function enqueueLaunch(ctx: Ctx, campaignId: string): Promise<void> {
  await ctx.jobs.enqueue(launchTask, { campaignId }, { key: `${launchTask}:${campaignId}` });
}

/**
 * Freezes the audience and hands the campaign to the runners, all in the caller's transaction: killed at any point it has
 * not happened, and is done again from the start (F6). Does nothing for a campaign that was launched, paused or cancelled
 * in the meantime; one that is paused or cancelled while this runs refuses the launch and takes the whole plan back.
 */
export async function launchCampaign(ctx: Ctx, { campaignId }: { campaignId: string }): Promise<void> {
  const row = await findCampaign(ctx.db, ctx.actor.organizationId, campaignId);
  if (row?.status !== 'QUEUED') return;
  const campaign = campaignOf(row);
  const shards = Math.min(mostShards, shardsPerChannel * campaign.channelIds.length);
  const counts = await insertRecipients(ctx.db, campaignId, await audienceOf(ctx, campaign), shards);
  const planned = sum(counts.filter((count) => count.exclusion === null));
  const exclusions = Object.fromEntries(
    counts.flatMap(({ exclusion, people }) => (exclusion === null ? [] : [[exclusion, people]])),
  );
  const effect: MoveEffect = {
    columns: { planned, exclusions: JSON.stringify(exclusions) },
    details: { planned, excluded: exclusions },
  };
  if (planned === 0) {
    await moveCampaign(ctx, campaignId, 'fail', async () => nobodyLeft(ctx, effect));
    return;
  }
  await moveCampaign(ctx, campaignId, 'launch', async () => {
    await openLanes(ctx, campaign, counts);
    return effect;
  });
}

async function openLanes(
  ctx: Ctx,
  { id: campaignId, channelIds }: Campaign,
  counts: readonly LaneCount[],
): Promise<void> {
  // Positions are dense, so the number of people of a shard is its last position.
  const lanes = counts.flatMap(({ lane, shard, people }) =>
    lane === null || shard === null ? [] : [{ lane, shard, last: people }],
  );
  await openCampaign(ctx, { campaignId, lanes, channelIds });
}

function nobodyLeft(ctx: Ctx, effect: MoveEffect): MoveEffect {
  return {
    ...effect,
    columns: { ...effect.columns, finished_at: ctx.clock.now() },
    reason: 'audience_empty',
    level: 'ERROR',
  };
}

function sum(counts: readonly LaneCount[]): number {
  return counts.reduce((total, count) => total + count.people, 0);
}
