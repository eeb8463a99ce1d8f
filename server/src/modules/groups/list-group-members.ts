import type { groupMemberPage } from '@parley/contract/groups';
import type { PageQuery } from '@parley/contract/page';
import type { z } from 'zod';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import { getGroupRow } from './get-group.ts';
import { listMembers } from './group-queries.ts';

/** A page of the members, the contact made last first. Throws `record_missing`. */
export async function listGroupMembers(
  ctx: Ctx,
  input: { id: string } & PageQuery,
): Promise<z.input<typeof groupMemberPage>> {
  await getGroupRow(ctx, input.id);
  const list = `group_members ${input.id}`;
  const after = decodeCursor(list, input.cursor, ['id']);
  const rows = await listMembers(ctx.db, ctx.actor.organizationId, input.id, {
    limit: input.limit,
    afterId: after?.[0] ?? null,
  });
  const data = rows.slice(0, input.limit).map((row) => ({
    contactId: row.contact_id,
    displayName: row.display_name,
    phone: row.phone,
    email: row.email,
    addedAt: row.added_at.toISOString(),
  }));
  const last = data.at(-1);
  return { data, nextCursor: last && rows.length > data.length ? encodeCursor(list, [last.contactId]) : null };
}
