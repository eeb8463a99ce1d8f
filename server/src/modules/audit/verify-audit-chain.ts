import type { AuditChain } from '@parley/contract/audit';
import type { Ctx } from '#platform/context';
import { findForgottenEntry, listSealedEntries, type SealedEntry } from './audit-queries.ts';
import { firstHash, sealHash } from './seal.ts';

const page = 2_000;

/** Walks the organization's chain from its beginning and stops at the first thing that was tampered with. */
export async function verifyAuditChain(ctx: Ctx): Promise<AuditChain> {
  const { organizationId } = ctx.actor;
  let sequence = 0;
  let hash = firstHash;
  for (;;) {
    const entries = await listSealedEntries(ctx.db, organizationId, sequence, page);
    for (const entry of entries) {
      const kind = faultOf(entry, sequence, hash);
      if (kind)
        return { intact: false, checked: sequence, fault: { kind, sequence: entry.sequence, entryId: entry.id } };
      sequence = entry.sequence;
      hash = entry.hash;
    }
    if (entries.length < page) break;
  }
  const forgotten = await findForgottenEntry(ctx.db, organizationId);
  if (forgotten)
    return { intact: false, checked: sequence, fault: { kind: 'unsealed', sequence: null, entryId: forgotten } };
  return { intact: true, checked: sequence, fault: null };
}

function faultOf(entry: SealedEntry, previousSequence: number, previousHash: Buffer): 'gap' | 'seal' | 'entry' | null {
  if (entry.sequence !== previousSequence + 1) return 'gap';
  if (!entry.previous_hash.equals(previousHash)) return 'seal';
  return sealHash(previousHash, entry).equals(entry.hash) ? null : 'entry';
}
