import { subjectOfAddress } from '#suppressions';
import type { Ctx } from '#platform/context';
import { findByEmail, findByIdentity, findByPhone } from './contact-address-queries.ts';

/**
 * Whose address this is on a network: E.164 on telephone networks, in any letter case for e-mail, else the network's own id.
 * Of several people with one address, the contact made first. Null for nobody.
 */
export async function findContactByAddress(ctx: Ctx, network: string, address: string): Promise<{ id: string } | null> {
  const { organizationId } = ctx.actor;
  const { kind, subject } = subjectOfAddress(network, address);
  if (kind === 'phone') return findByPhone(ctx.db, organizationId, subject);
  if (kind === 'email') return findByEmail(ctx.db, organizationId, subject);
  return findByIdentity(ctx.db, organizationId, network, address);
}
