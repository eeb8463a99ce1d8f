import { recordAudit } from '#audit';
import { leaveAllGroups } from '#groups';
import type { Ctx } from '#platform/context';
import { forgetSuppressedAddresses } from '#suppressions';
import * as queries from './contact-erasure-queries.ts';

/**
 * Takes away everything that says who these people are, at most 1,000 at once. A tombstone stays for what was sent to them;
 * a suppressed address stays suppressed by its hash; whoever else keeps something about them hears `contact.erased`.
 * Returns the ids of those who were there.
 */
export async function eraseContacts(ctx: Ctx, ids: readonly string[]): Promise<string[]> {
  const { organizationId } = ctx.actor;
  const contactIds = await queries.lockForErasure(ctx.db, organizationId, ids);
  if (contactIds.length === 0) return [];
  await forgetSuppressedAddresses(ctx, contactIds);
  await leaveAllGroups(ctx, contactIds);
  await queries.eraseContacts(ctx.db, organizationId, contactIds, ctx.clock.now());
  await ctx.events.emit('contact.erased', contactIds[0]!, { contactIds });
  const subjectId = contactIds.length === 1 ? contactIds[0]! : null;
  await recordAudit(ctx, {
    action: 'contact.erased',
    subjectKind: 'contact',
    subjectId,
    before: { people: contactIds.length },
  });
  return contactIds;
}
