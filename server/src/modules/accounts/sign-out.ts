import { recordAudit } from '#audit';
import type { Runtime } from '#platform/context';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { deleteSessions } from './accounts-queries.ts';
import { requirePerson } from './sessions.ts';

/** Ends the session that asks. */
export async function signOut(runtime: Runtime, _input: unknown, caller: Caller): Promise<SessionAnswer> {
  const { actor, sessionId } = requirePerson(caller);
  return endSessions(runtime, actor, { id: sessionId });
}

/** Ends every session of the person, on all devices. */
export async function signOutEverywhere(runtime: Runtime, _input: unknown, caller: Caller): Promise<SessionAnswer> {
  return endSessions(runtime, requirePerson(caller).actor, {});
}

async function endSessions(
  runtime: Runtime,
  actor: ReturnType<typeof requirePerson>['actor'],
  which: { id?: string },
): Promise<SessionAnswer> {
  const ended = await runtime.pools.system(async (db) => {
    const ids = await deleteSessions(db, actor.id, which);
    await recordAudit(
      { db, actor },
      { action: 'user.signed_out', subjectKind: 'user', subjectId: actor.id, after: { sessions: ids } },
    );
    return ids.length;
  });
  return { body: { ended }, token: null };
}
