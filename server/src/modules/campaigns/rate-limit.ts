import type { Campaign } from '@parley/contract/campaigns';
import type { Ctx } from '#platform/context';
import { listChannels } from './campaign-queries.ts';

/** The most messages a second that a campaign's own limit and those of its channels allow; null when one has no limit and the campaign none. */
export async function rateLimit(ctx: Ctx, { channelIds, options }: Campaign): Promise<number | null> {
  const channels = await listChannels(ctx.db, ctx.actor.organizationId, channelIds);
  const able = channels.filter((channel) => channel.removed_at === null && channel.paused_at === null);
  const rates = able.map((channel) => channel.per_second);
  const together =
    rates.includes(null) || rates.length === 0 ? null : rates.reduce<number>((total, rate) => total + rate!, 0);
  if (together === null || options.perSecond === null) return together ?? options.perSecond;
  return Math.min(together, options.perSecond);
}
