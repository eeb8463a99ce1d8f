import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { getLabel } from './get-label.ts';
import { deleteLabel as deleteRow } from './label-queries.ts';

/** Takes it off every conversation, too. Throws `record_missing`. */
export async function deleteLabel(ctx: Ctx, input: { id: string }): Promise<{ deleted: true }> {
  const before = await getLabel(ctx, input, 'for update');
  await deleteRow(ctx.db, ctx.actor.organizationId, input.id);
  await recordAudit(ctx, { action: 'label.deleted', subjectKind: 'label', subjectId: input.id, before });
  await ctx.events.emit('label.changed', input.id, { labelId: input.id });
  return { deleted: true };
}
