import type { Campaign } from '@parley/contract/campaigns';
import type { Ctx } from '#platform/context';
import { listChannels } from './campaign-queries.ts';

export interface RateLimit {
  /** Null when a channel has no limit and the campaign none. */
  readonly perSecond: number | null;
  readonly by: 'campaign' | 'channels' | null;
}

/** The most messages a second that a campaign's own limit and those of its channels allow, and which of them is the tighter. */
export async function rateLimit(ctx: Ctx, { channelIds, options }: Campaign): Promise<RateLimit> {
  const channels = await listChannels(ctx.db, ctx.actor.organizationId, channelIds);
  const able = channels.filter((channel) => channel.removed_at === null && channel.paused_at === null);
  const rates = able.map((channel) => channel.per_second);
  const together =
    rates.includes(null) || rates.length === 0 ? null : rates.reduce<number>((total, rate) => total + rate!, 0);
  const own = options.perSecond;
  if (own !== null && (together === null || own <= together)) return { perSecond: own, by: 'campaign' };
  return { perSecond: together, by: together === null ? null : 'channels' };
}
