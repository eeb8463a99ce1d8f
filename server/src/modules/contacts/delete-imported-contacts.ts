import { leaveAllGroups } from '#groups';
import type { Ctx } from '#platform/context';
import { deleteContacts, listUntouched, lockImported } from './contact-undo-queries.ts';

const beforeAll = '00000000-0000-0000-0000-000000000000';

/**
 * For the undo of an import: deletes the next `limit` contacts that it made. Those who were changed since, were written to,
 * wrote to us or opted out are kept. Call it with the `lastId` of the call before until that is null.
 */
export async function deleteImportedContacts(
  ctx: Ctx,
  { importId, afterId, limit }: { importId: string; afterId: string | null; limit: number },
): Promise<{ deleted: number; kept: number; lastId: string | null }> {
  const { organizationId } = ctx.actor;
  const ids = await lockImported(ctx.db, organizationId, importId, afterId ?? beforeAll, limit);
  const untouched = await listUntouched(ctx.db, organizationId, ids);
  await leaveAllGroups(ctx, untouched);
  await deleteContacts(ctx.db, organizationId, untouched);
  return { deleted: untouched.length, kept: ids.length - untouched.length, lastId: ids.at(-1) ?? null };
}
