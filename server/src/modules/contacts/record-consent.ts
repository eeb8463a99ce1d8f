import type { Contact, recordConsentBody, recordConsentParams } from '@parley/contract/contacts';
import type { z } from 'zod';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { findContact, upsertConsents } from './contact-queries.ts';
import { getContact } from './get-contact.ts';

type Input = z.output<typeof recordConsentParams> & z.output<typeof recordConsentBody>;

/**
 * Records that the person agreed, with what to show for it. It does not take anybody off the suppression list.
 * Throws `record_missing`.
 */
export async function recordConsent(ctx: Ctx, { id, network, basis, wording, source }: Input): Promise<Contact> {
  const { organizationId, kind, id: actorId } = ctx.actor;
  if (!(await findContact(ctx.db, organizationId, id, 'for update')))
    throw new AppError('record_missing', { details: { what: 'contact' } });
  await upsertConsents(ctx.db, [
    {
      organization_id: organizationId,
      contact_id: id,
      network,
      basis,
      wording: wording ?? null,
      source,
      recorded_by: kind === 'user' ? actorId : null,
      recorded_at: ctx.clock.now(),
    },
  ]);
  await ctx.events.emit('contact.updated', id, { contactId: id });
  await recordAudit(ctx, {
    action: 'contact.consent_recorded',
    subjectKind: 'contact',
    subjectId: id,
    after: { network, basis, source },
  });
  return getContact(ctx, { id });
}
