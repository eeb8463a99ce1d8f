import type { ChangePassword } from '@parley/contract/accounts';
import { recordAudit } from '#audit';
import { queueMail } from '#mail';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { deleteSessions, getUser, updatePassword } from './accounts-queries.ts';
import { beginAttempt } from './limit-attempts.ts';
import { passwordChangedMail } from './password-mails.ts';
import { checkNewPassword, hashPassword, isPassword } from './passwords.ts';
import { requirePerson } from './sessions.ts';

/** Sets a new password for who knows the old one, and ends every other session: whoever had the old one is out (SEC-39). */
export async function changePassword(runtime: Runtime, input: ChangePassword, caller: Caller): Promise<SessionAnswer> {
  const { actor, sessionId } = requirePerson(caller);
  const user = await runtime.pools.system((db) => getUser(db, actor.id), { readOnly: true });
  const attempt = await beginAttempt(runtime, 'password', user.email, caller.address);
  if (!(await isPassword(user.password_hash, input.currentPassword))) {
    const fault = { rule: 'password_wrong', en: 'This is not your password.', ru: 'Это не ваш пароль.' };
    throw new AppError('request_invalid', { fields: [{ path: 'currentPassword', ...fault }] });
  }
  await attempt.forgive();
  if (input.newPassword.normalize('NFKC') === input.currentPassword.normalize('NFKC')) {
    const fault = { rule: 'password_same', en: 'This is the password you have.', ru: 'Это ваш нынешний пароль.' };
    throw new AppError('request_invalid', { fields: [{ path: 'newPassword', ...fault }] });
  }
  await checkNewPassword(input.newPassword, user.email, 'newPassword');
  const passwordHash = await hashPassword(input.newPassword);
  const ended = await runtime.pools.system(async (db) => {
    await updatePassword(db, actor.id, passwordHash);
    await queueMail(db, passwordChangedMail, { address: user.email, language: actor.language });
    const others = await deleteSessions(db, actor.id, { exceptId: sessionId });
    await recordAudit({ db, actor }, { action: 'user.password_changed', subjectKind: 'user', subjectId: actor.id });
    return others.length;
  });
  return { body: { ended } };
}
