import type { Campaign } from '@parley/contract/campaigns';
import { openCampaign } from '#sending';
import { getTemplateItems } from '#templates';
import type { Ctx } from '#platform/context';
import { audienceOf } from './audience.ts';
import {
  deleteLaunch,
  deleteSomeRecipients,
  findLaunch,
  freezeAudience,
  insertSlice,
  listAtPlaces,
  lockLaunch,
  updateLaunch,
  type Launch,
} from './campaign-launch-queries.ts';
import { findCampaign } from './campaign-queries.ts';
import { countParts } from './estimate-cost.ts';
import { campaignOf } from './get-campaign.ts';
import { moveCampaign, type MoveEffect } from './move-campaign.ts';

export const launchTask = 'campaigns.launch';

/** Claims of one account that may be under way at once each need a shard of their own. */
const shardsPerChannel = 4;
const mostShards = 32;
/** Written in a tenth of a second: so long an event of anybody may have to wait for its place in the order. */
const slicePeople = 10_000;
/** Messages from which the parts of all are reckoned: within a percent or two. */
const rendered = 500;

export async function enqueueLaunch(ctx: Ctx, campaignId: string): Promise<void> {
  await ctx.jobs.enqueue(launchTask, { campaignId }, { key: `${launchTask}:${campaignId}` });
}

/**
 * One step of a launch, in the caller's transaction: freezes the audience, writes the next slice of it as recipients, or
 * hands the complete plan to the runners. True while there is more to do. Killed at any point it goes on with the step that
 * had not been committed (F6). A campaign that is paused keeps what is written and goes on when it is resumed; of one that
 * is cancelled, or has failed, it is taken back.
 */
export async function launchCampaign(
  ctx: Ctx,
  { campaignId }: { campaignId: string },
  sliceSize = slicePeople,
): Promise<boolean> {
  const { organizationId } = ctx.actor;
  await lockLaunch(ctx.db, campaignId);
  const row = await findCampaign(ctx.db, organizationId, campaignId);
  if (row === undefined || !['QUEUED', 'CANCELLED', 'FAILED'].includes(row.status)) return false;
  const launch = await findLaunch(ctx.db, organizationId, campaignId);
  if (row.status !== 'QUEUED') return launch !== undefined && takeBack(ctx, campaignId);
  const campaign = campaignOf(row);
  const audience = await audienceOf(ctx, campaign);
  if (launch === undefined) {
    const shards = Math.min(mostShards, shardsPerChannel * campaign.channelIds.length);
    await freezeAudience(ctx.db, campaignId, audience, { slice: sliceSize, shards });
    return true;
  }
  if (launch.done === launch.slices) {
    await complete(ctx, campaign, launch);
    return false;
  }
  const lanes = { ...launch.lanes };
  const exclusions = { ...launch.exclusions };
  for (const { exclusion, lane, people } of await insertSlice(ctx.db, campaignId, audience, launch)) {
    if (exclusion !== null) exclusions[exclusion] = (exclusions[exclusion] ?? 0) + people;
    else lanes[lane!] = (lanes[lane!] ?? 0) + people;
  }
  await updateLaunch(ctx.db, organizationId, campaignId, { done: launch.done + 1, lanes, exclusions });
  return true;
}

async function complete(ctx: Ctx, campaign: Campaign, launch: Launch): Promise<void> {
  const { lanes, exclusions } = launch;
  const opened = Object.entries(lanes).flatMap(([lane, people]) => shardsOf(Number(lane), people, launch.shards));
  const planned = Object.values(lanes).reduce((sum, people) => sum + people, 0);
  // Before anything is written: what is written holds back the order of events.
  const estimated = await estimateParts(ctx, campaign, opened, planned);
  const effect: MoveEffect = {
    columns: { planned, estimated_parts: estimated, exclusions: JSON.stringify(exclusions) },
    details: { planned, excluded: exclusions },
  };
  await deleteLaunch(ctx.db, ctx.actor.organizationId, campaign.id);
  if (planned === 0) {
    await moveCampaign(ctx, campaign.id, 'fail', async () => nobodyLeft(ctx, effect));
    return;
  }
  await moveCampaign(ctx, campaign.id, 'launch', async () => {
    await openCampaign(ctx, { campaignId: campaign.id, lanes: opened, channelIds: campaign.channelIds });
    return effect;
  });
}

interface Shard {
  readonly lane: number;
  readonly shard: number;
  readonly last: number;
}

/** What all the messages together will take, from some that are rendered. Null where nothing is counted in parts. */
async function estimateParts(
  ctx: Ctx,
  { id, network, templateId, templateVersion }: Campaign,
  shards: readonly Shard[],
  planned: number,
): Promise<number | null> {
  if (network !== 'sms' || planned === 0) return null;
  const stride = Math.max(1, Math.floor(planned / rendered));
  const places = shards.flatMap(({ lane, shard, last }) =>
    Array.from({ length: Math.ceil(last / stride) }, (_, index) => ({ lane, shard, position: index * stride + 1 })),
  );
  const contactIds = await listAtPlaces(ctx.db, ctx.actor.organizationId, id, places);
  const items = await getTemplateItems(ctx, { id: templateId!, version: templateVersion! });
  return (await countParts(ctx, items, contactIds, planned))?.parts ?? null;
}

/** Places were dealt to the shards in turn, so positions are dense and these are the last of them. */
function shardsOf(lane: number, people: number, shards: number): Shard[] {
  const count = lane === 0 ? Math.min(shards, people) : 1;
  return Array.from({ length: count }, (_, shard) => ({ lane, shard, last: Math.ceil((people - shard) / count) }));
}

function nobodyLeft(ctx: Ctx, effect: MoveEffect): MoveEffect {
  return {
    ...effect,
    columns: { ...effect.columns, finished_at: ctx.clock.now() },
    reason: 'audience_empty',
    level: 'ERROR',
  };
}

/** Slice by slice as it was written. */
async function takeBack(ctx: Ctx, campaignId: string): Promise<boolean> {
  const { organizationId } = ctx.actor;
  if ((await deleteSomeRecipients(ctx.db, organizationId, campaignId, slicePeople)) > 0) return true;
  await deleteLaunch(ctx.db, organizationId, campaignId);
  return false;
}
