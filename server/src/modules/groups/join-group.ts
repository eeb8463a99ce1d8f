import type { Ctx } from '#platform/context';
import { insertMembers, insertNewcomers } from './group-queries.ts';

/** For modules that put many people in and record it themselves. Returns the ids of those who were not members before. */
export async function joinGroup(ctx: Ctx, groupId: string, contactIds: readonly string[]): Promise<string[]> {
  return insertMembers(ctx.db, ctx.actor.organizationId, groupId, contactIds);
}

/** The same for contacts that this transaction has made: nobody has to be looked for. */
export async function joinGroupAsNewcomers(ctx: Ctx, groupId: string, contactIds: readonly string[]): Promise<void> {
  if (contactIds.length > 0) await insertNewcomers(ctx.db, ctx.actor.organizationId, groupId, contactIds);
}
