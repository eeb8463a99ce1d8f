import type { campaignFailures } from '@parley/contract/campaigns';
import type { z } from 'zod';
import type { Ctx } from '#platform/context';
import { countReasons } from './campaign-recipient-queries.ts';
import { getCampaign } from './get-campaign.ts';
import { recipientState } from './recipient-state.ts';

/** What went wrong, by reason, the most frequent first. Throws `record_missing`. */
export async function listFailures(ctx: Ctx, { id }: { id: string }): Promise<z.input<typeof campaignFailures>> {
  const { status } = await getCampaign(ctx, { id });
  const rows = await countReasons(ctx.db, ctx.actor.organizationId, id);
  return {
    reasons: rows.map(({ state, reason, people }) => ({ state: recipientState(status, state), reason, people })),
  };
}
