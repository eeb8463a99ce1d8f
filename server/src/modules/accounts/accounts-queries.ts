import type pg from 'pg';
import { sql, type Insertable, type Updateable } from 'kysely';
import type { MemberRole } from '@parley/contract/permissions';
import type { Language } from '@parley/contract/errors';
import type { Database, Tables } from '#platform/database/database';

export interface SessionRow {
  readonly id: string;
  readonly user_id: string;
  readonly organization_id: string;
  readonly role: MemberRole;
  readonly language: Language;
  readonly must_change_password: boolean;
  /** Its use was last noted more than a minute ago. */
  readonly stale: boolean;
}

/** The one look at every request with a session: a prepared statement without a transaction around it. */
export async function findSession(pool: pg.Pool, tokenHash: Buffer): Promise<SessionRow | null> {
  const { rows } = await pool.query<SessionRow>({
    name: 'accounts_find_session',
    text: `select session.id, session.user_id, session.organization_id, member.role, person.language, person.must_change_password,
        session.used_at < now() - interval '1 minute' as stale
      from sessions as session
      join users as person on person.id = session.user_id and person.disabled_at is null
      join memberships as member on member.organization_id = session.organization_id
        and member.user_id = session.user_id and member.disabled_at is null
      where session.token_hash = $1 and session.expires_at > now()`,
    values: [tokenHash],
  });
  return rows[0] ?? null;
}

/** Of many sessions at once, by key: asked every second for the sockets that are open. */
export async function listSessionHolders(
  pool: pg.Pool,
  ids: readonly string[],
): Promise<(Omit<SessionRow, 'language' | 'stale'> & { name: string; installation_role: string | null })[]> {
  const { rows } = await pool.query({
    name: 'accounts_list_session_holders',
    text: `select session.id, session.user_id, session.organization_id, member.role, person.name, person.installation_role,
        person.must_change_password
      from sessions as session
      join users as person on person.id = session.user_id and person.disabled_at is null
      join memberships as member on member.organization_id = session.organization_id
        and member.user_id = session.user_id and member.disabled_at is null
      where session.id = any($1::uuid[]) and session.expires_at > now()`,
    values: [ids],
  });
  return rows;
}

export async function noteSessionUse(pool: pg.Pool, id: string, address: string): Promise<void> {
  await pool.query({
    name: 'accounts_note_session_use',
    text: `update sessions set used_at = now(), address = $2 where id = $1 and used_at < now() - interval '1 minute'`,
    values: [id, address],
  });
}

export async function insertSession(db: Database, session: Insertable<Tables['sessions']>): Promise<void> {
  await db.insertInto('sessions').values(session).execute();
}

export async function listSessions(db: Database, userId: string) {
  return db
    .selectFrom('sessions')
    .select(['id', 'agent', 'address', 'created_at', 'used_at', 'expires_at'])
    .where('user_id', '=', userId)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('used_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
}

/** Those of the user, all but `exceptId`, or only `id`, or only those in one organization. Answers which ended. */
export async function deleteSessions(
  db: Database,
  userId: string,
  which: { id?: string; exceptId?: string; organizationId?: string },
): Promise<string[]> {
  let query = db.deleteFrom('sessions').where('user_id', '=', userId).returning('id');
  if (which.id) query = query.where('id', '=', which.id);
  if (which.organizationId) query = query.where('organization_id', '=', which.organizationId);
  if (which.exceptId) query = query.where('id', '!=', which.exceptId);
  return (await query.execute()).map((row) => row.id);
}

export async function deleteExpiredSessions(db: Database): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where('expires_at', '<', sql<Date>`now()`)
    .execute();
}

export async function findUserByEmail(db: Database, email: string) {
  return db
    .selectFrom('users')
    .select(['id', 'email', 'password_hash', 'password_expires_at', 'must_change_password', 'language', 'disabled_at'])
    .select('email_verified_at')
    .where('email', '=', email)
    .executeTakeFirst();
}

const userColumns = [
  'id',
  'email',
  'name',
  'phone',
  'password_hash',
  'language',
  'time_zone',
  'preferences',
  'installation_role',
  'must_change_password',
  'email_verified_at',
  'avatar_organization_id',
  'avatar_file_id',
  'avatar_thumbnail_id',
] as const;

export async function getUser(db: Database, id: string) {
  return db.selectFrom('users').select(userColumns).where('id', '=', id).executeTakeFirstOrThrow();
}

export type UserRow = Awaited<ReturnType<typeof getUser>>;

/** Held to the end of the transaction, so that changes of one person come one after the other. */
export async function lockUser(db: Database, id: string): Promise<UserRow> {
  return db.selectFrom('users').select(userColumns).where('id', '=', id).forUpdate().executeTakeFirstOrThrow();
}

export async function getLastPosition(db: Database): Promise<number> {
  const row = await db.selectFrom('event_dispatcher').select('last_position').executeTakeFirstOrThrow();
  return row.last_position;
}

export async function insertUser(db: Database, user: Insertable<Tables['users']>): Promise<void> {
  await db.insertInto('users').values(user).execute();
}

export async function updateUser(db: Database, id: string, changes: Updateable<Tables['users']>): Promise<void> {
  await db.updateTable('users').set(changes).where('id', '=', id).execute();
}

/** A password that its person has chosen. Links to set another are void from now on. */
export async function updatePassword(db: Database, id: string, passwordHash: string): Promise<void> {
  const own = { password_hash: passwordHash, must_change_password: false, password_expires_at: null };
  await updateUser(db, id, own);
  await db.deleteFrom('password_resets').where('user_id', '=', id).execute();
}

/** The one live link of the person: an older one is void from now on. */
export async function upsertPasswordReset(
  db: Database,
  reset: { userId: string; tokenHash: Buffer; expiresAt: Date },
): Promise<void> {
  const row = { token_hash: reset.tokenHash, expires_at: reset.expiresAt, created_at: sql<Date>`now()` };
  await db
    .insertInto('password_resets')
    .values({ user_id: reset.userId, ...row })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(row))
    .execute();
}

/** Whose password this link changes; nobody's when it has ended, or its person may not sign in. */
export async function findPasswordReset(db: Database, tokenHash: Buffer, now: Date) {
  return db
    .selectFrom('password_resets as reset')
    .innerJoin('users', 'users.id', 'reset.user_id')
    .select(['reset.user_id', 'reset.expires_at', 'users.email', 'users.language'])
    .where('reset.token_hash', '=', tokenHash)
    .where('reset.expires_at', '>', now)
    .where('users.disabled_at', 'is', null)
    .executeTakeFirst();
}

/** The one live link of the person. */
export async function upsertEmailVerification(
  db: Database,
  link: { userId: string; tokenHash: Buffer; expiresAt: Date },
): Promise<void> {
  const row = { token_hash: link.tokenHash, expires_at: link.expiresAt };
  await db
    .insertInto('email_verifications')
    .values({ user_id: link.userId, ...row })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(row))
    .execute();
}

export async function findEmailVerification(db: Database, tokenHash: Buffer, now: Date) {
  return db
    .selectFrom('email_verifications as link')
    .innerJoin('users', 'users.id', 'link.user_id')
    .select(['link.user_id', 'users.email', 'users.language', 'users.email_verified_at'])
    .where('link.token_hash', '=', tokenHash)
    .where('link.expires_at', '>', now)
    .where('users.disabled_at', 'is', null)
    .executeTakeFirst();
}

/** True for one of those who use the link at once: from then on it is used. */
export async function deletePasswordReset(db: Database, tokenHash: Buffer): Promise<boolean> {
  const row = await db
    .deleteFrom('password_resets')
    .where('token_hash', '=', tokenHash)
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function deleteExpiredLinks(db: Database): Promise<void> {
  for (const table of ['password_resets', 'email_verifications'] as const)
    await db
      .deleteFrom(table)
      .where('expires_at', '<', sql<Date>`now()`)
      .execute();
}

/** Where the user worked last, else where they belong longest. */
export async function findFirstMembership(db: Database, userId: string) {
  return db
    .selectFrom('memberships as member')
    .innerJoin('users', 'users.id', 'member.user_id')
    .select(['member.organization_id', 'member.role'])
    .where('member.user_id', '=', userId)
    .where('member.disabled_at', 'is', null)
    .orderBy(sql`member.organization_id is not distinct from users.last_organization_id`, 'desc')
    .orderBy('member.created_at')
    .orderBy('member.organization_id')
    .limit(1)
    .executeTakeFirst();
}

/** Where the user may work, by name. */
export async function listMemberships(db: Database, userId: string) {
  return db
    .selectFrom('memberships as member')
    .innerJoin('organizations as organization', 'organization.organization_id', 'member.organization_id')
    .select(['organization.organization_id', 'organization.name', 'organization.logo_file_id', 'member.role'])
    .where('member.user_id', '=', userId)
    .where('member.disabled_at', 'is', null)
    .where('organization.removing_at', 'is', null)
    .orderBy('organization.name')
    .orderBy('organization.organization_id')
    .execute();
}

export async function updateSessionOrganization(db: Database, id: string, organizationId: string): Promise<void> {
  await db.updateTable('sessions').set({ organization_id: organizationId }).where('id', '=', id).execute();
}

export async function findMembership(db: Database, organizationId: string, userId: string) {
  return db
    .selectFrom('memberships')
    .select(['role', 'disabled_at'])
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
}

export async function insertMembership(db: Database, membership: Insertable<Tables['memberships']>): Promise<void> {
  await db.insertInto('memberships').values(membership).execute();
}

/** Where the picture of somebody in this organization is. */
export async function findAvatar(db: Database, organizationId: string, userId: string) {
  return db
    .selectFrom('memberships as member')
    .innerJoin('users', 'users.id', 'member.user_id')
    .select(['users.avatar_organization_id', 'users.avatar_file_id', 'users.avatar_thumbnail_id'])
    .where('member.organization_id', '=', organizationId)
    .where('member.user_id', '=', userId)
    .executeTakeFirst();
}

export async function hasRoot(db: Database): Promise<boolean> {
  const { root_user_id } = await db.selectFrom('installation').select('root_user_id').executeTakeFirstOrThrow();
  return root_user_id !== null;
}

export async function isDemoOpen(db: Database): Promise<boolean> {
  const { demo_open } = await db.selectFrom('installation').select('demo_open').executeTakeFirstOrThrow();
  return demo_open;
}

export async function updateDemoOpen(db: Database, isOpen: boolean): Promise<void> {
  await db.updateTable('installation').set({ demo_open: isOpen }).execute();
}

/** True once in the life of an installation: the lock on its row makes two first sign-ups wait for each other. */
export async function claimRoot(db: Database, userId: string): Promise<boolean> {
  const { root_user_id } = await db
    .selectFrom('installation')
    .select('root_user_id')
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (root_user_id !== null) return false;
  await db.updateTable('installation').set({ root_user_id: userId }).execute();
  return true;
}
