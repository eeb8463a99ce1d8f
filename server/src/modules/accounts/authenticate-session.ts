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
  const member = { userId, organizationId, role, language, mustChangePassword: session.must_change_password };
  return { actor: actorOf(member, caller), sessionId: session.id };
}
