import { sql, type Insertable, type Updateable } from 'kysely';
import type { Database, Statement, Tables } from '#platform/database/database';
import type { EmailDraft, PhoneDraft } from './check-addresses.ts';

export const contactColumns = [
  'id',
  'display_name',
  'first_name',
  'last_name',
  'middle_name',
  'company',
  'city',
  'region',
  'postal_code',
  'address',
  'website',
  'time_zone',
  'language',
  'lead_source',
  'birthday',
  'owner_id',
  'notes',
  'attributes',
  'created_at',
  'updated_at',
] as const;

/** Undefined for an erased contact. With the lock, whoever changes or erases the contact waits. */
export async function findContact(db: Database, organizationId: string, id: string, lock?: 'for update') {
  const query = db
    .selectFrom('contacts')
    .select(contactColumns)
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('erased_at', 'is', null);
  return (lock ? query.forUpdate() : query).executeTakeFirst();
}

export async function insertContact(db: Database, row: Insertable<Tables['contacts']>): Promise<void> {
  await db.insertInto('contacts').values(row).execute();
}

export async function updateContact(
  db: Database,
  organizationId: string,
  id: string,
  change: Updateable<Tables['contacts']>,
): Promise<void> {
  await db
    .updateTable('contacts')
    .set(change)
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}

export async function listPhones(db: Database, organizationId: string, contactId: string) {
  return db
    .selectFrom('contact_phones')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('contact_id', '=', contactId)
    .orderBy('position')
    .orderBy('phone')
    .execute();
}

export async function listEmails(db: Database, organizationId: string, contactId: string) {
  return db
    .selectFrom('contact_emails')
    .select(['email', 'label', 'is_primary'])
    .where('organization_id', '=', organizationId)
    .where('contact_id', '=', contactId)
    .orderBy('position')
    .orderBy('email')
    .execute();
}

export async function listIdentities(db: Database, organizationId: string, contactId: string) {
  return db
    .selectFrom('contact_identities')
    .select(['network', 'external_id', 'username'])
    .where('organization_id', '=', organizationId)
    .where('contact_id', '=', contactId)
    .orderBy('network')
    .orderBy('external_id')
    .execute();
}

export async function insertIdentity(db: Database, row: Insertable<Tables['contact_identities']>): Promise<void> {
  await db.insertInto('contact_identities').values(row).execute();
}

export async function listTags(db: Database, organizationId: string, contactId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('contact_tags')
    .select('tag')
    .where('organization_id', '=', organizationId)
    .where('contact_id', '=', contactId)
    .orderBy('tag')
    .execute();
  return rows.map(({ tag }) => tag);
}

export async function listGroupsOf(db: Database, organizationId: string, contactId: string) {
  return db
    .selectFrom('group_members as member')
    .innerJoin('groups', (join) =>
      join.on('groups.organization_id', '=', organizationId).onRef('groups.id', '=', 'member.group_id'),
    )
    .select(['groups.id', 'groups.name'])
    .where('member.organization_id', '=', organizationId)
    .where('member.contact_id', '=', contactId)
    .where('groups.archived_at', 'is', null)
    .orderBy('groups.name')
    .execute();
}

export async function listConsents(db: Database, organizationId: string, contactId: string) {
  return db
    .selectFrom('contact_consents')
    .select(['network', 'basis', 'wording', 'source', 'recorded_at', 'withdrawn_at'])
    .where('organization_id', '=', organizationId)
    .where('contact_id', '=', contactId)
    .orderBy('network')
    .execute();
}

const suppressionsOf: Statement = {
  name: 'contacts_suppressions_of',
  text: `select s.subject_kind as kind, s.subject, s.reason, s.source, s.created_at as "createdAt"
    from (
      select 'contact' as kind, $2::uuid::text as subject
      union all select 'phone', phone from contact_phones where organization_id = $1 and contact_id = $2::uuid
      union all select 'email', email from contact_emails where organization_id = $1 and contact_id = $2::uuid
      union all select 'identity', network || ':' || external_id from contact_identities where organization_id = $1 and contact_id = $2::uuid
    ) own
    join suppressions s on s.organization_id = $1 and s.subject_kind = own.kind and s.subject = own.subject
    order by s.created_at, s.subject_kind, s.subject`,
};

export interface SuppressionOf {
  readonly kind: string;
  readonly subject: string;
  readonly reason: string;
  readonly source: string;
  readonly createdAt: Date;
}

/** What of the suppression list concerns the contact or one of its addresses. */
export async function listSuppressionsOf(
  db: Database,
  organizationId: string,
  contactId: string,
): Promise<SuppressionOf[]> {
  return db.run(suppressionsOf, [organizationId, contactId]);
}

/** The campaigns the contact has a place in, the one started last first. */
export async function listCampaignsOf(db: Database, organizationId: string, contactId: string) {
  return db
    .selectFrom('recipients as place')
    .innerJoin('campaigns as campaign', (join) =>
      join.on('campaign.organization_id', '=', organizationId).onRef('campaign.id', '=', 'place.campaign_id'),
    )
    .select(['campaign.id', 'campaign.name', 'campaign.started_at', sql<number>`count(*) over ()`.as('count')])
    .where('place.organization_id', '=', organizationId)
    .where('place.contact_id', '=', contactId)
    .where('place.exclusion', 'is', null)
    .orderBy('campaign.started_at', (order) => order.desc().nullsLast())
    .limit(1)
    .executeTakeFirst();
}

/** Replaces the phones. What is known about a number that stays, stays with it. */
export async function replacePhones(
  db: Database,
  organizationId: string,
  contactId: string,
  phones: readonly PhoneDraft[],
): Promise<void> {
  let gone = db
    .deleteFrom('contact_phones')
    .where('organization_id', '=', organizationId)
    .where('contact_id', '=', contactId);
  if (phones.length > 0)
    gone = gone.where(
      'phone',
      'not in',
      phones.map(({ phone }) => phone),
    );
  await gone.execute();
  // First nobody is primary: at no moment may two be.
  await db
    .updateTable('contact_phones')
    .set({ is_primary: false })
    .where('organization_id', '=', organizationId)
    .where('contact_id', '=', contactId)
    .where('is_primary', '=', true)
    .execute();
  if (phones.length === 0) return;
  const rows = phones.map(({ phone, label, isPrimary, type, country }, position) => ({
    organization_id: organizationId,
    contact_id: contactId,
    phone,
    label,
    is_primary: isPrimary,
    position,
    type,
    country,
  }));
  await db
    .insertInto('contact_phones')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['organization_id', 'contact_id', 'phone']).doUpdateSet((set) => ({
        label: set.ref('excluded.label'),
        is_primary: set.ref('excluded.is_primary'),
        position: set.ref('excluded.position'),
      })),
    )
    .execute();
}

export async function replaceEmails(
  db: Database,
  organizationId: string,
  contactId: string,
  emails: readonly EmailDraft[],
): Promise<void> {
  await db
    .deleteFrom('contact_emails')
    .where('organization_id', '=', organizationId)
    .where('contact_id', '=', contactId)
    .execute();
  if (emails.length === 0) return;
  const rows = emails.map(({ email, label, isPrimary }, position) => ({
    organization_id: organizationId,
    contact_id: contactId,
    email,
    label,
    is_primary: isPrimary,
    position,
  }));
  await db.insertInto('contact_emails').values(rows).execute();
}

export async function replaceTags(
  db: Database,
  organizationId: string,
  contactId: string,
  tags: readonly string[],
): Promise<void> {
  await db
    .deleteFrom('contact_tags')
    .where('organization_id', '=', organizationId)
    .where('contact_id', '=', contactId)
    .execute();
  if (tags.length === 0) return;
  const rows = [...new Set(tags)].map((tag) => ({ organization_id: organizationId, contact_id: contactId, tag }));
  await db.insertInto('contact_tags').values(rows).execute();
}

/** A consent given now: also after an earlier one was withdrawn. */
export async function upsertConsents(
  db: Database,
  rows: readonly Insertable<Tables['contact_consents']>[],
): Promise<void> {
  await db
    .insertInto('contact_consents')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['organization_id', 'contact_id', 'network']).doUpdateSet((set) => ({
        basis: set.ref('excluded.basis'),
        wording: set.ref('excluded.wording'),
        source: set.ref('excluded.source'),
        recorded_by: set.ref('excluded.recorded_by'),
        recorded_at: set.ref('excluded.recorded_at'),
        withdrawn_at: null,
      })),
    )
    .execute();
}

/** All networks without `network`. Returns how many were in force. */
export async function withdrawConsents(
  db: Database,
  organizationId: string,
  contactId: string,
  { network, at }: { network?: string; at: Date },
): Promise<number> {
  let query = db
    .updateTable('contact_consents')
    .set({ withdrawn_at: at })
    .where('organization_id', '=', organizationId)
    .where('contact_id', '=', contactId)
    .where('withdrawn_at', 'is', null);
  if (network !== undefined) query = query.where('network', '=', network);
  const result = await query.executeTakeFirst();
  return Number(result.numUpdatedRows);
}

export async function getCountry(db: Database, organizationId: string): Promise<string> {
  const row = await db
    .selectFrom('organizations')
    .select('country')
    .where('organization_id', '=', organizationId)
    .executeTakeFirstOrThrow();
  return row.country;
}

export async function isActiveMember(db: Database, organizationId: string, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('memberships')
    .select('user_id')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}
