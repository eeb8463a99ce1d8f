import type { Assignee } from '@parley/contract/conversations';
import { matrix } from '@parley/contract/permissions';
import { listAssignees as listRows } from './conversations-queries.ts';
import type { Ctx } from '#platform/context';

/** Whoever may answer may be given a conversation. */
export async function listAssignees(ctx: Ctx): Promise<{ data: Assignee[] }> {
  return { data: await listRows(ctx.db, ctx.actor.organizationId, matrix['conversations:reply']) };
}
