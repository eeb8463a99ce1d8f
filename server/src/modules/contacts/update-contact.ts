import type { Contact, UpdateContactBody } from '@parley/contract/contacts';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError, type FieldFault } from '#platform/errors';
import { restoreSuppressedAddresses } from '#suppressions';
import { checkEmails, checkPhones, type EmailDraft, type PhoneDraft } from './check-addresses.ts';
import { checkOwner, columnsOf, defaultCountry } from './check-contact.ts';
import * as queries from './contact-queries.ts';
import { renewDisplayName, type NamedPerson } from './display-name.ts';
import { fieldsOf, getContact } from './get-contact.ts';
import { subjectsOf } from './subjects-of.ts';

type Input = { id: string } & UpdateContactBody;
type Addresses = { readonly phones: readonly PhoneDraft[] | null; readonly emails: readonly EmailDraft[] | null };

/**
 * Changes what is named. Throws `record_missing`, `contact_changed` when `basedOn` is not the present `updatedAt`, and
 * `request_invalid` with each bad phone, e-mail and owner.
 */
export async function updateContact(ctx: Ctx, input: Input): Promise<Contact> {
  const { id, basedOn, phones: _phones, emails: _emails, tags, attributes, ...fields } = input;
  const { organizationId } = ctx.actor;
  const row = await queries.findContact(ctx.db, organizationId, id, 'for update');
  if (!row) throw new AppError('record_missing', { details: { what: 'contact' } });
  if (basedOn !== undefined && Date.parse(basedOn) !== row.updated_at.getTime()) throw new AppError('contact_changed');
  const addresses = await checkAddresses(ctx, input);

  const before = { ...fieldsOf(row), reachedAt: await primaryAddress(ctx, id) };
  await replaceAddresses(ctx, id, addresses);
  if (tags) await queries.replaceTags(ctx.db, organizationId, id, tags);
  const after: NamedPerson = { ...before, ...withoutUndefined(fields), reachedAt: await primaryAddress(ctx, id) };
  await queries.updateContact(ctx.db, organizationId, id, {
    ...columnsOf(fields),
    display_name: renewDisplayName(before, before.displayName, after),
    ...(attributes && { attributes: JSON.stringify(mergeAttributes(before.attributes, attributes)) }),
    // The version of the contact: it must differ even within a millisecond.
    updated_at: new Date(Math.max(ctx.clock.now().getTime(), row.updated_at.getTime() + 1)),
  });
  await restoreSuppressedAddresses(ctx, subjectsOf(addresses.phones ?? [], addresses.emails ?? []));
  await ctx.events.emit('contact.updated', id, { contactId: id });
  const changed = Object.keys(input).filter((name) => name !== 'id' && name !== 'basedOn');
  await recordAudit(ctx, {
    action: 'contact.updated',
    subjectKind: 'contact',
    subjectId: id,
    after: { fields: changed },
  });
  return getContact(ctx, { id });
}

async function checkAddresses(ctx: Ctx, input: Input): Promise<Addresses> {
  const faults: FieldFault[] = [];
  const phones = input.phones ? checkPhones(input.phones, await defaultCountry(ctx), faults) : null;
  const emails = input.emails ? checkEmails(input.emails, faults) : null;
  await checkOwner(ctx, input.ownerId, faults);
  if (faults.length > 0) throw new AppError('request_invalid', { fields: faults });
  return { phones, emails };
}

async function replaceAddresses(ctx: Ctx, id: string, { phones, emails }: Addresses): Promise<void> {
  const { organizationId } = ctx.actor;
  if (phones) await queries.replacePhones(ctx.db, organizationId, id, phones);
  if (emails) await queries.replaceEmails(ctx.db, organizationId, id, emails);
}

async function primaryAddress(ctx: Ctx, id: string): Promise<string | null> {
  const { organizationId } = ctx.actor;
  const phones = await queries.listPhones(ctx.db, organizationId, id);
  const emails = await queries.listEmails(ctx.db, organizationId, id);
  return (phones.find((phone) => phone.is_primary)?.phone ?? emails.find((email) => email.is_primary)?.email) || null;
}

type Defined<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

function withoutUndefined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}

/** Null removes a key. Own properties only: the keys come from outside (SEC-15). */
function mergeAttributes(
  before: Contact['attributes'],
  change: NonNullable<UpdateContactBody['attributes']>,
): Contact['attributes'] {
  const entries = Object.entries({ ...before, ...change }).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as Contact['attributes'];
}
