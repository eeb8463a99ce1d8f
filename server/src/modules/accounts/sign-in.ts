import type { Me, SignIn } from '@parley/contract/accounts';
import type { MemberRole } from '@parley/contract/permissions';
import type { Language } from '@parley/contract/errors';
import { recordAudit } from '#audit';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { uuidv7 } from '#platform/uuid';
import { findFirstMembership, findUserByEmail } from './accounts-queries.ts';
import { insertSuccess } from './attempt-queries.ts';
import { describeMe } from './get-me.ts';
import { beginAttempt } from './limit-attempts.ts';
import { isPassword } from './passwords.ts';
import { actorOf, requireSecureConnection, startSession } from './sessions.ts';

/**
 * A session for who knows the password. A wrong password, an unknown address and a disabled account are one answer,
 * `sign_in_failed`, and take the same time. Throws `one_time_password_expired` to who knows it.
 */
export async function signIn(runtime: Runtime, input: SignIn, caller: Caller): Promise<SessionAnswer & { body: Me }> {
  requireSecureConnection(caller);
  const attempt = await beginAttempt(runtime, 'password', input.email, caller.address);
  const user = await runtime.pools.system((db) => findUserByEmail(db, input.email), { readOnly: true });
  const matches = await isPassword(user?.password_hash ?? null, input.password);
  if (!matches || !user || user.disabled_at) throw new AppError('sign_in_failed');
  if (user.password_expires_at && user.password_expires_at <= runtime.clock.now())
    throw new AppError('one_time_password_expired');
  const answer = await runtime.pools.system(async (db) => {
    const member = await findFirstMembership(db, user.id);
    if (!member) throw new AppError('sign_in_failed');
    const actor = actorOf(
      {
        userId: user.id,
        organizationId: member.organization_id,
        role: member.role as MemberRole,
        language: user.language as Language,
        mustChangePassword: user.must_change_password,
      },
      caller,
    );
    const token = await startSession(db, actor, input.remember);
    await insertSuccess(db, { id: uuidv7(), email: input.email, address: caller.address });
    await recordAudit({ db, actor }, { action: 'user.signed_in', subjectKind: 'user', subjectId: user.id });
    return { body: await describeMe(db, actor), token };
  });
  await attempt.forgive();
  return answer;
}
