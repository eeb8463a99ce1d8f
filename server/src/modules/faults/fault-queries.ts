import type { Database } from '#platform/database/database';

export async function isRoot(db: Database, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('users')
    .select('id')
    .where('id', '=', userId)
    .where('installation_role', '=', 'root')
    .executeTakeFirst();
  return row !== undefined;
}
