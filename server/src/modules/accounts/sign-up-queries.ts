import { sql } from 'kysely';
import type { Database } from '#platform/database/database';

/** The one live link of the address: an older one is void from now on. */
export async function upsertSignUpLink(
  db: Database,
  link: { email: string; tokenHash: Buffer; expiresAt: Date },
): Promise<void> {
  const row = { token_hash: link.tokenHash, expires_at: link.expiresAt };
  await db
    .insertInto('sign_up_links')
    .values({ email: link.email, ...row })
    .onConflict((conflict) => conflict.column('email').doUpdateSet(row))
    .execute();
}

/** Nobody's once it has ended, or its address has got an account some other way. */
export async function findSignUpLink(db: Database, tokenHash: Buffer, now: Date) {
  return db
    .selectFrom('sign_up_links as link')
    .leftJoin('users', 'users.email', 'link.email')
    .select(['link.email', 'link.expires_at'])
    .where('link.token_hash', '=', tokenHash)
    .where('link.expires_at', '>', now)
    .where('users.id', 'is', null)
    .executeTakeFirst();
}

/** True for one of those who use the link at once: from then on it is used. */
export async function deleteSignUpLink(db: Database, tokenHash: Buffer): Promise<boolean> {
  const row = await db
    .deleteFrom('sign_up_links')
    .where('token_hash', '=', tokenHash)
    .returning('email')
    .executeTakeFirst();
  return row !== undefined;
}

export async function deleteExpiredSignUpLinks(db: Database): Promise<void> {
  await db
    .deleteFrom('sign_up_links')
    .where('expires_at', '<', sql<Date>`now()`)
    .execute();
}
