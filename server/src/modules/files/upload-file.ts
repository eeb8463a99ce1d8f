import type { File, UploadQuery } from '@parley/contract/files';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { SignedIn, Upload } from '#platform/http/route';
import { purposes } from './file-purposes.ts';
import { saveFile } from './save-file.ts';

/** Throws as `saveFile`, and `permission_missing` for a purpose that is not the sender's business. */
export async function uploadFile(
  runtime: Runtime,
  input: UploadQuery,
  { actor }: SignedIn,
  upload: Upload | null,
): Promise<File> {
  if (!upload) throw new AppError('upload_missing');
  const { read: permission } = purposes[input.purpose];
  if (!actor.permissions.has(permission)) throw new AppError('permission_missing', { details: { permission } });
  return saveFile(runtime, actor, { name: upload.name, stream: upload.stream, ownerKind: input.purpose });
}
