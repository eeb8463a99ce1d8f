import type { MemberRole } from '@parley/contract/permissions';
import { sql, type Insertable, type Updateable } from 'kysely';
import type { Database, Tables } from '#platform/database/database';

function selectMembers(db: Database, organizationId: string) {
  return db
    .selectFrom('memberships as member')
    .innerJoin('users', 'users.id', 'member.user_id')
    .select(['users.id', 'users.name', 'users.email', 'users.phone', 'users.avatar_file_id'])
    .select(['users.must_change_password', 'member.role', 'member.created_at'])
    .select(sql<boolean>`coalesce(member.disabled_at, users.disabled_at) is not null`.as('is_disabled'))
    .where('member.organization_id', '=', organizationId);
}

/** In the order in which they came, after `afterId` if given. */
export async function listMembers(db: Database, organizationId: string, limit: number, afterId: string | null) {
  let query = selectMembers(db, organizationId).orderBy('member.user_id').limit(limit);
  if (afterId) query = query.where('member.user_id', '>', afterId);
  return query.execute();
}

export type MemberRow = Awaited<ReturnType<typeof listMembers>>[number];

export async function findMember(db: Database, organizationId: string, id: string): Promise<MemberRow | undefined> {
  return selectMembers(db, organizationId).where('member.user_id', '=', id).executeTakeFirst();
}

/** When each was last seen in the organization, as far as they have a session. Sessions are the system's to see. */
export async function listLastSeen(
  db: Database,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, Date>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('sessions')
    .select((eb) => ['user_id', eb.fn.max('used_at').as('used_at')])
    .where('organization_id', '=', organizationId)
    .where('user_id', 'in', ids)
    .groupBy('user_id')
    .execute();
  return new Map(rows.map((row) => [row.user_id, row.used_at]));
}

export async function insertMember(db: Database, member: Insertable<Tables['memberships']>): Promise<void> {
  await db.insertInto('memberships').values(member).execute();
}

export interface LockedMember {
  readonly role: MemberRole;
  readonly isDisabled: boolean;
}

/**
 * The member, and the organization's owners with it, held to the end of the transaction: of two owners who make each other
 * something else at once, one waits and finds that the other is the last. Always locked in the same order.
 */
export async function lockMember(db: Database, organizationId: string, id: string): Promise<LockedMember | undefined> {
  const rows = await db
    .selectFrom('memberships')
    .select(['user_id', 'role', 'disabled_at'])
    .where('organization_id', '=', organizationId)
    .where((eb) => eb.or([eb('user_id', '=', id), eb('role', '=', 'owner')]))
    .orderBy('user_id')
    .forUpdate()
    .execute();
  const row = rows.find((member) => member.user_id === id);
  return row && { role: row.role as MemberRole, isDisabled: row.disabled_at !== null };
}

/** Owners who can sign in, beside this one. */
export async function countOtherOwners(db: Database, organizationId: string, id: string): Promise<number> {
  const row = await db
    .selectFrom('memberships as member')
    .innerJoin('users', 'users.id', 'member.user_id')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('member.organization_id', '=', organizationId)
    .where('member.role', '=', 'owner')
    .where('member.user_id', '!=', id)
    .where('member.disabled_at', 'is', null)
    .where('users.disabled_at', 'is', null)
    .executeTakeFirstOrThrow();
  return row.count;
}

export async function updateMembership(
  db: Database,
  organizationId: string,
  id: string,
  changes: Updateable<Tables['memberships']>,
): Promise<void> {
  await db
    .updateTable('memberships')
    .set(changes)
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', id)
    .execute();
}

export async function countMemberships(db: Database, userId: string): Promise<number> {
  const row = await db
    .selectFrom('memberships')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  return row.count;
}
