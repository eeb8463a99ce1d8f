import type { Ctx } from '#platform/context';
import { deleteMembershipsOf } from './group-queries.ts';

export async function leaveAllGroups(ctx: Ctx, contactIds: readonly string[]): Promise<void> {
  await deleteMembershipsOf(ctx.db, ctx.actor.organizationId, contactIds);
}
