import { defaultCampaignOptions, type Campaign, type createCampaignBody } from '@parley/contract/campaigns';
import type { z } from 'zod';
import type { Ctx } from '#platform/context';
import { uuidv7 } from '#platform/uuid';
import { insertCampaign } from './campaign-queries.ts';
import { getCampaign } from './get-campaign.ts';
import { recordAudit } from '#audit';
import { refuseUnknown, saveLinks } from './save-draft.ts';

/** A draft. Throws `record_missing` when the template, a channel or a group is not there. */
export async function createCampaign(ctx: Ctx, input: z.output<typeof createCampaignBody>): Promise<Campaign> {
  await refuseUnknown(ctx, input);
  const id = uuidv7();
  await insertCampaign(ctx.db, {
    organization_id: ctx.actor.organizationId,
    id,
    name: input.name,
    network: input.network ?? 'sms',
    template_id: input.templateId ?? null,
    options: JSON.stringify({ ...defaultCampaignOptions, ...input.options }),
    created_by: ctx.actor.id,
    created_at: ctx.clock.now(),
  });
  const { channelIds = [], groupIds = [], excludedGroupIds = [] } = input;
  await saveLinks(ctx, id, { channelIds, groupIds, excludedGroupIds });
  await recordAudit(ctx, { action: 'campaign.created', subjectKind: 'campaign', subjectId: id, after: input });
  return getCampaign(ctx, { id });
}
