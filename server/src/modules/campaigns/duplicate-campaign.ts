import type { Campaign } from '@parley/contract/campaigns';
import type { Ctx } from '#platform/context';
import { createCampaign } from './create-campaign.ts';
import { getCampaign } from './get-campaign.ts';

/** A new draft with everything that was chosen for another campaign. Throws `record_missing`. */
export async function duplicateCampaign(ctx: Ctx, { id }: { id: string }): Promise<Campaign> {
  const { name, network, templateId, channelIds, groupIds, excludedGroupIds, options } = await getCampaign(ctx, { id });
  return createCampaign(ctx, {
    name: nextName(name),
    network,
    templateId,
    channelIds,
    groupIds,
    excludedGroupIds,
    options,
  });
}

/** `Spring` → `Spring (2)` → `Spring (3)`. At most 200 characters. */
function nextName(name: string): string {
  const [, base = name, number = '1'] = /^(.*) \((\d{1,4})\)$/.exec(name) ?? [];
  return `${base.slice(0, 190)} (${Number(number) + 1})`;
}
