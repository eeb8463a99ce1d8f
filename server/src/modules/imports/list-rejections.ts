import type { ImportRejection } from '@parley/contract/imports';
import type { PageQuery } from '@parley/contract/page';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import { getImportRow } from './get-import.ts';
import * as queries from './import-row-queries.ts';
import { reasonViews } from './import-view.ts';

/** Rejected rows in the order of the file, while the import runs as well. Throws `record_missing`. */
export async function listRejections(
  ctx: Ctx,
  { id, cursor, limit }: PageQuery & { id: string },
): Promise<{ data: ImportRejection[]; nextCursor: string | null }> {
  const row = await getImportRow(ctx, id);
  const list = `import-rejections ${id}`;
  const after = decodeCursor(list, cursor, ['number']);
  const page = { afterLine: after?.[0] ?? 0, limit: limit + 1 };
  const rejections = await queries.listRejections(ctx.db, ctx.actor.organizationId, id, page);
  const data = rejections.slice(0, limit).map(({ line, cells, reasons }) => ({
    line,
    cells: [...cells],
    reasons: reasonViews(reasons, row, ctx.actor.language),
  }));
  return { data, nextCursor: rejections.length > limit ? encodeCursor(list, [data.at(-1)!.line]) : null };
}
