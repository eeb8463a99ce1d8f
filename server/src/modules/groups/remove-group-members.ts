import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { getGroupRow } from './get-group.ts';
import { deleteMembers } from './group-queries.ts';

/** Throws `record_missing`. */
export async function removeGroupMembers(
  ctx: Ctx,
  { id, contactIds }: { id: string; contactIds: readonly string[] },
): Promise<{ changed: number; memberCount: number }> {
  await getGroupRow(ctx, id);
  const { length: changed } = await deleteMembers(ctx.db, ctx.actor.organizationId, id, contactIds);
  if (changed > 0)
    await recordAudit(ctx, {
      action: 'group.members_removed',
      subjectKind: 'group',
      subjectId: id,
      after: { people: changed },
    });
  return { changed, memberCount: (await getGroupRow(ctx, id)).member_count };
}
