import {
  listDrainedCampaigns,
  listStalledCampaigns,
  lockActiveLanes,
  openLanesOfFailedChannels,
  setLanesActive,
} from './sending-plan-queries.ts';
import { systemActor, type Runtime } from '#platform/context';

/**
 * What follows from the state of all lanes and channels together: lanes of failed accounts open to the others, campaigns
 * without any account are reported as stalled, campaigns with nothing left as drained. Safe to run in every process.
 */
export async function watchCampaigns(runtime: Runtime): Promise<void> {
  const boundKinds = [...runtime.channels.values()]
    .filter(({ addressing }) => addressing === 'account')
    .map(({ kind }) => kind);
  const { drained, stalled } = await runtime.pools.system(async (db) => {
    await openLanesOfFailedChannels(db, boundKinds);
    return { drained: await listDrainedCampaigns(db), stalled: await listStalledCampaigns(db) };
  });
  for (const { organizationId, campaignId } of drained) {
    await closeLanes(runtime, organizationId, campaignId, 'campaign.drained');
  }
  for (const { organizationId, campaignId } of stalled) {
    await closeLanes(runtime, organizationId, campaignId, 'campaign.stalled');
  }
}

/** The lanes are closed with the event: whoever comes second finds them closed and says nothing. */
async function closeLanes(
  runtime: Runtime,
  organizationId: string,
  campaignId: string,
  event: 'campaign.drained' | 'campaign.stalled',
): Promise<void> {
  await runtime.transaction(systemActor(organizationId, new Set()), async (ctx) => {
    const lanes = await lockActiveLanes(ctx.db, organizationId, campaignId);
    if (!lanes?.open) return;
    await setLanesActive(ctx.db, organizationId, campaignId, false);
    if (event === 'campaign.drained') await ctx.events.emit(event, campaignId, { campaignId });
    else await ctx.events.emit(event, campaignId, { campaignId, reason: 'no_channel_available' });
  });
}

export async function emitProgress(
  runtime: Runtime,
  organizationId: string,
  campaignIds: readonly string[],
): Promise<void> {
  await runtime.transaction(systemActor(organizationId, new Set()), async (ctx) => {
    for (const campaignId of campaignIds) await ctx.events.emit('campaign.progressed', campaignId, { campaignId });
  });
}
