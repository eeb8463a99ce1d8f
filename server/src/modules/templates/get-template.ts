import type { Template, TemplateItem } from '@parley/contract/templates';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { findTemplate, findVersion, type TemplateRow } from './template-queries.ts';

/** Throws `record_missing`. */
export async function getTemplate(ctx: Ctx, { id }: { id: string }): Promise<Template> {
  const row = await findTemplate(ctx.db, ctx.actor.organizationId, id);
  if (!row) throw new AppError('record_missing', { details: { what: 'template' } });
  return templateOf(row);
}

/** The items of a version. Throws `record_missing`. */
export async function getTemplateItems(
  ctx: Ctx,
  { id, version }: { id: string; version: number },
): Promise<TemplateItem[]> {
  const row = await findVersion(ctx.db, ctx.actor.organizationId, id, version);
  if (!row) throw new AppError('record_missing', { details: { what: 'template version' } });
  return row.items;
}

export function templateOf(row: TemplateRow): Template {
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    target: row.target,
    categoryId: row.category_id,
    version: row.version,
    items: row.items,
    campaignCount: row.campaign_count,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    archivedAt: row.archived_at?.toISOString() ?? null,
  };
}
