import type { Ctx } from '#platform/context';
import { findAddressHash } from './address-hash.ts';
import type { Subject } from './subject.ts';
import { insertSuppressions, takeSuppressionHashes } from './suppression-queries.ts';

/**
 * For whoever writes addresses into contacts, in the same transaction: those that somebody erased had been suppressed
 * with come back to the list under their own name. This is why the claim does not need to know of hashes.
 */
export async function restoreSuppressedAddresses(ctx: Ctx, addresses: readonly Subject[]): Promise<void> {
  if (addresses.length === 0) return;
  const hash = await findAddressHash(ctx);
  if (!hash) return;
  const { organizationId } = ctx.actor;
  const byHash = new Map(addresses.map((address) => [hash(address), address]));
  const taken = await takeSuppressionHashes(ctx.db, organizationId, [...byHash.keys()]);
  if (taken.length === 0) return;
  const rows = taken.map((entry) => {
    const { kind, subject } = byHash.get(entry.subject)!;
    const { reason, source, createdBy, createdAt } = entry;
    return {
      organization_id: organizationId,
      subject_kind: kind,
      subject,
      reason,
      source,
      created_by: createdBy,
      created_at: createdAt,
    };
  });
  await insertSuppressions(ctx.db, rows);
}
