import type { Group, updateGroupBody } from '@parley/contract/groups';
import type { z } from 'zod';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { getGroupRow, groupOf } from './get-group.ts';
import { findGroupNamed, updateGroup as updateRow } from './group-queries.ts';

type Input = { id: string } & z.output<typeof updateGroupBody>;

/** Renames, archives or restores. Throws `record_missing` or `group_name_taken`. */
export async function updateGroup(ctx: Ctx, input: Input): Promise<Group> {
  const { organizationId } = ctx.actor;
  const before = await getGroupRow(ctx, input.id, 'for update');
  const name = input.name ?? before.name;
  const archived = input.archived ?? before.archived_at !== null;
  if (name === before.name && archived === (before.archived_at !== null)) return groupOf(before);
  if (!archived && (await findGroupNamed(ctx.db, organizationId, name, input.id))) {
    throw new AppError('group_name_taken', { details: { name } });
  }
  const archivedAt = archived ? (before.archived_at ?? ctx.clock.now()) : null;
  const after = await updateRow(ctx.db, organizationId, input.id, { name, archived_at: archivedAt });
  await recordAudit(ctx, {
    action: 'group.updated',
    subjectKind: 'group',
    subjectId: input.id,
    before: { name: before.name, archived: before.archived_at !== null },
    after: { name, archived },
  });
  return groupOf(after);
}
