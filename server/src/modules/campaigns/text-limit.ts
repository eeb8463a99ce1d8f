import type { Ctx } from '#platform/context';
import type { CampaignChannel } from './campaign-queries.ts';

/** Characters that every one of the accounts takes in one message; null without any. */
export function textLimit(ctx: Ctx, channels: readonly Pick<CampaignChannel, 'kind'>[]): number | null {
  const limits = channels.flatMap(({ kind }) => ctx.channels.get(kind)?.carries.maxTextLength ?? []);
  return limits.length === 0 ? null : Math.min(...limits);
}
