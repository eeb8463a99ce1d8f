import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { subjectOfAddress, type Subject } from './subject.ts';
import { contactExists, listAddresses, upsertOptOuts } from './suppression-queries.ts';

export interface OptOut {
  readonly contactId: string;
  /** Where it was said: `sms: STOP`, `link`, `operator`. No personal data: it outlives the person. */
  readonly source: string;
  /** Where it was said from, when that may not be an address of the contact. */
  readonly from?: { readonly network: string; readonly address: string };
}

/**
 * A person wants no more marketing: on the list go the contact, every address it has and the one it was said from. So it
 * also holds for another contact with one of these addresses. Once this has committed, no claim sends marketing there.
 * Consents are withdrawn by who hears `contact.opted_out`.
 *
 * Returns false, and says nothing to anybody, when the person had opted out before.
 * Throws `record_missing` for a contact that is not there.
 */
export async function optOutContact(ctx: Ctx, { contactId, source, from }: OptOut): Promise<boolean> {
  const { organizationId, id: createdBy } = ctx.actor;
  if (!(await contactExists(ctx.db, organizationId, contactId)))
    throw new AppError('record_missing', { details: { what: 'contact' } });
  const subjects: Subject[] = [{ kind: 'contact', subject: contactId }];
  subjects.push(...(await listAddresses(ctx.db, organizationId, [contactId])));
  if (from) subjects.push(subjectOfAddress(from.network, from.address));
  const unique = new Map(subjects.map((subject) => [`${subject.kind} ${subject.subject}`, subject]));
  const shared = { organization_id: organizationId, reason: 'opt_out', source, created_at: ctx.clock.now() };
  const rows = [...unique.values()].map((one) => ({
    ...shared,
    subject_kind: one.kind,
    subject: one.subject,
    created_by: createdBy,
  }));
  const fresh = await upsertOptOuts(ctx.db, rows);
  if (!fresh.some(({ subject }) => subject === contactId)) return false;
  await ctx.events.emit('contact.opted_out', contactId, { contactId, source });
  await recordAudit(ctx, {
    action: 'contact.opted_out',
    subjectKind: 'contact',
    subjectId: contactId,
    after: { source },
  });
  return true;
}
