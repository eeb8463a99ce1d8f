import type { VerifiedEmail, VerifyEmail } from '@parley/contract/accounts';
import type { MemberRole } from '@parley/contract/permissions';
import type { Language } from '@parley/contract/errors';
import { recordAudit } from '#audit';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { hashToken } from '#platform/token';
import { findEmailVerification, findFirstMembership, updateUser } from './accounts-queries.ts';
import { actorOf } from './sessions.ts';

/**
 * Notes that mails to the address reach its person. The link may be opened again while it is good, as mail programs and people
 * do: it lets nobody in. Throws `verification_link_invalid`.
 */
export async function verifyEmail(runtime: Runtime, { token }: VerifyEmail, caller: Caller): Promise<SessionAnswer> {
  const { pools, clock } = runtime;
  const body = await pools.system(async (db): Promise<VerifiedEmail> => {
    const found = await findEmailVerification(db, hashToken(token), clock.now());
    if (!found) throw new AppError('verification_link_invalid');
    const { user_id: userId, email } = found;
    if (found.email_verified_at) return { email };
    await updateUser(db, userId, { email_verified_at: clock.now() });
    const member = await findFirstMembership(db, userId);
    if (member) {
      const role = member.role as MemberRole;
      const person = { userId, organizationId: member.organization_id, role, language: found.language as Language };
      const facts = { action: 'user.email_verified', subjectKind: 'user', subjectId: userId };
      await recordAudit({ db, actor: actorOf(person, caller) }, facts);
    }
    return { email };
  });
  return { body };
}
