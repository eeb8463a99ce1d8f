import type { File, FilePurpose } from '@parley/contract/files';
import type { Readable } from 'node:stream';
import { recordAudit } from '#audit';
import type { Actor, Runtime } from '#platform/context';
import { plainFileName } from '#platform/http/carry-out';
import type { StoredFile } from '#platform/storage/file-storage';
import { uuidv7 } from '#platform/uuid';
import { detectType, headBytes, refineZip } from './detect-type.ts';
import { purposes } from './file-purposes.ts';
import { fileView } from './file-view.ts';
import { insertFile } from './files-queries.ts';
import { peek } from './peek.ts';

export interface NewFile {
  /** As the sender wrote it: only its last part is kept, without what could deceive. */
  readonly name: string;
  readonly stream: Readable;
  readonly ownerKind: FilePurpose;
  /** The purpose's own limit when not given. */
  readonly limitBytes?: number;
}

/**
 * Stores what somebody sent. The type is told by the content before anything is kept. Throws `file_type_refused`,
 * `file_too_large`, `storage_full`. Not in a transaction: the bytes are durable before the file is known.
 */
export async function saveFile(runtime: Runtime, actor: Actor, file: NewFile): Promise<File> {
  const name = plainFileName(file.name);
  const { head, whole } = await peek(file.stream, headBytes);
  const detected = await detectType(head, name);
  const stored = await runtime.storage.write(whole, file.limitBytes ?? purposes[file.ownerKind].limitBytes);
  const isZip = detected === 'application/zip';
  const contentType = isZip ? await refineZip(await runtime.storage.read(stored.storageKey)) : detected;
  return recordFile(runtime, actor, stored, { name, contentType, ownerKind: file.ownerKind });
}

export interface ResultFile {
  readonly name: string;
  /** Ours, so it is believed. */
  readonly contentType: string;
  readonly stream: Readable;
}

/** Stores what a task made, of any type and up to 10 GiB. */
export async function writeResultFile(runtime: Runtime, actor: Actor, file: ResultFile): Promise<File> {
  const stored = await runtime.storage.write(file.stream, purposes.task_result.limitBytes);
  return recordFile(runtime, actor, stored, {
    name: file.name,
    contentType: file.contentType,
    ownerKind: 'task_result',
  });
}

/** Stores the table that was made of an uploaded file of another kind, under that file's name. */
export async function writeImportTable(
  runtime: Runtime,
  actor: Actor,
  { name, stream }: { readonly name: string; readonly stream: Readable },
): Promise<File> {
  const stored = await runtime.storage.write(stream, purposes.import.limitBytes);
  return recordFile(runtime, actor, stored, { name, contentType: 'text/csv', ownerKind: 'import' });
}

async function recordFile(
  runtime: Runtime,
  actor: Actor,
  stored: StoredFile,
  facts: { name: string; contentType: string; ownerKind: FilePurpose },
): Promise<File> {
  return runtime.transaction(actor, async (ctx) => {
    const row = await insertFile(ctx.db, {
      organization_id: actor.organizationId,
      id: uuidv7(),
      name: facts.name,
      content_type: facts.contentType,
      size_bytes: stored.sizeBytes,
      sha256: stored.sha256,
      storage_key: stored.storageKey,
      owner_kind: facts.ownerKind,
      created_by: actor.kind === 'user' ? actor.id : null,
    });
    const after = { contentType: row.content_type, sizeBytes: row.size_bytes, purpose: row.owner_kind };
    if (actor.kind !== 'system')
      await recordAudit(ctx, { action: 'file.uploaded', subjectKind: 'file', subjectId: row.id, after });
    return fileView(row);
  });
}
