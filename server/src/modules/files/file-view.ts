import type { File, FilePurpose } from '@parley/contract/files';
import type { FileRow } from './files-queries.ts';

export function fileView(row: FileRow): File {
  return {
    id: row.id,
    name: row.name,
    contentType: row.content_type,
    sizeBytes: row.size_bytes,
    sha256: row.sha256.toString('hex'),
    purpose: row.owner_kind as FilePurpose,
    createdAt: row.created_at.toISOString(),
  };
}
