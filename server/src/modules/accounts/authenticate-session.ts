import type { Runtime } from '#platform/context';
import type { Identity } from '#platform/http/identify';
import type { Caller } from '#platform/http/route';
import { hashToken } from '#platform/token';
import { findSession, noteSessionUse } from './accounts-queries.ts';
import { actorOf } from './sessions.ts';

/** Whose session this token is; null when it is over, revoked or its member disabled, at once. */
export async function authenticateSession(runtime: Runtime, token: string, caller: Caller): Promise<Identity | null> {
  const pool = runtime.pools.systemPool;
  const session = await findSession(pool, hashToken(token));
  if (!session) return null;
  if (session.stale) await noteSessionUse(pool, session.id, caller.address);
  const { user_id: userId, organization_id: organizationId, role, language } = session;
  return { actor: actorOf({ userId, organizationId, role, language }, caller), sessionId: session.id };
}
