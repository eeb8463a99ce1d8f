import type { Database } from '#platform/database/database';
import { AppError } from '#platform/errors';
import { insertUser } from './accounts-queries.ts';

/** Throws `email_taken`. */
export async function addUser(db: Database, user: Parameters<typeof insertUser>[1]): Promise<void> {
  try {
    await insertUser(db, user);
  } catch (error) {
    if ((error as { constraint?: string }).constraint === 'users_email_key')
      throw new AppError('email_taken', { cause: error });
    throw error;
  }
}
