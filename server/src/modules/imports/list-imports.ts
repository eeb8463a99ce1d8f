import type { ContactImport } from '@parley/contract/imports';
import type { PageQuery } from '@parley/contract/page';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import { AppError } from '#platform/errors';
import { isUuid } from '#platform/uuid';
import * as queries from './import-queries.ts';
import { importView } from './import-view.ts';

/** Newest first. */
export async function listImports(
  ctx: Ctx,
  { cursor, limit }: PageQuery,
): Promise<{ data: ContactImport[]; nextCursor: string | null }> {
  const after = decodeCursor('imports', cursor, ['id']);
  const beforeId = after && after[0];
  if (beforeId && !isUuid(beforeId)) throw new AppError('cursor_invalid');
  const rows = await queries.listImports(ctx.db, ctx.actor.organizationId, { limit, beforeId });
  const data = rows.slice(0, limit).map((row) => importView(row, ctx.actor.language));
  return { data, nextCursor: rows.length > limit ? encodeCursor('imports', [data.at(-1)!.id]) : null };
}
