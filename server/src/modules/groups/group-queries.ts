import { sql } from 'kysely';
import type { Database, Statement } from '#platform/database/database';

const columns = ['id', 'name', 'member_count', 'created_at', 'archived_at'] as const;

export async function findGroup(db: Database, organizationId: string, id: string, lock?: 'for update') {
  const query = db
    .selectFrom('groups')
    .select(columns)
    .where('organization_id', '=', organizationId)
    .where('id', '=', id);
  return (lock ? query.forUpdate() : query).executeTakeFirst();
}

/** By name, after the given place. */
export async function listGroups(
  db: Database,
  organizationId: string,
  page: { archived: boolean; limit: number; after: readonly [name: string, id: string] | null },
) {
  let query = db
    .selectFrom('groups')
    .select(columns)
    .where('organization_id', '=', organizationId)
    .where('archived_at', page.archived ? 'is not' : 'is', null)
    .orderBy('name')
    .orderBy('id')
    .limit(page.limit + 1);
  if (page.after) query = query.where(sql<boolean>`(name, id) > (${page.after[0]}, ${page.after[1]})`);
  return query.execute();
}

/** Undefined when a group that is not archived has this name. */
export async function insertGroup(
  db: Database,
  row: { organization_id: string; id: string; name: string; created_by: string | null; created_at: Date },
) {
  return db
    .insertInto('groups')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['organization_id', 'name']).where('archived_at', 'is', null).doNothing(),
    )
    .returning(columns)
    .executeTakeFirst();
}

/** The group that is not archived with this name, other than `exceptId`. */
export async function findGroupNamed(db: Database, organizationId: string, name: string, exceptId: string) {
  return db
    .selectFrom('groups')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('name', '=', name)
    .where('archived_at', 'is', null)
    .where('id', '<>', exceptId)
    .executeTakeFirst();
}

export async function updateGroup(
  db: Database,
  organizationId: string,
  id: string,
  change: { name: string; archived_at: Date | null },
) {
  return db
    .updateTable('groups')
    .set(change)
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirstOrThrow();
}

export async function isGroupUsed(db: Database, organizationId: string, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('campaign_groups')
    .select('group_id')
    .where('organization_id', '=', organizationId)
    .where('group_id', '=', id)
    .union(
      db
        .selectFrom('imports')
        .select('id as group_id')
        .where('organization_id', '=', organizationId)
        .where('group_id', '=', id),
    )
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function deleteGroup(db: Database, organizationId: string, id: string): Promise<void> {
  await db.deleteFrom('groups').where('organization_id', '=', organizationId).where('id', '=', id).execute();
}

export async function listMembers(
  db: Database,
  organizationId: string,
  groupId: string,
  page: { limit: number; afterId: string | null },
) {
  let query = db
    .selectFrom('group_members as member')
    .innerJoin('contacts as contact', (join) =>
      join.on('contact.organization_id', '=', organizationId).onRef('contact.id', '=', 'member.contact_id'),
    )
    .leftJoin('contact_phones as phone', (join) =>
      join
        .on('phone.organization_id', '=', organizationId)
        .onRef('phone.contact_id', '=', 'member.contact_id')
        .on('phone.is_primary', '=', true),
    )
    .leftJoin('contact_emails as email', (join) =>
      join
        .on('email.organization_id', '=', organizationId)
        .onRef('email.contact_id', '=', 'member.contact_id')
        .on('email.is_primary', '=', true),
    )
    .select(['member.contact_id', 'member.added_at', 'contact.display_name', 'phone.phone', 'email.email'])
    .where('member.organization_id', '=', organizationId)
    .where('member.group_id', '=', groupId)
    .orderBy('member.contact_id', 'desc')
    .limit(page.limit + 1);
  if (page.afterId) query = query.where('member.contact_id', '<', page.afterId);
  return query.execute();
}

// Ids that are no contacts of the organization, or of people erased, are passed over. The lock is the one that the foreign
// key takes anyway; taken here it makes us wait for an erasure under way and see it.
const insertMembersStatement: Statement = {
  name: 'groups_insert_members',
  text: `with added as (
      insert into group_members (organization_id, group_id, contact_id)
      select $1, $2, person.id from (
        select id from contacts where organization_id = $1 and id = any($3::uuid[]) and erased_at is null for key share
      ) person
      on conflict do nothing returning contact_id
    ), counted as (
      update groups set member_count = member_count + added.count
      from (select count(*) as count from added) added where organization_id = $1 and id = $2 and added.count > 0
    )
    select contact_id as "contactId" from added`,
};

/** Returns those who were not members before. */
export async function insertMembers(
  db: Database,
  organizationId: string,
  groupId: string,
  contactIds: readonly string[],
): Promise<string[]> {
  const rows = await db.run<{ contactId: string }>(insertMembersStatement, [organizationId, groupId, contactIds]);
  return rows.map(({ contactId }) => contactId);
}

const insertNewcomersStatement: Statement = {
  name: 'groups_insert_newcomers',
  text: `with added as (
      insert into group_members (organization_id, group_id, contact_id) select $1, $2, * from unnest($3::uuid[])
    )
    update groups set member_count = member_count + cardinality($3::uuid[]) where organization_id = $1 and id = $2`,
};

/** Contacts that are new, and so in no group. */
export async function insertNewcomers(
  db: Database,
  organizationId: string,
  groupId: string,
  contactIds: readonly string[],
): Promise<void> {
  await db.run(insertNewcomersStatement, [organizationId, groupId, contactIds]);
}

const deleteMembersStatement: Statement = {
  name: 'groups_delete_members',
  text: `with gone as (
      delete from group_members where organization_id = $1 and group_id = $2 and contact_id = any($3::uuid[]) returning contact_id
    ), counted as (
      update groups set member_count = member_count - gone.count
      from (select count(*) as count from gone) gone where organization_id = $1 and id = $2 and gone.count > 0
    )
    select contact_id as "contactId" from gone`,
};

/** Returns those who were members. */
export async function deleteMembers(
  db: Database,
  organizationId: string,
  groupId: string,
  contactIds: readonly string[],
): Promise<string[]> {
  const rows = await db.run<{ contactId: string }>(deleteMembersStatement, [organizationId, groupId, contactIds]);
  return rows.map(({ contactId }) => contactId);
}

// The groups are locked in one order first: two erasures with groups in common must not wait for each other.
const leaveGroupsStatement: Statement = {
  name: 'groups_leave_all',
  text: `with held as (
      select id from groups where organization_id = $1 and id in (
        select group_id from group_members where organization_id = $1 and contact_id = any($2::uuid[]))
      order by id for no key update
    ), gone as (
      delete from group_members where organization_id = $1 and contact_id = any($2::uuid[]) and group_id in (select id from held)
      returning group_id
    )
    update groups set member_count = member_count - left_by.count
    from (select group_id, count(*) as count from gone group by group_id) left_by
    where groups.organization_id = $1 and groups.id = left_by.group_id`,
};

export async function deleteMembershipsOf(
  db: Database,
  organizationId: string,
  contactIds: readonly string[],
): Promise<void> {
  await db.run(leaveGroupsStatement, [organizationId, contactIds]);
}

const ensureStatement: Statement = {
  name: 'groups_ensure',
  text: `insert into groups (organization_id, id, name, created_by, created_at)
    select $1, wanted.id, wanted.name, $4, $5 from unnest($2::uuid[], $3::text[]) wanted(id, name)
    where not exists (select from groups g where g.organization_id = $1 and g.name = wanted.name and g.archived_at is null)
    on conflict (organization_id, name) where archived_at is null do nothing`,
};

const namedStatement: Statement = {
  name: 'groups_named',
  text: 'select id, name from groups where organization_id = $1 and name = any($2::text[]) and archived_at is null',
};

/** The groups with these names, after making those that were missing. */
export async function ensureGroups(
  db: Database,
  organizationId: string,
  wanted: readonly { readonly id: string; readonly name: string }[],
  { createdBy, at }: { createdBy: string | null; at: Date },
): Promise<{ id: string; name: string }[]> {
  const names = wanted.map(({ name }) => name);
  await db.run(ensureStatement, [organizationId, wanted.map(({ id }) => id), names, createdBy, at]);
  return db.run(namedStatement, [organizationId, names]);
}
