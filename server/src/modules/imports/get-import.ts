import type { ContactImport } from '@parley/contract/imports';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { findImport, type ImportRow } from './import-queries.ts';
import { importView } from './import-view.ts';

/** Throws `record_missing`. */
export async function getImport(ctx: Ctx, input: { id: string }): Promise<ContactImport> {
  return importView(await getImportRow(ctx, input.id), ctx.actor.language);
}

export async function getImportRow(ctx: Ctx, id: string, lock?: 'for update'): Promise<ImportRow> {
  const row = await findImport(ctx.db, ctx.actor.organizationId, id, lock);
  if (!row) throw new AppError('record_missing', { details: { what: 'import' } });
  return row;
}
