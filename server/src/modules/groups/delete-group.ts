import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { getGroupRow } from './get-group.ts';
import { deleteGroup as deleteRow, isGroupUsed } from './group-queries.ts';

/** The people stay. Throws `record_missing`, or `group_in_use` when a campaign or an import refers to it: it can be archived. */
export async function deleteGroup(ctx: Ctx, { id }: { id: string }): Promise<{ deleted: true }> {
  const { organizationId } = ctx.actor;
  const { name, member_count: memberCount } = await getGroupRow(ctx, id, 'for update');
  if (await isGroupUsed(ctx.db, organizationId, id)) throw new AppError('group_in_use', { details: { name } });
  await deleteRow(ctx.db, organizationId, id);
  await recordAudit(ctx, {
    action: 'group.deleted',
    subjectKind: 'group',
    subjectId: id,
    before: { name, memberCount },
  });
  return { deleted: true };
}
