import type pg from 'pg';
import { sql, type Insertable } from 'kysely';
import type { MemberRole } from '@parley/contract/permissions';
import type { Language } from '@parley/contract/errors';
import type { Database, Tables } from '#platform/database/database';

export interface SessionRow {
  readonly id: string;
  readonly user_id: string;
  readonly organization_id: string;
  readonly role: MemberRole;
  readonly language: Language;
  /** Its use was last noted more than a minute ago. */
  readonly stale: boolean;
}

/** The one look at every request with a session: a prepared statement without a transaction around it. */
export async function findSession(pool: pg.Pool, tokenHash: Buffer): Promise<SessionRow | null> {
  const { rows } = await pool.query<SessionRow>({
    name: 'accounts_find_session',
    text: `select session.id, session.user_id, session.organization_id, member.role, person.language,
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
    text: `select session.id, session.user_id, session.organization_id, member.role, person.name, person.installation_role
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

/** Those of the user, all but `exceptId`, or only `id`. Answers which ended. */
export async function deleteSessions(
  db: Database,
  userId: string,
  which: { id?: string; exceptId?: string },
): Promise<string[]> {
  let query = db.deleteFrom('sessions').where('user_id', '=', userId).returning('id');
  if (which.id) query = query.where('id', '=', which.id);
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
    .select(['id', 'email', 'password_hash', 'language', 'disabled_at'])
    .where('email', '=', email)
    .executeTakeFirst();
}

export async function getUser(db: Database, id: string) {
  return db
    .selectFrom('users')
    .select(['id', 'email', 'name', 'password_hash', 'language', 'time_zone', 'installation_role'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
}

export async function getLastPosition(db: Database): Promise<number> {
  const row = await db.selectFrom('event_dispatcher').select('last_position').executeTakeFirstOrThrow();
  return row.last_position;
}

export async function insertUser(db: Database, user: Insertable<Tables['users']>): Promise<void> {
  await db.insertInto('users').values(user).execute();
}

export async function updatePassword(db: Database, id: string, passwordHash: string): Promise<void> {
  await db.updateTable('users').set({ password_hash: passwordHash }).where('id', '=', id).execute();
}

/** Where the user belongs longest. */
export async function findFirstMembership(db: Database, userId: string) {
  return db
    .selectFrom('memberships')
    .select(['organization_id', 'role'])
    .where('user_id', '=', userId)
    .where('disabled_at', 'is', null)
    .orderBy('created_at')
    .orderBy('organization_id')
    .limit(1)
    .executeTakeFirst();
}

export async function findMembership(db: Database, organizationId: string, userId: string) {
  return db
    .selectFrom('memberships')
    .select('role')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
}

export async function insertMembership(db: Database, membership: Insertable<Tables['memberships']>): Promise<void> {
  await db.insertInto('memberships').values(membership).execute();
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

/** Committed at once, before the password is looked at: attempts that come together count each other. */
export async function insertAttempt(
  pool: pg.Pool,
  attempt: { id: string; email: string; address: string },
): Promise<void> {
  await pool.query('insert into sign_in_attempts (id, email, address, succeeded) values ($1, $2, $3, false)', [
    attempt.id,
    attempt.email,
    attempt.address,
  ]);
}

export interface AttemptCount {
  readonly failed: number;
  /** Until the oldest of them no longer counts; 0 without any. */
  readonly seconds: number;
}

/** Failures of the window: of the account since it was last entered, and from the address. */
export async function countFailedAttempts(
  pool: pg.Pool,
  email: string,
  address: string,
  windowSeconds: number,
): Promise<{ account: AttemptCount; address: AttemptCount }> {
  const { rows } = await pool.query<{
    account: number;
    account_seconds: number;
    address: number;
    address_seconds: number;
  }>(
    `select account.failed as account, account.seconds as account_seconds, place.failed as address, place.seconds as address_seconds
     from (select count(*)::int as failed, coalesce(ceil(extract(epoch from min(at) + make_interval(secs => $3) - now())), 0)::int as seconds
       from sign_in_attempts where email = $1 and not succeeded and at > greatest(now() - make_interval(secs => $3),
         (select max(at) from sign_in_attempts where email = $1 and succeeded and at > now() - make_interval(secs => $3)))) as account,
      (select count(*)::int as failed, coalesce(ceil(extract(epoch from min(at) + make_interval(secs => $3) - now())), 0)::int as seconds
       from sign_in_attempts where address = $2 and not succeeded and at > now() - make_interval(secs => $3)) as place`,
    [email, address, windowSeconds],
  );
  const row = rows[0]!;
  return {
    account: { failed: row.account, seconds: row.account_seconds },
    address: { failed: row.address, seconds: row.address_seconds },
  };
}

export async function deleteAttempt(pool: pg.Pool, id: string): Promise<void> {
  await pool.query('delete from sign_in_attempts where id = $1', [id]);
}

export async function insertSuccess(
  db: Database,
  attempt: { id: string; email: string; address: string },
): Promise<void> {
  await db
    .insertInto('sign_in_attempts')
    .values({ ...attempt, succeeded: true })
    .execute();
}

export async function deleteOldAttempts(db: Database): Promise<void> {
  await db
    .deleteFrom('sign_in_attempts')
    .where('at', '<', sql<Date>`now() - interval '30 days'`)
    .execute();
}
