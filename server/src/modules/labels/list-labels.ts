import type { Label } from '@parley/contract/labels';
import type { Ctx } from '#platform/context';
import { listLabels as listRows } from './label-queries.ts';

/** By name, all of them: an organization has dozens. */
export async function listLabels(ctx: Ctx): Promise<{ data: Label[] }> {
  return { data: await listRows(ctx.db, ctx.actor.organizationId) };
}
