import type { EnterOrganization } from '@parley/contract/accounts';
import { recordAudit } from '#audit';
import type { Runtime } from '#platform/context';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { enterOrganization } from './enter-organization.ts';
import { describeMe } from './get-me.ts';
import { requirePerson } from './sessions.ts';

/**
 * The session goes on in another organization of the person; its sockets are closed, other sessions stay where they are.
 * Another's organization is `record_missing`, like one that is not there.
 */
export async function switchOrganization(
  runtime: Runtime,
  { organizationId }: EnterOrganization,
  caller: Caller,
): Promise<SessionAnswer> {
  const { actor, sessionId } = requirePerson(caller);
  const body = await runtime.pools.system(async (db) => {
    const there = await enterOrganization(db, { sessionId, userId: actor.id, organizationId }, actor);
    if (organizationId !== actor.organizationId)
      await recordAudit({ db, actor: there }, { action: 'user.entered', subjectKind: 'user', subjectId: actor.id });
    return describeMe(db, there);
  });
  return { body };
}
