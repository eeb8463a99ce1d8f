import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { getGroupRow, getOpenGroup } from './get-group.ts';
import { insertMembers } from './group-queries.ts';

/** Ids that are no contacts here are passed over. Throws `record_missing` or `group_archived`. */
export async function addGroupMembers(
  ctx: Ctx,
  { id, contactIds }: { id: string; contactIds: readonly string[] },
): Promise<{ changed: number; memberCount: number }> {
  await getOpenGroup(ctx, id);
  const { length: changed } = await insertMembers(ctx.db, ctx.actor.organizationId, id, contactIds);
  if (changed > 0)
    await recordAudit(ctx, {
      action: 'group.members_added',
      subjectKind: 'group',
      subjectId: id,
      after: { people: changed },
    });
  return { changed, memberCount: (await getGroupRow(ctx, id)).member_count };
}
