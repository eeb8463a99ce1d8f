import type { Invitation } from '@parley/contract/invitations';
import type { PageQuery } from '@parley/contract/page';
import { listMailStates } from '#mail';
import { isOwner } from '#members';
import type { Runtime } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import type { SignedIn } from '#platform/http/route';
import { invitationView } from './invitation-view.ts';
import * as queries from './invitations-queries.ts';

/** Who was asked to come and has not come yet, the newest first. */
export async function listInvitations(
  runtime: Runtime,
  input: PageQuery,
  { actor }: Pick<SignedIn, 'actor'>,
): Promise<{ data: Invitation[]; nextCursor: string | null }> {
  const after = decodeCursor('invitations', input.cursor, ['id']);
  return runtime.pools.system(
    async (db) => {
      const rows = await queries.listInvitations(db, actor.organizationId, input.limit + 1, after && after[0]);
      const page = rows.slice(0, input.limit);
      const ids = page.map(({ id }) => id);
      const mails = await listMailStates(db, ids);
      const reader = { actor, isOwner: await isOwner(db, actor) };
      const data = page.map((row) => invitationView(runtime, row, reader, mails.get(row.id)));
      return { data, nextCursor: rows.length > input.limit ? encodeCursor('invitations', [ids.at(-1)!]) : null };
    },
    { readOnly: true },
  );
}
