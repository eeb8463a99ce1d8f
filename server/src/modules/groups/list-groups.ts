import type { Group, listGroupsQuery } from '@parley/contract/groups';
import type { z } from 'zod';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import { groupOf } from './get-group.ts';
import * as queries from './group-queries.ts';

/** A page of the groups by name. */
export async function listGroups(
  ctx: Ctx,
  input: z.output<typeof listGroupsQuery>,
): Promise<{ data: Group[]; nextCursor: string | null }> {
  const list = `groups ${input.archived}`;
  const after = decodeCursor(list, input.cursor, ['text', 'id']);
  const archived = input.archived === 'true';
  const rows = await queries.listGroups(ctx.db, ctx.actor.organizationId, { archived, limit: input.limit, after });
  const data = rows.slice(0, input.limit).map(groupOf);
  const last = data.at(-1);
  return { data, nextCursor: last && rows.length > data.length ? encodeCursor(list, [last.name, last.id]) : null };
}
