import { sql } from 'kysely';
import type { Database, Statement } from '#platform/database/database';

// The lock makes us wait for an erasure under way and see it: nobody tags a tombstone.
const insertTagStatement: Statement = {
  name: 'contacts_insert_tag',
  text: `insert into contact_tags (organization_id, contact_id, tag)
    select $1, person.id, $2 from (
      select id from contacts where organization_id = $1 and id = any($3::uuid[]) and erased_at is null for key share
    ) person
    on conflict do nothing returning contact_id`,
};

/** Gives the tag to each of them. Returns those who did not have it. */
export async function insertTag(
  db: Database,
  organizationId: string,
  tag: string,
  contactIds: readonly string[],
): Promise<string[]> {
  const rows = await db.run<{ contact_id: string }>(insertTagStatement, [organizationId, tag, contactIds]);
  return rows.map((row) => row.contact_id);
}

/** Returns those who had it. */
export async function deleteTag(
  db: Database,
  organizationId: string,
  tag: string,
  contactIds: readonly string[],
): Promise<string[]> {
  const rows = await db
    .deleteFrom('contact_tags')
    .where('organization_id', '=', organizationId)
    .where('tag', '=', tag)
    .where(sql<boolean>`contact_id = any(${contactIds}::uuid[])`)
    .returning('contact_id')
    .execute();
  return rows.map((row) => row.contact_id);
}

/** Someone whom a bulk action changed, and the owner before. */
export interface BulkChange {
  readonly contactId: string;
  readonly before: string | null;
}

/** Returns those who had another owner. Their version rises, as with every change of a field. */
export async function setOwner(
  db: Database,
  organizationId: string,
  contactIds: readonly string[],
  ownerId: string | null,
): Promise<BulkChange[]> {
  const { rows } = await sql<BulkChange>`
    update contacts set owner_id = ${ownerId}, updated_at = greatest(clock_timestamp(), contacts.updated_at + interval '1 ms')
    from (
      select id, owner_id from contacts where organization_id = ${organizationId} and id = any(${contactIds}::uuid[])
        and erased_at is null and owner_id is distinct from ${ownerId} order by id for no key update
    ) before
    where contacts.organization_id = ${organizationId} and contacts.id = before.id
    returning contacts.id as "contactId", before.owner_id::text as before`.execute(db);
  return rows;
}

const reachColumns = {
  whatsapp: { state: 'whatsapp', at: 'whatsapp_checked_at', how: 'whatsapp_checked_how' },
  telegram: { state: 'telegram', at: 'telegram_checked_at', how: 'telegram_checked_how' },
} as const;

/** Says for all of their phones whether they can be reached there. Returns those for whom that is new. */
export async function setReachability(
  db: Database,
  organizationId: string,
  contactIds: readonly string[],
  { network, state, at }: { network: keyof typeof reachColumns; state: string; at: Date },
): Promise<string[]> {
  const columns = reachColumns[network];
  const isKnown = state !== 'unknown';
  const rows = await db
    .updateTable('contact_phones')
    .set({ [columns.state]: state, [columns.at]: isKnown ? at : null, [columns.how]: isKnown ? 'person' : null })
    .where('organization_id', '=', organizationId)
    .where(columns.state, '<>', state)
    .where(sql<boolean>`contact_id = any(${contactIds}::uuid[])`)
    .returning('contact_id')
    .execute();
  return [...new Set(rows.map((row) => row.contact_id))];
}

/** Of a run that was cut short and begins a step anew, the first record counts. */
export async function insertBulkChanges(
  db: Database,
  organizationId: string,
  taskId: string,
  changes: readonly BulkChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await db
    .insertInto('bulk_changes')
    .values(
      changes.map(({ contactId, before }) => ({
        organization_id: organizationId,
        task_id: taskId,
        contact_id: contactId,
        before,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Takes up to `limit` of them off the record. */
export async function takeBulkChanges(
  db: Database,
  organizationId: string,
  taskId: string,
  limit: number,
): Promise<BulkChange[]> {
  const { rows } = await sql<BulkChange>`
    delete from bulk_changes where organization_id = ${organizationId} and task_id = ${taskId} and contact_id = any(array(
      select contact_id from bulk_changes where organization_id = ${organizationId} and task_id = ${taskId}
      order by contact_id limit ${limit}))
    returning contact_id as "contactId", before`.execute(db);
  return rows;
}

export async function countBulkChanges(db: Database, organizationId: string, taskId: string): Promise<number> {
  const row = await db
    .selectFrom('bulk_changes')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('organization_id', '=', organizationId)
    .where('task_id', '=', taskId)
    .executeTakeFirstOrThrow();
  return row.count;
}

export async function findBulkTask(db: Database, organizationId: string, taskId: string, kind: string) {
  return db
    .selectFrom('tasks')
    .select(['title', 'input', 'finished_at'])
    .where('organization_id', '=', organizationId)
    .where('id', '=', taskId)
    .where('kind', '=', kind)
    .executeTakeFirst();
}
