import type { Campaign, CampaignMessages } from '@parley/contract/campaigns';
import { getTemplate, getTemplateItems, renderForContacts } from '#templates';
import type { Ctx } from '#platform/context';
import { audienceOf } from './audience.ts';
import { countAudience } from './campaign-audience-queries.ts';
import { listSample } from './campaign-recipient-queries.ts';
import { getCampaign } from './get-campaign.ts';

const sampleSize = 20;

/** What twenty people of a campaign, or one chosen, read or would read. None before there is a template. Throws `record_missing`. */
export async function listMessages(
  ctx: Ctx,
  { id, contactId }: { id: string; contactId?: string | undefined },
): Promise<CampaignMessages> {
  const campaign = await getCampaign(ctx, { id });
  const { templateId, templateVersion: version } = campaign;
  if (templateId === null) return { messages: [] };
  const items =
    version === null
      ? (await getTemplate(ctx, { id: templateId })).items
      : await getTemplateItems(ctx, { id: templateId, version });
  const contactIds = contactId === undefined ? await sampleOf(ctx, campaign) : [contactId];
  const previews = await renderForContacts(ctx, items, contactIds);
  return {
    messages: previews.map(({ contactId: of, displayName, items: [item] }) => ({
      contactId: of!,
      displayName: displayName!,
      text: item!.text,
      spans: item!.spans,
      emptyVariables: item!.emptyVariables,
      sms: { encoding: item!.sms.encoding, parts: item!.sms.parts },
    })),
  };
}

/** The first of the plan; before there is one, the first of those who would be in it. */
async function sampleOf(ctx: Ctx, campaign: Campaign): Promise<string[]> {
  if (campaign.progress !== null) return listSample(ctx.db, ctx.actor.organizationId, campaign.id, sampleSize);
  const sizes = { sample: sampleSize, spread: 1 };
  const { sample } = await countAudience(ctx.db, await audienceOf(ctx, campaign), [], sizes);
  return sample.map((person) => person.contactId);
}
