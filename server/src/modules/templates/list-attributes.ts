import type { TemplateAttributes } from '@parley/contract/templates';
import type { Ctx } from '#platform/context';
import { listSeenAttributes } from './template-queries.ts';

/** What else than the built-in variables a template may say: attributes that people were given, the most frequent first. */
export async function listAttributes(ctx: Ctx): Promise<TemplateAttributes> {
  return { data: await listSeenAttributes(ctx.db, ctx.actor.organizationId) };
}
