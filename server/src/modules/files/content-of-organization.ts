import { setTimeout as sleep } from 'node:timers/promises';
import type { Runtime } from '#platform/context';
import { listKeysOf } from './files-queries.ts';
import { removeUnusedContent } from './remove-unused-content.ts';

/** Between the storing of bytes and the commit of their file pass some milliseconds; these were stored by one that is gone. */
const graceMilliseconds = 5_000;

/** The contents that an organization's files name, to be removed when the files are gone. */
export function listContentOf({ pools }: Runtime, organizationId: string): Promise<string[]> {
  return pools.system((db) => listKeysOf(db, organizationId), { readOnly: true });
}

/** Those of them that no other organization has. What is too fresh to tell is asked once more when it is not. */
export async function removeContentOf(runtime: Runtime, storageKeys: readonly string[]): Promise<void> {
  const fresh = await removeUnusedContent(runtime, storageKeys, graceMilliseconds);
  if (fresh.length === 0) return;
  await sleep(graceMilliseconds);
  await removeUnusedContent(runtime, fresh, graceMilliseconds);
}
