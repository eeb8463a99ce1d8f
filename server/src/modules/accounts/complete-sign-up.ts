import type { CompleteSignUp, Me } from '@parley/contract/accounts';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { hashToken } from '#platform/token';
import { uuidv7 } from '#platform/uuid';
import { deleteAttemptsOf } from './attempt-queries.ts';
import { foundOrganization } from './found-organization.ts';
import { describeMe } from './get-me.ts';
import { checkNewPassword, hashPassword } from './passwords.ts';
import { requireSecureConnection, startSession } from './sessions.ts';
import { deleteSignUpLink, findSignUpLink } from './sign-up-queries.ts';

/**
 * The account of who holds the mailed link, once, with an organization of their own, signed in. Name and password are chosen
 * only now: nobody prepares an account under another's address. Throws `sign_up_link_invalid`, or `email_taken` when the
 * address gets an account at the same moment. A password that is refused leaves the link as it is.
 */
export async function completeSignUp(
  runtime: Runtime,
  { token, password, remember, ...person }: CompleteSignUp,
  caller: Caller,
): Promise<SessionAnswer & { body: Me }> {
  requireSecureConnection(caller);
  const { pools, clock, installation } = runtime;
  const tokenHash = hashToken(token);
  const found = await pools.system((db) => findSignUpLink(db, tokenHash, clock.now()), { readOnly: true });
  if (!found) throw new AppError('sign_up_link_invalid');
  const { email } = found;
  await checkNewPassword(password, email, 'password');
  const passwordHash = await hashPassword(password);
  // Who has the mailed link has the mailbox. Without a mail server the root has handed it over.
  const verifiedAt = installation.sendsMail ? clock.now() : null;
  return pools.system(async (db) => {
    if (!(await deleteSignUpLink(db, tokenHash))) throw new AppError('sign_up_link_invalid');
    const founder = { ...person, userId: uuidv7(), email, passwordHash, isRoot: false, verifiedAt };
    const actor = await foundOrganization(db, founder, caller);
    // Those who came are not held against the place that they came from.
    await deleteAttemptsOf(db, 'sign_up', email);
    return { body: await describeMe(db, actor), token: await startSession(db, actor, remember) };
  });
}
