import { namedFields } from '@parley/contract/contact-fields';
import type { Database, Statement } from '#platform/database/database';
import { contactColumns } from './contact-columns.ts';
import type { ImportConsent, ImportedEmail, ImportedPhone, PersonState } from './imported-contact.ts';

/*
 * Whole batches at a time, as arrays: on 1,000,000 contacts with a phone, half an e-mail, a consent and a group, no slower
 * than COPY into a staging table (54–62 against 56–68 µs a contact), with nothing to create or clean up.
 */

interface KnownAddress {
  readonly kind: 'phone' | 'email' | 'telegram' | 'row';
  readonly address: string;
  readonly contactId: string;
}

// One probe an address: a plan for `= any` is made for ten of them and may be a scan of everything for ten thousand.
const knownAddressesStatement: Statement = {
  name: 'contacts_known_addresses',
  text: `select 'phone' as kind, wanted.phone as address, owner.contact_id as "contactId" from unnest($2::text[]) wanted(phone)
      join lateral (select contact_id from contact_phones where organization_id = $1 and phone = wanted.phone
        order by contact_id limit 1) owner on true
    union all
    select 'email', wanted.email, owner.contact_id from unnest($3::text[]) wanted(email)
      join lateral (select contact_id from contact_emails where organization_id = $1 and email = wanted.email
        order by contact_id limit 1) owner on true
    union all
    select 'telegram', wanted.name, owner.contact_id from unnest($4::text[]) wanted(name)
      join lateral (select contact_id from contact_identities where organization_id = $1 and network = 'telegram'
        and external_id = '@' || wanted.name) owner on true
    union all
    select 'row', wanted.hash, owner.id from unnest($5::text[]) wanted(hash)
      join lateral (select id from contacts where organization_id = $1 and row_hash = wanted.hash order by id limit 1) owner on true`,
};

/** Who has these addresses, or was made of these rows; of several, the contact made first. Telegram names in lower case. */
export async function listKnownAddresses(
  db: Database,
  organizationId: string,
  wanted: Readonly<Record<'phones' | 'emails' | 'telegram' | 'rows', readonly string[]>>,
): Promise<KnownAddress[]> {
  const { phones, emails, telegram, rows } = wanted;
  return db.run(knownAddressesStatement, [organizationId, phones, emails, telegram, rows]);
}

/** A contact to write, with the addresses and tags that are not in the database yet. */
export interface ContactDraft {
  readonly contactId: string;
  readonly state: PersonState;
  readonly phones: readonly ImportedPhone[];
  readonly emails: readonly ImportedEmail[];
  readonly telegramUsernames: readonly string[];
  readonly tags: readonly string[];
}

export interface NewContact extends ContactDraft {
  /** Of the row, when it has no address. */
  readonly rowHash: string | null;
}

const columns = namedFields.map((name) => contactColumns[name]);
const arrays = namedFields.map((name, index) => `$${index + 6}::${name === 'birthday' ? 'date' : 'text'}[]`);
const peopleArrays = `$3::uuid[], $4::text[], $5::text[], ${arrays.join(', ')}`;
const peopleColumns = `id, display_name, attributes, ${columns.join(', ')}`;

const insertContactsStatement: Statement = {
  name: 'contacts_insert_many',
  text: `insert into contacts (organization_id, import_id, created_at, updated_at, id, display_name, attributes, ${columns.join(', ')}, row_hash)
    select $1, $${columns.length + 6}, $2, $2, person.id, person.display_name, coalesce(person.attributes::jsonb, '{}'),
      ${columns.map((column) => `person.${column}`).join(', ')}, person.row_hash
    from unnest(${peopleArrays}, $${columns.length + 7}::text[]) as person(${peopleColumns}, row_hash)`,
};

const nextVersion = `greatest($2::timestamptz, date_trunc('milliseconds', contacts.updated_at) + interval '1 ms')`;

// One that the import has made itself stays unchanged since it was made, which is what its undo goes by.
const updateContactsStatement: Statement = {
  name: 'contacts_update_many',
  text: `update contacts set updated_at = ${nextVersion},
      created_at = case when contacts.import_id = $${columns.length + 6}::uuid then ${nextVersion} else contacts.created_at end,
      display_name = person.display_name, attributes = coalesce(person.attributes::jsonb, '{}'),
      ${columns.map((column) => `${column} = person.${column}`).join(', ')}
    from unnest(${peopleArrays}) as person(${peopleColumns})
    where contacts.organization_id = $1 and contacts.id = person.id
    returning contacts.id, contacts.updated_at as "updatedAt"`,
};

export async function insertContacts(
  db: Database,
  organizationId: string,
  importId: string,
  at: Date,
  people: readonly NewContact[],
): Promise<void> {
  if (people.length === 0) return;
  const hashes = unlessEmpty(people.map(({ rowHash }) => rowHash));
  await db.run(insertContactsStatement, [...contactValues(organizationId, at, people), importId, hashes]);
}

/** Writes the fields of each, for an import or for nobody. Returns the versions they have now. */
export async function updateContacts(
  db: Database,
  organizationId: string,
  importId: string | null,
  at: Date,
  drafts: readonly ContactDraft[],
): Promise<{ id: string; updatedAt: Date }[]> {
  return db.run(updateContactsStatement, [...contactValues(organizationId, at, drafts), importId]);
}

function contactValues(organizationId: string, at: Date, drafts: readonly ContactDraft[]): unknown[] {
  const attributes = drafts.map(({ state }) =>
    Object.keys(state.attributes).length > 0 ? JSON.stringify(state.attributes) : null,
  );
  return [
    organizationId,
    at,
    drafts.map(({ contactId }) => contactId),
    drafts.map(({ state }) => state.displayName),
    unlessEmpty(attributes),
    ...namedFields.map((name) => unlessEmpty(drafts.map(({ state }) => state[name]))),
  ];
}

/** An array that says nothing is not sent: `unnest` fills its column with nulls. */
function unlessEmpty<Value>(values: readonly (Value | null)[]): readonly (Value | null)[] | null {
  return values.some((value) => value !== null) ? values : null;
}

const insertPhonesStatement: Statement = {
  name: 'contacts_insert_phones',
  text: `insert into contact_phones (organization_id, contact_id, phone, is_primary, position, type, country, label)
    select $1, * from unnest($2::uuid[], $3::text[], $4::bool[], $5::smallint[], $6::text[], $7::text[], $8::text[])`,
};

/** Adds phones behind those that are there. */
export async function insertPhones(
  db: Database,
  organizationId: string,
  drafts: readonly ContactDraft[],
): Promise<void> {
  const contactIds: string[] = [];
  const positions: number[] = [];
  const added: ImportedPhone[] = [];
  for (const { contactId, phones, state } of drafts) {
    for (const phone of phones) {
      contactIds.push(contactId);
      positions.push(state.phones.indexOf(phone));
      added.push(phone);
    }
  }
  if (added.length === 0) return;
  await db.run(insertPhonesStatement, [
    organizationId,
    contactIds,
    added.map(({ e164 }) => e164),
    added.map(({ isPrimary }) => isPrimary),
    positions,
    added.map(({ type }) => type),
    unlessEmpty(added.map(({ country }) => country)),
    unlessEmpty(added.map(({ label }) => label)),
  ]);
}

const insertEmailsStatement: Statement = {
  name: 'contacts_insert_emails',
  text: `insert into contact_emails (organization_id, contact_id, email, is_primary, position, label)
    select $1, * from unnest($2::uuid[], $3::text[], $4::bool[], $5::smallint[], $6::text[])`,
};

/** Adds e-mail addresses behind those that are there. */
export async function insertEmails(
  db: Database,
  organizationId: string,
  drafts: readonly ContactDraft[],
): Promise<void> {
  const contactIds: string[] = [];
  const positions: number[] = [];
  const added: ImportedEmail[] = [];
  for (const { contactId, emails, state } of drafts) {
    for (const email of emails) {
      contactIds.push(contactId);
      positions.push(state.emails.indexOf(email));
      added.push(email);
    }
  }
  if (added.length === 0) return;
  await db.run(insertEmailsStatement, [
    organizationId,
    contactIds,
    added.map(({ address }) => address),
    added.map(({ isPrimary }) => isPrimary),
    positions,
    unlessEmpty(added.map(({ label }) => label)),
  ]);
}

// A Telegram name belongs to one contact; a list that says otherwise (`create`) leaves it where it is.
const insertTelegramStatement: Statement = {
  name: 'contacts_insert_telegram',
  text: `insert into contact_identities (organization_id, network, contact_id, external_id, username)
    select $1, 'telegram', contact_id, '@' || lower(username), username from unnest($2::uuid[], $3::text[]) named(contact_id, username)
    on conflict do nothing`,
};

export async function insertTelegramUsernames(
  db: Database,
  organizationId: string,
  drafts: readonly ContactDraft[],
): Promise<void> {
  const rows = drafts.flatMap(({ contactId, telegramUsernames }) =>
    telegramUsernames.map((username) => ({ contactId, username })),
  );
  if (rows.length === 0) return;
  await db.run(insertTelegramStatement, [
    organizationId,
    rows.map(({ contactId }) => contactId),
    rows.map(({ username }) => username),
  ]);
}

const insertTagsStatement: Statement = {
  name: 'contacts_insert_tags',
  text: `insert into contact_tags (organization_id, contact_id, tag) select $1, * from unnest($2::uuid[], $3::text[])`,
};

export async function insertTags(
  db: Database,
  organizationId: string,
  drafts: readonly Pick<ContactDraft, 'contactId' | 'tags'>[],
): Promise<void> {
  const rows = drafts.flatMap(({ contactId, tags }) => tags.map((tag) => ({ contactId, tag })));
  if (rows.length === 0) return;
  await db.run(insertTagsStatement, [
    organizationId,
    rows.map(({ contactId }) => contactId),
    rows.map(({ tag }) => tag),
  ]);
}

const insertConsentsStatement: Statement = {
  name: 'contacts_insert_consents',
  text: `insert into contact_consents (organization_id, network, basis, wording, source, recorded_by, recorded_at, contact_id)
    select $1, $2, $3, $4, $5, $6, $7, * from unnest($8::uuid[])
    on conflict do nothing returning contact_id as id`,
};

interface ConsentRecord extends ImportConsent {
  readonly recordedBy: string | null;
  readonly at: Date;
}

/** Not for those who have a record for this network, in force or withdrawn. Returns who has a new one. */
export async function insertImportConsents(
  db: Database,
  organizationId: string,
  { network, basis, wording, source, recordedBy, at }: ConsentRecord,
  contactIds: readonly string[],
): Promise<string[]> {
  const record = [organizationId, network, basis, wording, source, recordedBy, at];
  const rows = await db.run<{ id: string }>(insertConsentsStatement, [...record, contactIds]);
  return rows.map(({ id }) => id);
}

const stateColumns = namedFields.map((name) => `'${name}', c.${contactColumns[name]}`).join(', ');
const own = 'own.organization_id = c.organization_id and own.contact_id = c.id';

const lockStatesStatement: Statement = {
  name: 'contacts_lock_states',
  text: `select c.id, c.import_id as "importId", jsonb_build_object('displayName', c.display_name, 'attributes', c.attributes, ${stateColumns},
      'phones', (select coalesce(jsonb_agg(jsonb_build_object('e164', own.phone, 'type', own.type, 'country', own.country, 'label', own.label,
        'isPrimary', own.is_primary) order by own.position, own.phone), '[]') from contact_phones own where ${own}),
      'emails', (select coalesce(jsonb_agg(jsonb_build_object('address', own.email, 'label', own.label, 'isPrimary', own.is_primary)
        order by own.position, own.email), '[]') from contact_emails own where ${own}),
      'telegramUsernames', (select coalesce(jsonb_agg(own.username order by own.external_id), '[]') from contact_identities own
        where ${own} and own.network = 'telegram' and own.username is not null),
      'tags', (select coalesce(jsonb_agg(own.tag order by own.tag), '[]') from contact_tags own where ${own})) as state
    from (select * from contacts where organization_id = $1 and id = any($2::uuid[]) and erased_at is null order by id for update) c`,
};

export interface LockedState {
  readonly id: string;
  readonly importId: string | null;
  readonly state: PersonState;
}

/** Locks the contacts, in one order, and reads what an import can change of them. Those erased meanwhile are left out. */
export async function lockStates(db: Database, organizationId: string, ids: readonly string[]): Promise<LockedState[]> {
  return db.run(lockStatesStatement, [organizationId, ids]);
}
