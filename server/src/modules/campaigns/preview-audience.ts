import type { AudiencePreview, Campaign } from '@parley/contract/campaigns';
import { parseTemplate } from '@parley/contract/template-syntax';
import { getTemplate } from '#templates';
import type { Ctx } from '#platform/context';
import { audienceOf } from './audience.ts';
import { countAudience, mayBeEmpty } from './campaign-audience-queries.ts';
import { getCampaign } from './get-campaign.ts';
import { rateLimit } from './rate-limit.ts';

const sampleSize = 20;

/** Whom a start would write to now, and whom not for which reason. Exact: what is counted is what a launch would write. */
export async function previewAudience(ctx: Ctx, { id }: { id: string }): Promise<AudiencePreview> {
  const campaign = await getCampaign(ctx, { id });
  const variables = await neededVariables(ctx, campaign);
  const { people, empty, sample } = await countAudience(ctx.db, await audienceOf(ctx, campaign), variables, sampleSize);
  const planned = people.find((count) => count.exclusion === null)?.people ?? 0;
  const perSecond = await rateLimit(ctx, campaign);
  return {
    people: people.reduce((total, count) => total + count.people, 0),
    planned,
    excluded: Object.fromEntries(
      people.flatMap((count) => (count.exclusion === null ? [] : [[count.exclusion, count.people]])),
    ),
    emptyVariables: Object.entries(empty).flatMap(([variable, count]) =>
      count > 0 ? [{ variable, people: count }] : [],
    ),
    durationSeconds: perSecond === null ? null : planned / perSecond,
    sample,
  };
}

/** The variables of the template that leave a gap when a person has nothing for them. */
async function neededVariables(ctx: Ctx, { templateId }: Campaign): Promise<string[]> {
  if (templateId === null) return [];
  const { items } = await getTemplate(ctx, { id: templateId });
  const tokens = items.flatMap((item) => parseTemplate(item.text).tokens);
  const names = tokens.flatMap((token) =>
    token.kind === 'variable' && token.fallback === null && mayBeEmpty(token.name) ? [token.name] : [],
  );
  return [...new Set(names)];
}
