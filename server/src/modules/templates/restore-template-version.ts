import type { SavedTemplate } from '@parley/contract/templates';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { findVersion } from './template-queries.ts';
import { updateTemplate } from './update-template.ts';

/** Makes the items of an old version the current ones again, as a new version: history is never rewritten. */
export async function restoreTemplateVersion(
  ctx: Ctx,
  { id, version }: { id: string; version: number },
): Promise<SavedTemplate> {
  const old = await findVersion(ctx.db, ctx.actor.organizationId, id, version);
  if (!old) throw new AppError('record_missing', { details: { what: 'template version' } });
  return updateTemplate(ctx, { id, items: old.items });
}
