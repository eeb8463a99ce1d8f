import type { EventPayload } from '@parley/contract/events';
import { findOptOut } from '#opt-outs';
import type { Ctx } from '#platform/context';
import { uuidv7Floor } from '#platform/uuid';
import { findAnsweredCampaign, upsertReply } from './campaign-report-queries.ts';

const replyDays = 30;
const dayMilliseconds = 24 * 60 * 60 * 1_000;

/** A message within 30 days after a campaign's, over the same channel, answers it: the latest one, and for its figures once. */
export async function noteReply(
  ctx: Ctx,
  { messageId, contactId, channelId }: EventPayload<'message.received'>,
): Promise<void> {
  const { organizationId } = ctx.actor;
  const now = ctx.clock.now();
  const since = uuidv7Floor(now.getTime() - replyDays * dayMilliseconds);
  const campaignId = await findAnsweredCampaign(ctx.db, organizationId, { contactId, channelId }, since);
  if (campaignId === undefined) return;
  const optedOut = (await findOptOut(ctx, messageId)) !== null;
  const reply = {
    organization_id: organizationId,
    campaign_id: campaignId,
    contact_id: contactId,
    message_id: messageId,
    opted_out: optedOut,
    at: now,
  };
  if (await upsertReply(ctx.db, reply))
    await ctx.events.emit('campaign.replied', campaignId, { campaignId, contactId, optedOut });
}
