import type pg from 'pg';
import { sql } from 'kysely';
import type { Database } from '#platform/database/database';

/** What was tried: to prove a password, or to have a link mailed that sets another, invites, proves an address or signs up. */
export type AttemptKind = 'password' | 'reset' | 'invitation' | 'verification' | 'sign_up';

/** Committed at once, before the password is looked at: attempts that come together count each other. */
export async function insertAttempt(
  pool: pg.Pool,
  attempt: { id: string; kind: AttemptKind; email: string; address: string },
): Promise<void> {
  await pool.query(
    'insert into sign_in_attempts (id, kind, email, address, succeeded) values ($1, $2, $3, $4, false)',
    [attempt.id, attempt.kind, attempt.email, attempt.address],
  );
}

export interface AttemptCount {
  readonly failed: number;
  /** Until the oldest of them no longer counts; 0 without any. */
  readonly seconds: number;
}

/** Failures of the window: of the account since it was last entered, and from the address. */
export async function countFailedAttempts(
  pool: pg.Pool,
  kind: AttemptKind,
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
       from sign_in_attempts where email = $1 and kind = $4 and not succeeded and at > greatest(now() - make_interval(secs => $3),
         (select max(at) from sign_in_attempts where email = $1 and kind = $4 and succeeded and at > now() - make_interval(secs => $3)))) as account,
      (select count(*)::int as failed, coalesce(ceil(extract(epoch from min(at) + make_interval(secs => $3) - now())), 0)::int as seconds
       from sign_in_attempts where address = $2 and kind = $4 and not succeeded and at > now() - make_interval(secs => $3)) as place`,
    [email, address, windowSeconds, kind],
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

/** Of the account: they no longer count, for it or for where they came from. */
export async function deleteAttemptsOf(db: Database, kind: AttemptKind, email: string): Promise<void> {
  await db.deleteFrom('sign_in_attempts').where('kind', '=', kind).where('email', '=', email).execute();
}

export async function deleteOldAttempts(db: Database): Promise<void> {
  await db
    .deleteFrom('sign_in_attempts')
    .where('at', '<', sql<Date>`now() - interval '30 days'`)
    .execute();
}
