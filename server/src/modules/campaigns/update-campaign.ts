import type { Campaign, updateCampaignBody } from '@parley/contract/campaigns';
import type { z } from 'zod';
import type { Ctx } from '#platform/context';
import { updateCampaign as updateRow } from './campaign-queries.ts';
import { getCampaign } from './get-campaign.ts';
import { auditMove, lockForMove } from './move-campaign.ts';
import { refuseUnknown, saveLinks } from './save-draft.ts';

type Change = z.output<typeof updateCampaignBody>;

/** Changes what is given. Throws `record_missing`, or `campaign_move_not_allowed` once the campaign was started. */
export async function updateCampaign(ctx: Ctx, { id, ...change }: { id: string } & Change): Promise<Campaign> {
  const before = await lockForMove(ctx, id, 'edit');
  await refuseUnknown(ctx, change);
  await updateRow(ctx.db, ctx.actor.organizationId, id, {
    name: change.name ?? before.name,
    network: change.network ?? before.network,
    template_id: change.templateId === undefined ? before.templateId : change.templateId,
    options: JSON.stringify({ ...before.options, ...change.options }),
  });
  await saveLinks(ctx, id, {
    channelIds: change.channelIds ?? before.channelIds,
    groupIds: change.groupIds ?? before.groupIds,
    excludedGroupIds: change.excludedGroupIds ?? before.excludedGroupIds,
  });
  const given = Object.keys(change) as (keyof Change)[];
  await auditMove(ctx, id, 'edit', Object.fromEntries(given.map((field) => [field, before[field]])), change);
  return getCampaign(ctx, { id });
}
