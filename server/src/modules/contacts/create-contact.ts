import type { Contact, CreateContactBody } from '@parley/contract/contacts';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError, type FieldFault } from '#platform/errors';
import { uuidv7 } from '#platform/uuid';
import { restoreSuppressedAddresses } from '#suppressions';
import { checkEmails, checkPhones } from './check-addresses.ts';
import { checkOwner, columnsOf, defaultCountry } from './check-contact.ts';
import { insertContact, replaceEmails, replacePhones, replaceTags, upsertConsents } from './contact-queries.ts';
import { displayNameOf } from './display-name.ts';
import { getContact } from './get-contact.ts';
import { subjectsOf } from './subjects-of.ts';

/**
 * Two people may share an address, so one that another contact has is no fault.
 * Throws `request_invalid` with each bad phone, e-mail and owner, and for a contact that nothing is said about.
 */
export async function createContact(ctx: Ctx, input: CreateContactBody): Promise<Contact> {
  const { db } = ctx;
  const { organizationId, kind, id: actorId } = ctx.actor;
  const faults: FieldFault[] = [];
  const phones = checkPhones(input.phones ?? [], await defaultCountry(ctx), faults);
  const emails = checkEmails(input.emails ?? [], faults);
  await checkOwner(ctx, input.ownerId, faults);
  const reachedAt =
    (phones.find(({ isPrimary }) => isPrimary)?.phone ?? emails.find(({ isPrimary }) => isPrimary)?.email) || null;
  const { firstName = null, middleName = null, lastName = null, company = null } = input;
  const displayName = displayNameOf({ firstName, middleName, lastName, company, reachedAt }, null);
  if (displayName === '' && faults.length === 0) faults.push(empty);
  if (faults.length > 0) throw new AppError('request_invalid', { fields: faults });

  const id = uuidv7();
  const now = ctx.clock.now();
  await insertContact(db, {
    ...columnsOf(input),
    organization_id: organizationId,
    id,
    display_name: displayName,
    attributes: JSON.stringify(input.attributes ?? {}),
    created_at: now,
    updated_at: now,
  });
  await replacePhones(db, organizationId, id, phones);
  await replaceEmails(db, organizationId, id, emails);
  await replaceTags(db, organizationId, id, input.tags ?? []);
  if (input.consents?.length) {
    const shared = {
      organization_id: organizationId,
      contact_id: id,
      recorded_by: kind === 'user' ? actorId : null,
      recorded_at: now,
    };
    await upsertConsents(
      db,
      input.consents.map((consent) => ({ ...shared, ...consent, wording: consent.wording ?? null })),
    );
  }
  await restoreSuppressedAddresses(ctx, subjectsOf(phones, emails));
  await ctx.events.emit('contact.created', id, { contactId: id });
  await recordAudit(ctx, {
    action: 'contact.created',
    subjectKind: 'contact',
    subjectId: id,
    after: { fields: Object.keys(input) },
  });
  return getContact(ctx, { id });
}

const empty: FieldFault = {
  path: '',
  rule: 'contact_empty',
  en: 'Give a name, a company, a phone or an e-mail.',
  ru: 'Укажите имя, компанию, телефон или электронную почту.',
};
