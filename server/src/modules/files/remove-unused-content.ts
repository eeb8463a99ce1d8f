import type { Runtime } from '#platform/context';
import { listUsedKeys } from './files-queries.ts';

/** Between the storing of bytes and the commit of their file passes less than this. */
const longGraceMilliseconds = 10 * 60 * 1_000;

/** Deletes those of the contents that no file has any more. What was stored just now is left for the daily look, and answered. */
export async function removeUnusedContent(
  runtime: Runtime,
  storageKeys: readonly string[],
  graceMilliseconds = longGraceMilliseconds,
): Promise<string[]> {
  if (storageKeys.length === 0) return [];
  const used = await runtime.pools.system((db) => listUsedKeys(db, storageKeys), { readOnly: true });
  const writtenBefore = new Date(Date.now() - graceMilliseconds);
  const fresh: string[] = [];
  for (const key of storageKeys) {
    if (!used.has(key) && !(await runtime.storage.remove(key, writtenBefore))) fresh.push(key);
  }
  return fresh;
}
