import type { Group } from '@parley/contract/groups';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { findGroup } from './group-queries.ts';

type Row = NonNullable<Awaited<ReturnType<typeof findGroup>>>;

export async function getGroup(ctx: Ctx, { id }: { id: string }): Promise<Group> {
  return groupOf(await getGroupRow(ctx, id));
}

/** Throws `record_missing`. With the lock, nothing begins to refer to the group until the transaction ends. */
export async function getGroupRow(ctx: Ctx, id: string, lock?: 'for update'): Promise<Row> {
  const row = await findGroup(ctx.db, ctx.actor.organizationId, id, lock);
  if (!row) throw new AppError('record_missing', { details: { what: 'group' } });
  return row;
}

/** For what puts people in: throws `record_missing` or `group_archived`. */
export async function getOpenGroup(ctx: Ctx, id: string): Promise<Row> {
  const row = await getGroupRow(ctx, id);
  if (row.archived_at) throw new AppError('group_archived', { details: { name: row.name } });
  return row;
}

export function groupOf(row: Row): Group {
  return {
    id: row.id,
    name: row.name,
    memberCount: row.member_count,
    createdAt: row.created_at.toISOString(),
    archivedAt: row.archived_at?.toISOString() ?? null,
  };
}
