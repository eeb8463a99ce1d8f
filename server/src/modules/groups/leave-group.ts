import type { Ctx } from '#platform/context';
import { deleteMembers } from './group-queries.ts';

/** For modules that take many people out and record it themselves. Returns the ids of those who were members. */
export async function leaveGroup(ctx: Ctx, groupId: string, contactIds: readonly string[]): Promise<string[]> {
  return deleteMembers(ctx.db, ctx.actor.organizationId, groupId, contactIds);
}
