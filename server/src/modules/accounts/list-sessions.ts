import type { Session } from '@parley/contract/accounts';
import type { Runtime } from '#platform/context';
import type { Caller, SessionAnswer } from '#platform/http/route';
import * as queries from './accounts-queries.ts';
import { describeAgent } from './describe-agent.ts';
import { requirePerson } from './sessions.ts';

/** Where the person is signed in, the last used first. */
export async function listSessions(
  runtime: Runtime,
  _input: unknown,
  caller: Caller,
): Promise<SessionAnswer & { body: { data: Session[] } }> {
  const { actor, sessionId } = requirePerson(caller);
  const rows = await runtime.pools.system((db) => queries.listSessions(db, actor.id), { readOnly: true });
  const data = rows.map((row) => ({
    id: row.id,
    current: row.id === sessionId,
    agent: row.agent,
    ...describeAgent(row.agent),
    address: row.address,
    createdAt: row.created_at.toISOString(),
    usedAt: row.used_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  }));
  return { body: { data } };
}
