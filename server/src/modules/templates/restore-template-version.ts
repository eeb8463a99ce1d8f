import type { SavedTemplate } from '@parley/contract/templates';
import type { Ctx } from '#platform/context';
import { getTemplateItems } from './get-template.ts';
import { updateTemplate } from './update-template.ts';

/** Makes the items of an old version the current ones again, as a new version: history is never rewritten. */
export async function restoreTemplateVersion(
  ctx: Ctx,
  { id, version }: { id: string; version: number },
): Promise<SavedTemplate> {
  return updateTemplate(ctx, { id, items: await getTemplateItems(ctx, { id, version }) });
}
