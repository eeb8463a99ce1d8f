import type { PageQuery } from '@parley/contract/page';
import type { TemplateVersion } from '@parley/contract/templates';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import { getTemplate } from './get-template.ts';
import { listVersions, type VersionRow } from './template-queries.ts';

/** The history of a template, newest first. */
export async function listTemplateVersions(
  ctx: Ctx,
  { id, limit, cursor }: { id: string } & PageQuery,
): Promise<{ data: TemplateVersion[]; nextCursor: string | null }> {
  await getTemplate(ctx, { id });
  const after = decodeCursor('template-versions', cursor, ['number']);
  const rows = await listVersions(ctx.db, ctx.actor.organizationId, id, {
    limit,
    beforeVersion: after && after[0],
  });
  const data = rows.slice(0, limit).map(versionOf);
  return { data, nextCursor: rows.length > limit ? encodeCursor('template-versions', [data.at(-1)!.version]) : null };
}

function versionOf(row: VersionRow): TemplateVersion {
  return { version: row.version, items: row.items, createdBy: row.created_by, createdAt: row.created_at.toISOString() };
}
