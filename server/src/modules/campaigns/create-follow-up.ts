import type { Campaign, followUpBody } from '@parley/contract/campaigns';
import type { z } from 'zod';
import { deliveryState } from '#sending';
import type { Ctx } from '#platform/context';
import { updateCampaign } from './campaign-queries.ts';
import { createCampaign } from './create-campaign.ts';
import { nextName } from './duplicate-campaign.ts';
import { getCampaign } from './get-campaign.ts';

/**
 * A draft to those whom a campaign left in a state: with its template, channels and options, to be looked at and started by
 * a person. Whoever leaves that state before the start is not in it. Throws `record_missing`.
 */
export async function createFollowUp(
  ctx: Ctx,
  { id, state, reason }: { id: string } & z.output<typeof followUpBody>,
): Promise<Campaign> {
  const { name, network, templateId, channelIds, excludedGroupIds, options } = await getCampaign(ctx, { id });
  const draft = await createCampaign(ctx, {
    name: nextName(name),
    network,
    templateId,
    channelIds,
    groupIds: [],
    excludedGroupIds,
    // The first campaign must not keep its own follow-up from anybody.
    options: { ...options, cooldownDays: 0 },
  });
  await updateCampaign(ctx.db, ctx.actor.organizationId, draft.id, {
    follows_campaign_id: id,
    follows_state: deliveryState[state],
    follows_reason: reason ?? null,
  });
  return getCampaign(ctx, { id: draft.id });
}
