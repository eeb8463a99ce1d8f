import type { Campaign } from '@parley/contract/campaigns';
import { deliveryState } from '#sending';
import type { Ctx } from '#platform/context';
import { updateCampaign } from './campaign-queries.ts';
import { createCampaign } from './create-campaign.ts';
import { getCampaign } from './get-campaign.ts';

/** A new draft with everything that was chosen for another campaign. Throws `record_missing`. */
export async function duplicateCampaign(ctx: Ctx, { id }: { id: string }): Promise<Campaign> {
  const { name, network, templateId, channelIds, groupIds, excludedGroupIds, options, follows } = await getCampaign(
    ctx,
    { id },
  );
  const copy = await createCampaign(ctx, {
    name: nextName(name),
    network,
    templateId,
    channelIds,
    groupIds,
    excludedGroupIds,
    options,
  });
  if (follows === null) return copy;
  await updateCampaign(ctx.db, ctx.actor.organizationId, copy.id, {
    follows_campaign_id: follows.campaignId,
    follows_state: deliveryState[follows.state],
    follows_reason: follows.reason,
  });
  return getCampaign(ctx, { id: copy.id });
}

/** `Spring` → `Spring (2)` → `Spring (3)`. At most 200 characters. */
export function nextName(name: string): string {
  const [, base = name, number = '1'] = /^(.*) \((\d{1,4})\)$/.exec(name) ?? [];
  return `${base.slice(0, 190)} (${Number(number) + 1})`;
}
