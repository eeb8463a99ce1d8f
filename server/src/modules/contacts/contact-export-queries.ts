import { sql } from 'kysely';
import type { Database, Statement } from '#platform/database/database';
import { contactColumns } from './contact-queries.ts';

/** More columns than people look at; the rest of the keys is left out. */
const mostAttributes = 200;

const attributeKeysStatement: Statement = {
  name: 'contacts_attribute_keys',
  text: `select distinct key from contacts, jsonb_object_keys(attributes) key
    where organization_id = $1 and erased_at is null and attributes <> '{}' order by key limit ${mostAttributes}`,
};

/** The keys of the organization's attributes. Reads every contact: about a second a million. */
export async function listAttributeKeys(db: Database, organizationId: string): Promise<string[]> {
  const rows = await db.run<{ key: string }>(attributeKeysStatement, [organizationId]);
  return rows.map(({ key }) => key);
}

const own = sql`own.organization_id = contact.organization_id and own.contact_id = contact.id`;

/** These contacts with their lists as one text each, in the order of their making. */
export async function listExportRows(db: Database, organizationId: string, ids: readonly string[]) {
  return db
    .selectFrom('contacts as contact')
    .select(contactColumns)
    .select(sql<string | null>`(select own.phone from contact_phones own where ${own} and own.is_primary)`.as('phone'))
    .select(
      sql<string | null>`(select string_agg(own.phone, ', ' order by own.position, own.phone) from contact_phones own
      where ${own} and not own.is_primary)`.as('other_phones'),
    )
    .select(
      sql<
        string | null
      >`(select string_agg(own.email, ', ' order by own.position, own.email) from contact_emails own where ${own})`.as(
        'emails',
      ),
    )
    .select(
      sql<string | null>`(select string_agg(own.tag, ', ' order by own.tag) from contact_tags own where ${own})`.as(
        'tags',
      ),
    )
    .where('contact.organization_id', '=', organizationId)
    .where('contact.erased_at', 'is', null)
    .where(sql<boolean>`contact.id = any(${ids}::uuid[])`)
    .orderBy('contact.id')
    .execute();
}
