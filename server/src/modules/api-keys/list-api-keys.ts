import type { ApiKey } from '@parley/contract/api-keys';
import type { PageQuery } from '@parley/contract/page';
import type { Permission } from '@parley/contract/permissions';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import { listKeys, type KeyRow } from './api-keys-queries.ts';

/** Newest first, revoked ones too: their use stays accountable. */
export async function listApiKeys(ctx: Ctx, input: PageQuery): Promise<{ data: ApiKey[]; nextCursor: string | null }> {
  const after = decodeCursor('api-keys', input.cursor, ['id']);
  const rows = await listKeys(ctx.db, ctx.actor.organizationId, input.limit + 1, after && after[0]);
  const data = rows.slice(0, input.limit).map(apiKeyOf);
  return { data, nextCursor: rows.length > input.limit ? encodeCursor('api-keys', [data.at(-1)!.id]) : null };
}

export function apiKeyOf(row: KeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    start: row.token_start,
    permissions: row.permissions as Permission[],
    createdBy: { id: row.creator_id, name: row.creator_name },
    createdAt: row.created_at.toISOString(),
    usedAt: row.used_at?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  };
}
