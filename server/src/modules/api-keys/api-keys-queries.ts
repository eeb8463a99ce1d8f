import type pg from 'pg';
import type { Insertable } from 'kysely';
import type { Permission } from '@parley/contract/permissions';
import type { Database, Tables } from '#platform/database/database';

export interface FoundKey {
  readonly id: string;
  readonly organization_id: string;
  readonly permissions: Permission[];
  /** Its use was last noted more than a minute ago, or never. */
  readonly stale: boolean;
}

/** The one look at every request with a key, before its organization is known. */
export async function findKey(pool: pg.Pool, tokenHash: Buffer): Promise<FoundKey | null> {
  const { rows } = await pool.query<FoundKey>({
    name: 'api_keys_find',
    text: `select id, organization_id, permissions, coalesce(used_at < now() - interval '1 minute', true) as stale
      from api_keys where token_hash = $1 and revoked_at is null and (expires_at is null or expires_at > now())`,
    values: [tokenHash],
  });
  return rows[0] ?? null;
}

export async function noteKeyUse(pool: pg.Pool, key: FoundKey): Promise<void> {
  await pool.query({
    name: 'api_keys_note_use',
    text: 'update api_keys set used_at = now() where organization_id = $1 and id = $2',
    values: [key.organization_id, key.id],
  });
}

export async function insertKey(db: Database, key: Insertable<Tables['api_keys']>): Promise<void> {
  await db.insertInto('api_keys').values(key).execute();
}

function selectKeys(db: Database, organizationId: string) {
  return db
    .selectFrom('api_keys as key')
    .innerJoin('users', 'users.id', 'key.created_by')
    .select([
      'key.id',
      'key.name',
      'key.token_start',
      'key.permissions',
      'key.created_at',
      'key.used_at',
      'key.expires_at',
    ])
    .select(['key.revoked_at', 'users.id as creator_id', 'users.name as creator_name'])
    .where('key.organization_id', '=', organizationId);
}

export type KeyRow = Awaited<ReturnType<typeof listKeys>>[number];

/** Newest first, before `beforeId` if given. */
export async function listKeys(db: Database, organizationId: string, limit: number, beforeId: string | null) {
  let query = selectKeys(db, organizationId).orderBy('key.id', 'desc').limit(limit);
  if (beforeId) query = query.where('key.id', '<', beforeId);
  return query.execute();
}

export async function getKey(db: Database, organizationId: string, id: string): Promise<KeyRow> {
  return selectKeys(db, organizationId).where('key.id', '=', id).executeTakeFirstOrThrow();
}

/** The key's name, or undefined when there is none to revoke. */
export async function revokeKey(db: Database, organizationId: string, id: string): Promise<string | undefined> {
  const row = await db
    .updateTable('api_keys')
    .set({ revoked_at: new Date() })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('name')
    .executeTakeFirst();
  return row?.name;
}
