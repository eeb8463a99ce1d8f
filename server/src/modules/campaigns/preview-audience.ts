import type { AudiencePreview, Campaign } from '@parley/contract/campaigns';
import { parseTemplate } from '@parley/contract/template-syntax';
import type { TemplateItem } from '@parley/contract/templates';
import { getOrganizationRow } from '#organizations';
import { getTemplate } from '#templates';
import type { Ctx } from '#platform/context';
import { audienceOf } from './audience.ts';
import { countAudience, mayBeEmpty } from './campaign-audience-queries.ts';
import { listChannels } from './campaign-queries.ts';
import { costOf, countParts, reachesNight } from './estimate-cost.ts';
import { getCampaign } from './get-campaign.ts';
import { rateLimit } from './rate-limit.ts';
import { textLimit } from './text-limit.ts';

/** Rendering five hundred messages takes some 20 ms, and tells the number of parts within a percent or two. */
const sizes = { sample: 20, spread: 500 };

/** Whom a start would write to now, and whom not for which reason. Exact: what is counted is what a launch would write. */
export async function previewAudience(ctx: Ctx, { id }: { id: string }): Promise<AudiencePreview> {
  const campaign = await getCampaign(ctx, { id });
  const items = await itemsOf(ctx, campaign);
  const counted = await countAudience(ctx.db, await audienceOf(ctx, campaign), neededVariables(items), sizes);
  const planned = counted.people.find((count) => count.exclusion === null)?.people ?? 0;
  const { perSecond } = await rateLimit(ctx, campaign);
  const durationSeconds = perSecond === null ? null : planned / perSecond;
  const channels = await listChannels(ctx.db, ctx.actor.organizationId, campaign.channelIds);
  const limit = textLimit(ctx, channels);
  const text = items.length === 0 ? null : await countParts(ctx, items, counted.spread, planned, limit);
  const { time_zone: timeZone } = await getOrganizationRow(ctx.db, ctx.actor.organizationId);
  return {
    people: counted.people.reduce((total, count) => total + count.people, 0),
    planned,
    excluded: Object.fromEntries(
      counted.people.flatMap((count) => (count.exclusion === null ? [] : [[count.exclusion, count.people]])),
    ),
    emptyVariables: Object.entries(counted.empty).flatMap(([variable, count]) =>
      count > 0 ? [{ variable, people: count }] : [],
    ),
    durationSeconds,
    text,
    cost: text && costOf(text.parts, channels),
    reachesNight: reachesNight(ctx.clock.now(), durationSeconds ?? 0, timeZone, campaign.options.hours),
    sample: counted.sample,
  };
}

async function itemsOf(ctx: Ctx, { templateId }: Campaign): Promise<readonly TemplateItem[]> {
  return templateId === null ? [] : (await getTemplate(ctx, { id: templateId })).items;
}

/** The variables that leave a gap when a person has nothing for them. */
function neededVariables(items: readonly TemplateItem[]): string[] {
  const tokens = items.flatMap((item) => parseTemplate(item.text).tokens);
  const names = tokens.flatMap((token) =>
    token.kind === 'variable' && token.fallback === null && mayBeEmpty(token.name) ? [token.name] : [],
  );
  return [...new Set(names)];
}
