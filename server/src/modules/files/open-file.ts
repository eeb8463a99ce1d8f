import type { Readable } from 'node:stream';
import type { Actor, Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import { findFile } from './files-queries.ts';

export interface OpenFile {
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly stream: Readable;
}

/** A file of the actor's organization, for the program's own use: asks for no permission. Throws `record_missing`. */
export async function openFile(runtime: Runtime, actor: Actor, fileId: string): Promise<OpenFile> {
  const row = await runtime.transaction(actor, (ctx) => findFile(ctx.db, fileId), { readOnly: true });
  if (!row) throw new AppError('record_missing', { details: { what: 'file' } });
  const stream = await runtime.storage.read(row.storage_key);
  return { name: row.name, contentType: row.content_type, sizeBytes: row.size_bytes, stream };
}
