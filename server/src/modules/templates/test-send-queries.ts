import { sql, type Insertable } from 'kysely';
import type { Database, Tables } from '#platform/database/database';

export interface TesterRow {
  readonly contact_id: string;
  readonly display_name: string;
  readonly phone: string | null;
  readonly known_to: string[];
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
    .select(
      sql<
        string[]
      >`array(select reach.channel_id from contact_reach reach where reach.organization_id = ${organizationId}
        and reach.contact_id = tester.contact_id and reach.state = 'reachable')`.as('known_to'),
    )
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
): Promise<{ contact_id: string } | undefined> {
  return db
    .selectFrom('test_sends')
    .select('contact_id')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Where an account reaches a person who wrote to it first. */
export async function findReach(
  db: Database,
  organizationId: string,
  channelId: string,
  contactId: string,
): Promise<{ address: string } | undefined> {
  return db
    .selectFrom('contact_reach')
    .select('address')
    .where('organization_id', '=', organizationId)
    .where('channel_id', '=', channelId)
    .where('contact_id', '=', contactId)
    .where('state', '=', 'reachable')
    .orderBy('address')
    .executeTakeFirst();
}

/** Of the last test that this person sent: to whom, and over which channel. What was sent together has one time. */
export async function findLastChoice(
  db: Database,
  organizationId: string,
  userId: string,
): Promise<{ channel_id: string; contact_ids: string[] } | undefined> {
  const { rows } = await sql<{ channel_id: string; contact_ids: string[] }>`
    select channel_id, array_agg(contact_id) as contact_ids from test_sends
    where organization_id = ${organizationId} and created_by = ${userId}
      and created_at = (select max(created_at) from test_sends where organization_id = ${organizationId} and created_by = ${userId})
    group by channel_id limit 1`.execute(db);
  return rows[0];
}
