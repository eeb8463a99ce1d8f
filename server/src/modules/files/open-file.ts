import type { Readable } from 'node:stream';
import type { Actor, Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import { findFile } from './files-queries.ts';

interface FileFacts {
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface OpenFile extends FileFacts {
  readonly stream: Readable;
}

export interface StoredFile extends FileFacts {
  /** Each call reads anew: all, or both ends of the range and what is between. */
  readonly open: (range?: { readonly start: number; readonly end: number }) => Promise<Readable>;
}

/** A file of the actor's organization, for the program's own use: asks for no permission. Throws `record_missing`. */
export async function openFile(runtime: Runtime, actor: Actor, fileId: string): Promise<OpenFile> {
  const { open, ...facts } = await getStoredFile(runtime, actor, fileId);
  return { ...facts, stream: await open() };
}

/** As `openFile`, but not opened yet. Throws `record_missing`. */
export async function getStoredFile(runtime: Runtime, actor: Actor, fileId: string): Promise<StoredFile> {
  const file = await findStoredFile(runtime, actor, fileId);
  if (file === null) throw new AppError('record_missing', { details: { what: 'file' } });
  return file;
}

/** As `getStoredFile`, but null for one that is not there. */
export async function findStoredFile(runtime: Runtime, actor: Actor, fileId: string): Promise<StoredFile | null> {
  const row = await runtime.transaction(actor, (ctx) => findFile(ctx.db, ctx.actor.organizationId, fileId), {
    readOnly: true,
  });
  if (!row) return null;
  return {
    name: row.name,
    contentType: row.content_type,
    sizeBytes: row.size_bytes,
    sha256: row.sha256.toString('hex'),
    open: (range) => runtime.storage.read(row.storage_key, range),
  };
}
