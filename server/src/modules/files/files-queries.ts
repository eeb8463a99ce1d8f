import { sql, type Insertable, type Selectable } from 'kysely';
import type { Database, Tables } from '#platform/database/database';

export type FileRow = Selectable<Tables['files']>;

export async function insertFile(db: Database, row: Insertable<Tables['files']>): Promise<FileRow> {
  return db.insertInto('files').values(row).returningAll().executeTakeFirstOrThrow();
}

export async function findFile(db: Database, organizationId: string, id: string): Promise<FileRow | null> {
  const row = await db
    .selectFrom('files')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

/** Null when it is not there or was deleted before. */
export async function updateFileDeleted(db: Database, organizationId: string, id: string): Promise<FileRow | null> {
  const row = await db
    .updateTable('files')
    .set({ deleted_at: sql<Date>`now()` })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** Which of these contents some file of some organization still has. */
export async function listUsedKeys(db: Database, storageKeys: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('files')
    .select('storage_key')
    .distinct()
    .where('storage_key', 'in', storageKeys)
    .where('deleted_at', 'is', null)
    .execute();
  return new Set(rows.map((row) => row.storage_key));
}

export async function listKeysOf(db: Database, organizationId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('files')
    .select('storage_key')
    .distinct()
    .where('organization_id', '=', organizationId)
    .execute();
  return rows.map((row) => row.storage_key);
}
