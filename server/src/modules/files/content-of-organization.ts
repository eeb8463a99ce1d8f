import type { Runtime } from '#platform/context';
import { listKeysOf } from './files-queries.ts';
import { removeUnusedContent } from './remove-unused-content.ts';

/** Between the storing of bytes and the commit of their file pass some milliseconds; these were stored by one that is gone. */
const graceMilliseconds = 5_000;

/** The contents that an organization's files name, to be removed when the files are gone. */
export function listContentOf({ pools }: Runtime, organizationId: string): Promise<string[]> {
  return pools.system((db) => listKeysOf(db, organizationId), { readOnly: true });
}

/** Those of them that no other organization has. What is left for being too fresh goes in the night. */
export function removeContentOf(runtime: Runtime, storageKeys: readonly string[]): Promise<void> {
  return removeUnusedContent(runtime, storageKeys, graceMilliseconds);
}
