import { createHash } from 'node:crypto';
import type { SealableEntry } from './audit-queries.ts';

/** What stands before the first entry of an organization. */
export const firstHash: Buffer = Buffer.alloc(32);

/** The hash of an entry in its place: it covers every field and, by way of the previous hash, everything before. */
export function sealHash(previousHash: Uint8Array, entry: SealableEntry): Buffer {
  return createHash('sha256').update(previousHash).update(JSON.stringify(entry.facts)).digest();
}
