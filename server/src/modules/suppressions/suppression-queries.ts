import { sql, type Insertable } from 'kysely';
import type { ListSuppressionsQuery } from '@parley/contract/suppressions';
import type { Database, Statement, Tables } from '#platform/database/database';
import type { Subject } from './subject.ts';

type Row = Insertable<Tables['suppressions']>;

/** Newest first, after the given place. `place` is the time with its microseconds, which a Date would lose. */
export async function listSuppressions(
  db: Database,
  organizationId: string,
  filter: Omit<ListSuppressionsQuery, 'cursor'>,
  after: readonly [place: string, kind: string, subject: string] | null,
) {
  let query = db
    .selectFrom('suppressions')
    .selectAll()
    .select(sql<string>`created_at::text`.as('place'))
    .where('organization_id', '=', organizationId)
    .orderBy('created_at', 'desc')
    .orderBy('subject_kind')
    .orderBy('subject')
    .limit(filter.limit + 1);
  if (filter.kind) query = query.where('subject_kind', '=', filter.kind);
  if (filter.reason) query = query.where('reason', '=', filter.reason);
  if (after) {
    const [place, kind, subject] = after;
    // The first comparison is the index range, the second takes the rest of the same moment.
    query = query
      .where('created_at', '<=', sql<Date>`${place}::timestamptz`)
      .where(sql<boolean>`(created_at < ${place}::timestamptz or (subject_kind, subject) > (${kind}, ${subject}))`);
  }
  return query.execute();
}

/** Who these subjects are: a contact, or the first of those who have the address. By kind and subject. */
export async function listContactsOf(
  db: Database,
  organizationId: string,
  subjects: readonly { readonly kind: string; readonly subject: string }[],
): Promise<Map<string, { id: string; name: string }>> {
  const of = (kind: string): string[] => subjects.filter((one) => one.kind === kind).map(({ subject }) => subject);
  const { rows } = await sql<{ kind: string; subject: string; id: string; name: string }>`
    select distinct on (named.kind, named.subject) named.kind, named.subject, contact.id, contact.display_name as name
    from (
      select 'contact' as kind, subject, subject::uuid as contact_id from unnest(${of('contact')}::text[]) subject
      union all select 'phone', own.phone, own.contact_id from contact_phones own
        where own.organization_id = ${organizationId} and own.phone = any(${of('phone')}::text[])
      union all select 'email', own.email, own.contact_id from contact_emails own
        where own.organization_id = ${organizationId} and own.email = any(${of('email')}::text[])
    ) named
    join contacts contact on contact.organization_id = ${organizationId} and contact.id = named.contact_id
      and contact.erased_at is null
    order by named.kind, named.subject, contact.id`.execute(db);
  return new Map(rows.map(({ kind, subject, id, name }) => [`${kind} ${subject}`, { id, name }]));
}

/** Undefined when the subject is on the list already. */
export async function insertSuppression(db: Database, row: Row) {
  return db
    .insertInto('suppressions')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function getSuppression(db: Database, organizationId: string, { kind, subject }: Subject) {
  return db
    .selectFrom('suppressions')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('subject_kind', '=', kind)
    .where('subject', '=', subject)
    .executeTakeFirstOrThrow();
}

export async function findSuppression(db: Database, organizationId: string, { kind, subject }: Subject) {
  return db
    .selectFrom('suppressions')
    .select(['reason', 'source', 'created_at'])
    .where('organization_id', '=', organizationId)
    .where('subject_kind', '=', kind)
    .where('subject', '=', subject)
    .executeTakeFirst();
}

/** Puts each on the list; a word of the person's own replaces another reason. Returns those that were not opted out before. */
export async function upsertOptOuts(db: Database, rows: readonly Row[]): Promise<Pick<Subject, 'subject'>[]> {
  return db
    .insertInto('suppressions')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'subject_kind', 'subject'])
        .doUpdateSet((set) => ({
          reason: 'opt_out',
          source: set.ref('excluded.source'),
          created_by: set.ref('excluded.created_by'),
          created_at: set.ref('excluded.created_at'),
        }))
        .where('suppressions.reason', '<>', 'opt_out'),
    )
    .returning('subject')
    .execute();
}

export async function deleteSuppression(db: Database, organizationId: string, kind: string, subject: string) {
  return db
    .deleteFrom('suppressions')
    .where('organization_id', '=', organizationId)
    .where('subject_kind', '=', kind)
    .where('subject', '=', subject)
    .returning(['reason', 'source', 'created_at'])
    .executeTakeFirst();
}

const anySuppressed: Statement = {
  name: 'suppressions_any',
  text: `select 1 from unnest($2::text[], $3::text[]) wanted(kind, subject)
    join suppressions s on s.organization_id = $1 and s.subject_kind = wanted.kind and s.subject = wanted.subject limit 1`,
};

export async function isAnySuppressed(
  db: Database,
  organizationId: string,
  subjects: readonly Subject[],
): Promise<boolean> {
  const kinds = subjects.map(({ kind }) => kind);
  const names = subjects.map(({ subject }) => subject);
  const rows = await db.run(anySuppressed, [organizationId, kinds, names]);
  return rows.length > 0;
}

const contactAddresses = `select contact_id, 'phone' as kind, phone as subject from contact_phones
    where organization_id = $1 and contact_id = any($2::uuid[])
  union all select contact_id, 'email', email from contact_emails where organization_id = $1 and contact_id = any($2::uuid[])
  union all select contact_id, 'identity', network || ':' || external_id from contact_identities
    where organization_id = $1 and contact_id = any($2::uuid[])`;

const addressesOf: Statement = { name: 'suppressions_addresses_of', text: contactAddresses };

/** Every address of these contacts, as a subject. */
export async function listAddresses(
  db: Database,
  organizationId: string,
  contactIds: readonly string[],
): Promise<Subject[]> {
  return db.run(addressesOf, [organizationId, contactIds]);
}

export async function contactExists(db: Database, organizationId: string, contactId: string): Promise<boolean> {
  const row = await db
    .selectFrom('contacts')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', '=', contactId)
    .where('erased_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

export interface SuppressedAddress extends Subject {
  readonly reason: string;
  readonly source: string;
  readonly createdAt: Date;
  readonly createdBy: string | null;
}

const suppressedAddresses: Statement = {
  name: 'suppressions_of_contacts',
  text: `select distinct on (a.kind, a.subject) a.kind, a.subject, s.reason, s.source, s.created_at as "createdAt", s.created_by as "createdBy"
    from (${contactAddresses}) a
    join suppressions s on s.organization_id = $1
      and ((s.subject_kind = a.kind and s.subject = a.subject) or (s.subject_kind = 'contact' and s.subject = a.contact_id::text))
    order by a.kind, a.subject, s.created_at`,
};

/** The addresses of these contacts that are suppressed themselves or by their person. */
export async function listSuppressedAddresses(
  db: Database,
  organizationId: string,
  contactIds: readonly string[],
): Promise<SuppressedAddress[]> {
  return db.run(suppressedAddresses, [organizationId, contactIds]);
}

export async function insertSuppressions(db: Database, rows: readonly Row[]): Promise<void> {
  await db
    .insertInto('suppressions')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

const deleteOfContacts: Statement = {
  name: 'suppressions_delete_of_contacts',
  text: `with gone as (${contactAddresses})
    delete from suppressions s where s.organization_id = $1 and (
      (s.subject_kind = 'contact' and s.subject = any($2::uuid[]::text[]))
      or (s.subject_kind = 'phone' and s.subject in (select subject from gone where kind = 'phone') and not exists (
        select from contact_phones p where p.organization_id = $1 and p.phone = s.subject and p.contact_id <> all($2::uuid[])))
      or (s.subject_kind = 'email' and s.subject in (select subject from gone where kind = 'email') and not exists (
        select from contact_emails e where e.organization_id = $1 and e.email = s.subject and e.contact_id <> all($2::uuid[])))
      or (s.subject_kind = 'identity' and s.subject in (select subject from gone where kind = 'identity')))`,
};

/** Takes away what names these contacts and their addresses, unless somebody else has the same address. */
export async function deleteSuppressionsOfContacts(
  db: Database,
  organizationId: string,
  contactIds: readonly string[],
): Promise<void> {
  await db.run(deleteOfContacts, [organizationId, contactIds]);
}

const takeHashes: Statement = {
  name: 'suppressions_take_hashes',
  text: `delete from suppressions where organization_id = $1 and subject_kind = 'hash' and subject = any($2::text[])
    returning subject, reason, source, created_at as "createdAt", created_by as "createdBy"`,
};

/** Removes and returns the entries with these hashes. */
export async function takeSuppressionHashes(db: Database, organizationId: string, hashes: readonly string[]) {
  return db.run<Omit<SuppressedAddress, 'kind'>>(takeHashes, [organizationId, hashes]);
}

const findSaltStatement: Statement = {
  name: 'suppressions_find_salt',
  text: 'select sealed from suppression_salts where organization_id = $1',
};

export async function findSalt(db: Database, organizationId: string): Promise<Buffer | null> {
  const [row] = await db.run<{ sealed: Buffer }>(findSaltStatement, [organizationId]);
  return row?.sealed ?? null;
}

/** Keeps the one that is there: two first erasures at once must not use two salts. */
export async function insertSalt(db: Database, organizationId: string, sealed: Buffer): Promise<void> {
  await db
    .insertInto('suppression_salts')
    .values({ organization_id: organizationId, sealed })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
