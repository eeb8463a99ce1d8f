import { namedFields } from '@parley/contract/contact-fields';
import { createHash } from 'node:crypto';
import { uuidv7 } from '#platform/uuid';
import type { ImportedContact, RowOutcome, UpsertOptions } from './imported-contact.ts';
import type { AddressKind } from './merge-imported-contact.ts';

/** One person of a batch, and the rows about them in their order. */
export interface Person {
  readonly contactId: string;
  readonly isNew: boolean;
  readonly rows: ImportedContact[];
}

export interface Matching {
  readonly people: readonly Person[];
  readonly outcomes: readonly RowOutcome[];
  /** Who has an address once the batch is written: the known owner, else the first person of the batch who gives it. */
  readonly ownerOf: (kind: AddressKind, address: string) => string | undefined;
}

/**
 * Tells which rows are about one person: they share a phone, an e-mail or a Telegram name, with each other or with a contact
 * that is known. Row by row, so that it makes no difference how a list is cut into batches: a row is about the owner of the
 * first of its addresses that anybody has. Two contacts that a row connects stay two.
 *
 * @param known address key → contact
 */
export function matchImportedContacts(
  batch: readonly ImportedContact[],
  known: ReadonlyMap<string, string>,
  onDuplicate: UpsertOptions['onDuplicate'],
): Matching {
  const owners = new Map(known);
  const people = new Map<string, Person>();
  const outcomes = batch.map((row): RowOutcome => {
    const keys = addressKeys(row);
    const owner =
      onDuplicate === 'create' ? undefined : keys.map((key) => owners.get(key)).find((id) => id !== undefined);
    const contactId = owner ?? uuidv7();
    const person = people.get(contactId) ?? { contactId, isNew: owner === undefined, rows: [] };
    people.set(contactId, person);
    if (owner === undefined || onDuplicate === 'update') {
      person.rows.push(row);
      for (const key of keys) if (!owners.has(key)) owners.set(key, contactId);
    }
    if (owner === undefined) return { outcome: 'created', contactId };
    return { outcome: onDuplicate === 'update' ? 'updated' : 'duplicate', contactId };
  });
  return { people: [...people.values()], outcomes, ownerOf: (kind, address) => owners.get(addressKey(kind, address)) };
}

export function addressKey(kind: AddressKind | 'row', address: string): string {
  return `${kind} ${kind === 'telegram' ? address.toLowerCase() : address}`;
}

/**
 * Phones before e-mails before Telegram, each in the order of the row. A row without any is known by all that it says: who
 * imports a list again does not get those people twice.
 */
export function addressKeys(row: ImportedContact): string[] {
  const keys = row.phones.map(({ e164 }) => addressKey('phone', e164));
  for (const { address } of row.emails) keys.push(addressKey('email', address));
  if (row.telegramUsername !== null) keys.push(addressKey('telegram', row.telegramUsername));
  if (keys.length === 0) keys.push(addressKey('row', hashOfRow(row)));
  return keys;
}

/** Of a row without any address; null for others. */
export function rowHash(row: ImportedContact): string | null {
  const hasAddress = row.phones.length > 0 || row.emails.length > 0 || row.telegramUsername !== null;
  return hasAddress ? null : hashOfRow(row);
}

function hashOfRow(row: ImportedContact): string {
  const said = [row.displayName, ...namedFields.map((name) => row[name]), ...row.attributes];
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url');
}
