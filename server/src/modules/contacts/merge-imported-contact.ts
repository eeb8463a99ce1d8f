import { namedFields } from '@parley/contract/contact-fields';
import { displayNameOf, renewDisplayName, type NamedPerson } from './display-name.ts';
import type { ImportedContact, PersonState } from './imported-contact.ts';

/** The contact that a row makes. */
export function stateOfRow(row: ImportedContact): PersonState {
  const { displayName, telegramUsername, tags, attributes } = row;
  const state = {
    firstName: row.firstName,
    lastName: row.lastName,
    middleName: row.middleName,
    company: row.company,
    city: row.city,
    region: row.region,
    postalCode: row.postalCode,
    address: row.address,
    website: row.website,
    timeZone: row.timeZone,
    language: row.language,
    leadSource: row.leadSource,
    birthday: row.birthday,
    notes: row.notes,
    phones: withOnePrimary(row.phones),
    emails: withOnePrimary(row.emails),
    telegramUsernames: telegramUsername === null ? [] : [telegramUsername],
    tags: [...new Set(tags)],
    attributes: Object.fromEntries(attributes),
  };
  return { ...state, displayName: displayNameOf(namesOf(state), displayName) };
}

/**
 * The contact after a row about the same person: what the row says wins, what it does not say stays, lists only grow, and
 * the primary phone and e-mail stay. `mayAdd` refuses an address that belongs to somebody else.
 */
export function mergeRow(
  before: PersonState,
  row: ImportedContact,
  mayAdd: (kind: AddressKind, address: string) => boolean,
): PersonState {
  const said = namedFields.filter((name) => row[name] !== null);
  const phones = row.phones.filter(
    ({ e164 }) => !before.phones.some((known) => known.e164 === e164) && mayAdd('phone', e164),
  );
  const emails = row.emails.filter(
    ({ address }) => !before.emails.some((known) => known.address === address) && mayAdd('email', address),
  );
  const username = row.telegramUsername;
  const hasName = before.telegramUsernames.some((known) => known.toLowerCase() === username?.toLowerCase());
  const isNewName = username !== null && !hasName && mayAdd('telegram', username);
  const after = {
    ...before,
    ...Object.fromEntries(said.map((name) => [name, row[name]])),
    phones: withOnePrimary([...before.phones, ...phones.map((phone) => ({ ...phone, isPrimary: false }))]),
    emails: withOnePrimary([...before.emails, ...emails.map((email) => ({ ...email, isPrimary: false }))]),
    telegramUsernames: isNewName ? [...before.telegramUsernames, username] : before.telegramUsernames,
    tags: [...new Set([...before.tags, ...row.tags])],
    attributes: Object.fromEntries([...Object.entries(before.attributes), ...row.attributes]),
  };
  return { ...after, displayName: renewDisplayName(namesOf(before), before.displayName, namesOf(after)) };
}

export type AddressKind = 'phone' | 'email' | 'telegram';

function namesOf(state: Omit<PersonState, 'displayName'>): NamedPerson {
  const phone = state.phones.find(({ isPrimary }) => isPrimary)?.e164;
  const email = state.emails.find(({ isPrimary }) => isPrimary)?.address;
  return { ...state, reachedAt: phone ?? email ?? state.telegramUsernames[0] ?? null };
}

function withOnePrimary<Address extends { readonly isPrimary: boolean }>(
  addresses: readonly Address[],
): readonly Address[] {
  const primary = Math.max(
    0,
    addresses.findIndex(({ isPrimary }) => isPrimary),
  );
  return addresses.map((address, index) => ({ ...address, isPrimary: index === primary }));
}
