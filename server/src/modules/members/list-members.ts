import type { Member } from '@parley/contract/members';
import type { PageQuery } from '@parley/contract/page';
import type { Runtime } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import type { SignedIn } from '#platform/http/route';
import { memberView } from './member-view.ts';
import * as queries from './members-queries.ts';

/** Who there is, in the order in which they came; how to reach them is only for those who look after members. */
export async function listMembers(
  runtime: Runtime,
  input: PageQuery,
  { actor }: SignedIn,
): Promise<{ data: Member[]; nextCursor: string | null }> {
  const { organizationId } = actor;
  const after = decodeCursor('members', input.cursor, ['id']);
  const rows = await runtime.transaction(
    actor,
    ({ db }) => queries.listMembers(db, organizationId, input.limit + 1, after && after[0]),
    { readOnly: true },
  );
  const page = rows.slice(0, input.limit);
  const ids = actor.permissions.has('members:read') ? page.map((row) => row.id) : [];
  const seen = await runtime.pools.system((db) => queries.listLastSeen(db, organizationId, ids), { readOnly: true });
  const data = page.map((row) => memberView(row, actor, seen.get(row.id)));
  return { data, nextCursor: rows.length > input.limit ? encodeCursor('members', [data.at(-1)!.id]) : null };
}
