import { recordAudit } from '#audit';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { deleteSessions } from './accounts-queries.ts';
import { requirePerson } from './sessions.ts';

/** Ends one of the person's own sessions; the next request with it is refused. Anybody else's is `record_missing`. */
export async function revokeSession(runtime: Runtime, input: { id: string }, caller: Caller): Promise<SessionAnswer> {
  const { actor, sessionId } = requirePerson(caller);
  await runtime.pools.system(async (db) => {
    const ended = await deleteSessions(db, actor.id, { id: input.id });
    if (ended.length === 0) throw new AppError('record_missing', { details: { what: 'session' } });
    await recordAudit({ db, actor }, { action: 'session.revoked', subjectKind: 'session', subjectId: input.id });
  });
  return input.id === sessionId ? { body: { ended: 1 }, token: null } : { body: { ended: 1 } };
}

/** Ends every session of the person but the one that asks. */
export async function revokeOtherSessions(runtime: Runtime, _input: unknown, caller: Caller): Promise<SessionAnswer> {
  const { actor, sessionId } = requirePerson(caller);
  const ended = await runtime.pools.system(async (db) => {
    const ids = await deleteSessions(db, actor.id, { exceptId: sessionId });
    for (const subjectId of ids)
      await recordAudit({ db, actor }, { action: 'session.revoked', subjectKind: 'session', subjectId });
    return ids.length;
  });
  return { body: { ended } };
}
