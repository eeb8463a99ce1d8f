import type { createTemplateBody, SavedTemplate } from '@parley/contract/templates';
import type { z } from 'zod';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { uuidv7 } from '#platform/uuid';
import { refuseUnknownCategory } from './template-categories.ts';
import { parseItems, warnOfUnseenAttributes } from './check-items.ts';
import { getTemplate } from './get-template.ts';
import { insertTemplate, insertVersion } from './template-queries.ts';

/** Throws `request_invalid` with each malformed variable and its place, or `template_name_taken`. */
export async function createTemplate(ctx: Ctx, input: z.output<typeof createTemplateBody>): Promise<SavedTemplate> {
  const tokens = parseItems(input.items);
  await refuseUnknownCategory(ctx, input.categoryId);
  const id = await addTemplate(ctx, input);
  await recordAudit(ctx, {
    action: 'template.created',
    subjectKind: 'template',
    subjectId: id,
    after: { name: input.name, items: input.items },
  });
  return { ...(await getTemplate(ctx, { id })), warnings: await warnOfUnseenAttributes(ctx, tokens) };
}

/** Writes a template with its first version and returns its id. */
export async function addTemplate(
  ctx: Ctx,
  template: Pick<z.output<typeof createTemplateBody>, 'name' | 'type' | 'target' | 'items' | 'categoryId'>,
): Promise<string> {
  const { organizationId, id: createdBy } = ctx.actor;
  const { name, type, target, items, categoryId = null } = template;
  const id = uuidv7();
  const created = { organization_id: organizationId, created_by: createdBy, created_at: ctx.clock.now() };
  const inserted = await insertTemplate(ctx.db, {
    ...created,
    id,
    name,
    type,
    target,
    category_id: categoryId,
    updated_at: created.created_at,
  });
  if (!inserted) throw new AppError('template_name_taken', { details: { name } });
  await insertVersion(ctx.db, { ...created, template_id: id, version: 1, items });
  return id;
}
