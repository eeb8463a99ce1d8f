import type { ResetPassword } from '@parley/contract/accounts';
import type { Language } from '@parley/contract/errors';
import type { MemberRole } from '@parley/contract/permissions';
import { recordAudit } from '#audit';
import { queueMail } from '#mail';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { hashToken } from '#platform/token';
import {
  deletePasswordReset,
  deleteSessions,
  findFirstMembership,
  findPasswordReset,
  updatePassword,
  updateUser,
} from './accounts-queries.ts';
import { passwordChangedMail } from './password-mails.ts';
import { checkNewPassword, hashPassword } from './passwords.ts';
import { actorOf } from './sessions.ts';

/**
 * Sets a new password for who holds the mailed link, once, and ends every session: whoever had the old password is out
 * (SEC-39). Throws `reset_link_invalid`. A password that is refused leaves the link as it is.
 */
export async function resetPassword(runtime: Runtime, input: ResetPassword, caller: Caller): Promise<SessionAnswer> {
  const { pools, clock, installation } = runtime;
  const tokenHash = hashToken(input.token);
  const found = await pools.system((db) => findPasswordReset(db, tokenHash, clock.now()), { readOnly: true });
  if (!found) throw new AppError('reset_link_invalid');
  const { user_id: userId, email } = found;
  await checkNewPassword(input.newPassword, email, 'newPassword');
  const passwordHash = await hashPassword(input.newPassword);
  const language = found.language as Language;
  const ended = await pools.system(async (db) => {
    if (!(await deletePasswordReset(db, tokenHash))) throw new AppError('reset_link_invalid');
    await updatePassword(db, userId, passwordHash);
    // Who has the mailed link has the mailbox.
    if (installation.sendsMail) await updateUser(db, userId, { email_verified_at: clock.now() });
    const sessions = await deleteSessions(db, userId, {});
    await queueMail(db, passwordChangedMail, { address: email, language });
    const member = await findFirstMembership(db, userId);
    if (member) {
      const { organization_id: organizationId } = member;
      const actor = actorOf({ userId, organizationId, role: member.role as MemberRole, language }, caller);
      await recordAudit({ db, actor }, { action: 'user.password_reset', subjectKind: 'user', subjectId: userId });
    }
    return sessions.length;
  });
  return { body: { ended } };
}
