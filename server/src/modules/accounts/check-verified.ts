import type { Actor, Runtime } from '#platform/context';
import type { Database } from '#platform/database/database';
import { AppError } from '#platform/errors';
import { getUser } from './accounts-queries.ts';

/**
 * Whoever has strangers written to has shown that they can be reached themselves. Without a mail server nothing leaves, and
 * nobody could show it. Throws `email_not_verified`.
 */
export async function checkVerified({ installation }: Runtime, db: Database, actor: Actor): Promise<void> {
  if (!installation.sendsMail || actor.kind !== 'user' || actor.id === null) return;
  const { email_verified_at } = await getUser(db, actor.id);
  if (!email_verified_at) throw new AppError('email_not_verified');
}
