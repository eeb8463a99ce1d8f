import type { Insertable } from 'kysely';
import type { Database, Tables } from '#platform/database/database';

export interface TesterRow {
  readonly contact_id: string;
  readonly display_name: string;
  readonly phone: string | null;
}

function testers(db: Database, organizationId: string) {
  return db
    .selectFrom('testers as tester')
    .innerJoin('contacts as contact', (join) =>
      join.on('contact.organization_id', '=', organizationId).onRef('contact.id', '=', 'tester.contact_id'),
    )
    .leftJoin('contact_phones as phone', (join) =>
      join
        .on('phone.organization_id', '=', organizationId)
        .onRef('phone.contact_id', '=', 'tester.contact_id')
        .on('phone.is_primary', '=', true),
    )
    .select(['tester.contact_id', 'contact.display_name', 'phone.phone'])
    .where('tester.organization_id', '=', organizationId)
    .where('contact.erased_at', 'is', null);
}

export async function listTesters(db: Database, organizationId: string): Promise<TesterRow[]> {
  return testers(db, organizationId).orderBy('contact.display_name').orderBy('tester.contact_id').execute();
}

export async function findTester(
  db: Database,
  organizationId: string,
  contactId: string,
): Promise<TesterRow | undefined> {
  return testers(db, organizationId).where('tester.contact_id', '=', contactId).executeTakeFirst();
}

/** False: is one already. */
export async function insertTester(db: Database, row: Insertable<Tables['testers']>): Promise<boolean> {
  const inserted = await db
    .insertInto('testers')
    .values(row)
    .onConflict((conflict) => conflict.columns(['organization_id', 'contact_id']).doNothing())
    .returning('contact_id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function deleteTester(db: Database, organizationId: string, contactId: string): Promise<boolean> {
  const deleted = await db
    .deleteFrom('testers')
    .where('organization_id', '=', organizationId)
    .where('contact_id', '=', contactId)
    .executeTakeFirst();
  return deleted.numDeletedRows > 0n;
}

export async function insertTestSend(db: Database, row: Insertable<Tables['test_sends']>): Promise<void> {
  await db.insertInto('test_sends').values(row).execute();
}

export async function findTestSend(
  db: Database,
  organizationId: string,
  id: string,
): Promise<{ id: string } | undefined> {
  return db
    .selectFrom('test_sends')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst();
}
