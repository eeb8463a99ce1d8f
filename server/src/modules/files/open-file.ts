import type { Readable } from 'node:stream';
import type { Actor, Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import { findFile } from './files-queries.ts';

interface FileFacts {
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
}

export interface OpenFile extends FileFacts {
  readonly stream: Readable;
}

export interface StoredFile extends FileFacts {
  /** Each call reads from the beginning. */
  open(): Promise<Readable>;
}

/** A file of the actor's organization, for the program's own use: asks for no permission. Throws `record_missing`. */
export async function openFile(runtime: Runtime, actor: Actor, fileId: string): Promise<OpenFile> {
  const file = await findStoredFile(runtime, actor, fileId);
  if (file === null) throw new AppError('record_missing', { details: { what: 'file' } });
  const { name, contentType, sizeBytes } = file;
  return { name, contentType, sizeBytes, stream: await file.open() };
}

/** As `openFile`, but not opened yet. Null for one that is not there. */
export async function findStoredFile(runtime: Runtime, actor: Actor, fileId: string): Promise<StoredFile | null> {
  const row = await runtime.transaction(actor, (ctx) => findFile(ctx.db, ctx.actor.organizationId, fileId), {
    readOnly: true,
  });
  if (!row) return null;
  return {
    name: row.name,
    contentType: row.content_type,
    sizeBytes: row.size_bytes,
    open: () => runtime.storage.read(row.storage_key),
  };
}
