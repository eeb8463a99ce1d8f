import { pauseCampaign as pauseSending } from '#sending';
import type { Ctx } from '#platform/context';
import { defineReaction } from '#platform/events/reaction';
import { eraseAddresses } from './campaign-recipient-queries.ts';
import { findCampaign } from './campaign-queries.ts';
import { mayMove, type CampaignMove } from './campaign-states.ts';
import { logChannelChange, logChannelState } from './log-channel.ts';
import { logWaits } from './log-waits.ts';
import { moveCampaign, type MoveEffect } from './move-campaign.ts';
import { noteReply } from './note-reply.ts';
import { sampleProgress } from './sample-progress.ts';

/** An event tells what was so when it was written; a person may have paused or cancelled since, and keeps the last word. */
async function moveIfPossible(
  ctx: Ctx,
  id: string,
  move: CampaignMove,
  effect: () => Promise<MoveEffect>,
): Promise<void> {
  const campaign = await findCampaign(ctx.db, ctx.actor.organizationId, id);
  if (campaign && mayMove(campaign.status, move)) await moveCampaign(ctx, id, move, effect);
}

export const reactions = [
  defineReaction({
    name: 'campaigns.complete',
    on: ['campaign.drained'],
    run: (ctx, { payload: { campaignId } }) =>
      moveIfPossible(ctx, campaignId, 'complete', async () => ({ columns: { finished_at: ctx.clock.now() } })),
  }),
  defineReaction({
    name: 'campaigns.stall',
    on: ['campaign.stalled'],
    run: (ctx, { payload: { campaignId, reason } }) =>
      moveIfPossible(ctx, campaignId, 'stall', async () => {
        await pauseSending(ctx, campaignId);
        return { reason, level: 'WARNING' };
      }),
  }),
  defineReaction({
    name: 'campaigns.sample-progress',
    on: ['campaign.progressed'],
    run: async (ctx, { payload: { campaignId } }) => {
      await sampleProgress(ctx, campaignId);
      await logWaits(ctx, campaignId);
    },
  }),
  defineReaction({
    name: 'campaigns.note-reply',
    on: ['message.received'],
    run: (ctx, { payload }) => noteReply(ctx, payload),
  }),
  defineReaction({
    name: 'campaigns.log-channel-state',
    on: ['channel.state_changed'],
    run: (ctx, { payload }) => logChannelState(ctx, payload),
  }),
  defineReaction({
    name: 'campaigns.log-channel-change',
    on: ['channel.updated'],
    run: (ctx, { payload }) => logChannelChange(ctx, payload),
  }),
  defineReaction({
    name: 'campaigns.erase-addresses',
    on: ['contact.erased'],
    run: (ctx, { payload: { contactIds } }) => eraseAddresses(ctx.db, ctx.actor.organizationId, contactIds),
  }),
];
