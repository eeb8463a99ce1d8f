import { sql } from 'kysely';
import type { Database, Statement } from '#platform/database/database';

const lockForErasureStatement: Statement = {
  name: 'contacts_lock_for_erasure',
  text: `select id from contacts where organization_id = $1 and id = any($2::uuid[]) and erased_at is null order by id for update`,
};

/** Locks those that are there and not erased, in one order. */
export async function lockForErasure(db: Database, organizationId: string, ids: readonly string[]): Promise<string[]> {
  const rows = await db.run<{ id: string }>(lockForErasureStatement, [organizationId, ids]);
  return rows.map(({ id }) => id);
}

const tables = [
  'contact_phones',
  'contact_emails',
  'contact_identities',
  'contact_reach',
  'contact_tags',
  'contact_consents',
] as const;

/** Leaves a tombstone, so that what was sent to the person still counts. */
export async function eraseContacts(
  db: Database,
  organizationId: string,
  ids: readonly string[],
  at: Date,
): Promise<void> {
  for (const table of tables) {
    await db
      .deleteFrom(table)
      .where('organization_id', '=', organizationId)
      .where(sql<boolean>`contact_id = any(${ids}::uuid[])`)
      .execute();
  }
  await db
    .updateTable('contacts')
    .set({
      display_name: '',
      first_name: null,
      last_name: null,
      middle_name: null,
      company: null,
      city: null,
      region: null,
      postal_code: null,
      address: null,
      website: null,
      time_zone: null,
      language: null,
      lead_source: null,
      birthday: null,
      owner_id: null,
      notes: null,
      attributes: '{}',
      import_id: null,
      row_hash: null,
      erased_at: at,
      updated_at: at,
    })
    .where('organization_id', '=', organizationId)
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute();
}
