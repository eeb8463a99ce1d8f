import type { Campaign } from '@parley/contract/campaigns';
import type { Ctx } from '#platform/context';
import { updateCampaign } from './campaign-queries.ts';
import { getCampaign } from './get-campaign.ts';
import { auditMove, lockForMove } from './move-campaign.ts';

/** Takes a finished campaign out of the list, or puts it back. Throws `record_missing` or `campaign_move_not_allowed`. */
export async function archiveCampaign(
  ctx: Ctx,
  { id, archived }: { id: string; archived: boolean },
): Promise<Campaign> {
  const before = await lockForMove(ctx, id, 'archive');
  if ((before.archivedAt !== null) === archived) return before;
  await updateCampaign(ctx.db, ctx.actor.organizationId, id, { archived_at: archived ? ctx.clock.now() : null });
  await auditMove(ctx, id, 'archive', { archived: !archived }, { archived });
  return getCampaign(ctx, { id });
}
