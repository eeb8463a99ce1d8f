import type { Ctx } from '#platform/context';
import { makeAddressHash } from './address-hash.ts';
import { deleteSuppressionsOfContacts, insertSuppressions, listSuppressedAddresses } from './suppression-queries.ts';

/**
 * For the erasure of contacts, before their addresses are deleted: every address that is suppressed, itself or with its
 * person, leaves a salted hash, and the entries that name the person or the address go. An address that another contact
 * has too stays on the list as it is.
 */
export async function forgetSuppressedAddresses(ctx: Ctx, contactIds: readonly string[]): Promise<void> {
  const { organizationId } = ctx.actor;
  const suppressed = await listSuppressedAddresses(ctx.db, organizationId, contactIds);
  if (suppressed.length > 0) {
    const hash = await makeAddressHash(ctx);
    const rows = suppressed.map((address) => ({
      organization_id: organizationId,
      subject_kind: 'hash',
      subject: hash(address),
      reason: address.reason,
      source: address.source,
      created_by: address.createdBy,
      created_at: address.createdAt,
    }));
    await insertSuppressions(ctx.db, rows);
  }
  await deleteSuppressionsOfContacts(ctx.db, organizationId, contactIds);
}
