import type { Runtime } from '#platform/context';
import type { Identity } from '#platform/http/identify';
import type { Caller } from '#platform/http/route';
import { hashToken } from '#platform/token';
import { findKey, noteKeyUse } from './api-keys-queries.ts';

/** Whose key this is; null when it is over or revoked, at once. */
export async function authenticateKey(runtime: Runtime, token: string, caller: Caller): Promise<Identity | null> {
  if (!token.startsWith('pk_')) return null;
  const pool = runtime.pools.systemPool;
  const key = await findKey(pool, hashToken(token));
  if (!key) return null;
  if (key.stale) await noteKeyUse(pool, key);
  const { address, agent, requestId, language } = caller;
  const actor = {
    kind: 'api_key',
    id: key.id,
    organizationId: key.organization_id,
    permissions: new Set(key.permissions),
    language,
    origin: { address, agent, requestId },
  } as const;
  return { actor, sessionId: null };
}
