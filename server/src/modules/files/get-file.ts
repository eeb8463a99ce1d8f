import type { File, FilePurpose } from '@parley/contract/files';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { purposes } from './file-purposes.ts';
import { fileView } from './file-view.ts';
import { findFile, type FileRow } from './files-queries.ts';

/** Throws `record_missing`, and `permission_missing` for a file of a purpose that is not the reader's business. */
export async function getFile(ctx: Ctx, input: { id: string }): Promise<File> {
  return fileView(await getReadableFile(ctx, input.id));
}

export async function getReadableFile(ctx: Ctx, id: string): Promise<FileRow> {
  const row = await findFile(ctx.db, ctx.actor.organizationId, id);
  if (!row) throw new AppError('record_missing', { details: { what: 'file' } });
  const permission = purposes[row.owner_kind as FilePurpose].read;
  if (!ctx.actor.permissions.has(permission)) throw new AppError('permission_missing', { details: { permission } });
  return row;
}
