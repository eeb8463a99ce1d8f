import { addCounters, counterNames, type CounterName } from './sending-counter-queries.ts';
import { insertSettlement } from './sending-result-queries.ts';
import {
  cancelWaiting,
  insertCounters,
  insertLanes,
  listCounters,
  setLanesActive,
  type Counters,
} from './sending-plan-queries.ts';
import type { Ctx } from '#platform/context';
import { uuidv7 } from '#platform/uuid';

export interface OpenCampaign {
  readonly campaignId: string;
  /** Lane 0 is shared; the others belong to the accounts. Positions run from 1 to `last` within (lane, shard). */
  readonly lanes: readonly { readonly lane: number; readonly shard: number; readonly last: number }[];
  readonly channelIds: readonly string[];
}

/** Hands a launched campaign to the runners, in the transaction of the launch. Without anyone to write to it is drained at once. */
export async function openCampaign(ctx: Ctx, input: OpenCampaign): Promise<void> {
  const { organizationId } = ctx.actor;
  await insertLanes(ctx.db, organizationId, input.campaignId, input.lanes);
  await insertCounters(ctx.db, organizationId, input.campaignId, input.channelIds);
  if (input.lanes.length === 0)
    await ctx.events.emit('campaign.drained', input.campaignId, { campaignId: input.campaignId });
  for (const channelId of input.channelIds) ctx.events.wakeChannel(channelId);
}

/** Once this has committed no claim of the campaign is under way and none begins; what is on the wire stays there. */
export async function pauseCampaign(ctx: Ctx, campaignId: string): Promise<void> {
  await setLanesActive(ctx.db, ctx.actor.organizationId, campaignId, false);
}

export async function resumeCampaign(ctx: Ctx, campaignId: string): Promise<void> {
  await setLanesActive(ctx.db, ctx.actor.organizationId, campaignId, true);
  for (const { channelId } of await listCounters(ctx.db, ctx.actor.organizationId, campaignId))
    ctx.events.wakeChannel(channelId);
}

/** As a pause, for good: attempts that were waiting for another try are cancelled. */
export async function cancelCampaign(ctx: Ctx, campaignId: string): Promise<void> {
  const { organizationId } = ctx.actor;
  await setLanesActive(ctx.db, organizationId, campaignId, false);
  const cancelled = await cancelWaiting(ctx.db, organizationId, campaignId);
  for (const [channelId, group] of Map.groupBy(cancelled, (row) => row.channelId)) {
    const change = Object.fromEntries(counterNames.map((name) => [name, 0])) as Record<CounterName, number>;
    change.waiting = -group.length;
    change.cancelled = group.length;
    await addCounters(ctx.db, organizationId, channelId, new Map([[campaignId, change]]));
  }
  if (cancelled.length > 0) {
    const contactIds = cancelled.map((row) => row.contactId);
    await insertSettlement(ctx.db, organizationId, { id: uuidv7(), campaignId, known: null, contactIds });
  }
}

/** How many deliveries are in which state, by channel: the latest attempt of each recipient counts. */
export async function campaignCounters(ctx: Ctx, campaignId: string): Promise<Counters[]> {
  return listCounters(ctx.db, ctx.actor.organizationId, campaignId);
}
