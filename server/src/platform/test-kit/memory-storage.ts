import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import type { FileStorage } from '../storage/file-storage.ts';

/** Files that live as long as the test. */
export function createMemoryStorage(): FileStorage {
  const files = new Map<string, { readonly bytes: Buffer; readonly writtenAt: Date }>();
  return {
    async write(source, limitBytes) {
      const chunks: Buffer[] = [];
      let sizeBytes = 0;
      for await (const chunk of source as AsyncIterable<Buffer>) {
        chunks.push(Buffer.from(chunk));
        sizeBytes += chunk.length;
        if (sizeBytes > limitBytes) throw new AppError('file_too_large', { details: { limit: limitBytes } });
      }
      const bytes = Buffer.concat(chunks);
      const sha256 = createHash('sha256').update(bytes).digest();
      const storageKey = sha256.toString('hex');
      files.set(storageKey, { bytes, writtenAt: new Date() });
      return { storageKey, sizeBytes, sha256 };
    },
    async read(storageKey, range) {
      const file = files.get(storageKey);
      if (!file) throw new Error(`Nothing is stored under ${storageKey}.`);
      const end = range?.end === undefined ? undefined : range.end + 1;
      return Readable.from([file.bytes.subarray(range?.start ?? 0, end)]);
    },
    async remove(storageKey, writtenBefore) {
      const file = files.get(storageKey);
      if (file && file.writtenAt >= writtenBefore) return false;
      files.delete(storageKey);
      return true;
    },
    async *list() {
      yield [...files.keys()];
    },
  };
}
