import type { listTemplatesQuery, Template } from '@parley/contract/templates';
import type { z } from 'zod';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import { templateOf } from './get-template.ts';
import * as queries from './template-queries.ts';

/** Newest first. */
export async function listTemplates(
  ctx: Ctx,
  { cursor, archived, ...filter }: z.output<typeof listTemplatesQuery>,
): Promise<{ data: Template[]; nextCursor: string | null }> {
  const after = decodeCursor('templates', cursor, ['id']);
  const rows = await queries.listTemplates(ctx.db, ctx.actor.organizationId, {
    ...filter,
    archived: archived === 'true',
    beforeId: after && after[0],
  });
  const data = rows.slice(0, filter.limit).map(templateOf);
  return { data, nextCursor: rows.length > filter.limit ? encodeCursor('templates', [data.at(-1)!.id]) : null };
}
