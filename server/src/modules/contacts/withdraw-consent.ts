import type { Contact, recordConsentParams } from '@parley/contract/contacts';
import type { z } from 'zod';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { withdrawConsents } from './contact-queries.ts';
import { getContact } from './get-contact.ts';

/** The record stays, with the time of the withdrawal. Throws `record_missing` when no such consent is in force. */
export async function withdrawConsent(
  ctx: Ctx,
  { id, network }: z.output<typeof recordConsentParams>,
): Promise<Contact> {
  const withdrawn = await withdrawConsents(ctx.db, ctx.actor.organizationId, id, { network, at: ctx.clock.now() });
  if (withdrawn === 0) throw new AppError('record_missing', { details: { what: 'consent' } });
  await ctx.events.emit('contact.updated', id, { contactId: id });
  await recordAudit(ctx, {
    action: 'contact.consent_withdrawn',
    subjectKind: 'contact',
    subjectId: id,
    after: { network },
  });
  return getContact(ctx, { id });
}
