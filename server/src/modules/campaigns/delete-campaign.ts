import type { Ctx } from '#platform/context';
import { deleteCampaign as deleteRow } from './campaign-queries.ts';
import { auditMove, lockForMove } from './move-campaign.ts';

/** Of a draft only: what was started stays on record. Throws `record_missing` or `campaign_move_not_allowed`. */
export async function deleteCampaign(ctx: Ctx, { id }: { id: string }): Promise<{ deleted: true }> {
  const { name } = await lockForMove(ctx, id, 'delete');
  await deleteRow(ctx.db, ctx.actor.organizationId, id);
  await auditMove(ctx, id, 'delete', { name }, null);
  return { deleted: true };
}
