import type { Group } from '@parley/contract/groups';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { uuidv7 } from '#platform/uuid';
import { groupOf } from './get-group.ts';
import { insertGroup } from './group-queries.ts';

/** Throws `group_name_taken`. */
export async function createGroup(ctx: Ctx, { name }: { name: string }): Promise<Group> {
  const { organizationId, id: createdBy } = ctx.actor;
  const id = uuidv7();
  const row = await insertGroup(ctx.db, {
    organization_id: organizationId,
    id,
    name,
    created_by: createdBy,
    created_at: ctx.clock.now(),
  });
  if (!row) throw new AppError('group_name_taken', { details: { name } });
  await recordAudit(ctx, { action: 'group.created', subjectKind: 'group', subjectId: id, after: { name } });
  return groupOf(row);
}
