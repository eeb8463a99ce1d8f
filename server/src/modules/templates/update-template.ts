import { isDeepStrictEqual } from 'node:util';
import type { SavedTemplate, Template, updateTemplateBody } from '@parley/contract/templates';
import type { z } from 'zod';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { parseItems, warnOfUnseenAttributes } from './check-items.ts';
import { refuseUnknownCategory } from './template-categories.ts';
import { getTemplate } from './get-template.ts';
import { findTemplateNamed, insertVersion, lockTemplate, updateTemplate as updateRow } from './template-queries.ts';

/**
 * Changes what is given. Other items become a new version; the old ones stay, and campaigns that were started keep theirs (F36).
 * Throws `record_missing`, `template_name_taken`, or `request_invalid` with each malformed variable and its place.
 */
export async function updateTemplate(
  ctx: Ctx,
  { id, ...input }: { id: string } & z.output<typeof updateTemplateBody>,
): Promise<SavedTemplate> {
  await lockTemplate(ctx.db, ctx.actor.organizationId, id);
  const before = await getTemplate(ctx, { id });
  await refuseUnknownCategory(ctx, input.categoryId);
  const items = input.items ?? before.items;
  const tokens = parseItems(items);
  const hasNewItems = !isDeepStrictEqual(items, before.items);
  const change = {
    name: input.name ?? before.name,
    target: input.target ?? before.target,
    category_id: input.categoryId === undefined ? before.categoryId : input.categoryId,
    version: before.version + (hasNewItems ? 1 : 0),
    archived_at: archivedAt(ctx, before, input.archived),
    updated_at: ctx.clock.now(),
  };
  if (change.archived_at === null) await refuseTakenName(ctx, id, change.name);
  if (hasNewItems) await addVersion(ctx, id, change.version, items);
  await updateRow(ctx.db, ctx.actor.organizationId, id, change);
  const after = await getTemplate(ctx, { id });
  await recordAudit(ctx, {
    action: 'template.updated',
    subjectKind: 'template',
    subjectId: id,
    ...changedFields(before, after),
  });
  return { ...after, warnings: await warnOfUnseenAttributes(ctx, tokens) };
}

function archivedAt(ctx: Ctx, before: Template, archived: boolean | undefined): Date | null {
  const known = before.archivedAt === null ? null : new Date(before.archivedAt);
  if (archived === undefined) return known;
  return archived ? (known ?? ctx.clock.now()) : null;
}

async function refuseTakenName(ctx: Ctx, id: string, name: string): Promise<void> {
  const other = await findTemplateNamed(ctx.db, ctx.actor.organizationId, name, id);
  if (other) throw new AppError('template_name_taken', { details: { name } });
}

async function addVersion(ctx: Ctx, id: string, version: number, items: Template['items']): Promise<void> {
  const { organizationId, id: createdBy } = ctx.actor;
  const row = {
    organization_id: organizationId,
    template_id: id,
    version,
    items,
    created_by: createdBy,
    created_at: ctx.clock.now(),
  };
  await insertVersion(ctx.db, row);
}

const auditedFields = ['name', 'target', 'categoryId', 'version', 'items', 'archivedAt'] as const;

function changedFields(
  before: Template,
  after: Template,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const changed = auditedFields.filter((field) => !isDeepStrictEqual(before[field], after[field]));
  return {
    before: Object.fromEntries(changed.map((field) => [field, before[field]])),
    after: Object.fromEntries(changed.map((field) => [field, after[field]])),
  };
}
