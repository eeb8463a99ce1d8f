import type { TemplateCategory } from '@parley/contract/templates';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { uuidv7 } from '#platform/uuid';
import * as queries from './template-category-queries.ts';

export async function listCategories(ctx: Ctx): Promise<{ data: TemplateCategory[] }> {
  const rows = await queries.listCategories(ctx.db, ctx.actor.organizationId);
  return { data: rows.map(categoryOf) };
}

/** Throws `template_category_name_taken`. */
export async function createCategory(ctx: Ctx, { name }: { name: string }): Promise<TemplateCategory> {
  const id = uuidv7();
  const row = { organization_id: ctx.actor.organizationId, id, name, created_at: ctx.clock.now() };
  if (!(await queries.insertCategory(ctx.db, row))) throw nameTaken(name);
  await audit(ctx, 'created', id, null, { name });
  return getCategory(ctx, id);
}

/** Throws `record_missing` or `template_category_name_taken`. */
export async function renameCategory(ctx: Ctx, { id, name }: { id: string; name: string }): Promise<TemplateCategory> {
  const before = await getCategory(ctx, id);
  const other = await queries.findCategoryNamed(ctx.db, ctx.actor.organizationId, name);
  if (other && other.id !== id) throw nameTaken(name);
  await queries.renameCategory(ctx.db, ctx.actor.organizationId, id, name);
  await audit(ctx, 'renamed', id, { name: before.name }, { name });
  return getCategory(ctx, id);
}

/**
 * Deletes an empty category, or moves its templates first. Throws `record_missing`, also for the target, and
 * `template_category_in_use` when there are templates and nobody said where they go.
 */
export async function deleteCategory(
  ctx: Ctx,
  { id, moveTo }: { id: string; moveTo?: string | undefined },
): Promise<{ deleted: true }> {
  const { organizationId } = ctx.actor;
  await queries.lockCategory(ctx.db, organizationId, id);
  const { name, templateCount } = await getCategory(ctx, id);
  if (templateCount > 0 && moveTo === undefined) {
    throw new AppError('template_category_in_use', { details: { count: templateCount } });
  }
  const target = moveTo === undefined || moveTo === 'none' ? null : moveTo;
  if (target === id) throw new AppError('template_category_in_use', { details: { count: templateCount } });
  await refuseUnknownCategory(ctx, target);
  const moved = await queries.moveTemplates(ctx.db, organizationId, id, target);
  await queries.deleteCategory(ctx.db, organizationId, id);
  await audit(ctx, 'deleted', id, { name }, { moved, moveTo: target });
  return { deleted: true };
}

/** Throws `record_missing`. */
export async function refuseUnknownCategory(ctx: Ctx, id: string | null | undefined): Promise<void> {
  if (id) await getCategory(ctx, id);
}

async function getCategory(ctx: Ctx, id: string): Promise<TemplateCategory> {
  const row = await queries.findCategory(ctx.db, ctx.actor.organizationId, id);
  if (!row) throw new AppError('record_missing', { details: { what: 'template category' } });
  return categoryOf(row);
}

function categoryOf(row: queries.CategoryRow): TemplateCategory {
  return { id: row.id, name: row.name, templateCount: row.template_count };
}

function nameTaken(name: string): AppError {
  return new AppError('template_category_name_taken', { details: { name } });
}

async function audit(
  ctx: Ctx,
  past: 'created' | 'renamed' | 'deleted',
  id: string,
  before: Record<string, unknown> | null,
  after: Record<string, unknown> | null,
): Promise<void> {
  const action = `template_category.${past}`;
  await recordAudit(ctx, { action, subjectKind: 'template_category', subjectId: id, before, after });
}
