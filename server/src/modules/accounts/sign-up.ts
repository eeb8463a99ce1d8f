import type { Me, SignUp } from '@parley/contract/accounts';
import { queueMail } from '#mail';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { uuidv7 } from '#platform/uuid';
import { claimRoot, hasRoot } from './accounts-queries.ts';
import { foundOrganization } from './found-organization.ts';
import { describeMe } from './get-me.ts';
import { checkNewPassword, hashPassword } from './passwords.ts';
import { requireSecureConnection, startSession } from './sessions.ts';
import { verificationMail } from './verification-mail.ts';

/**
 * The owner of a fresh installation, signed in at once: its root, with an organization of their own. Who comes later asks for
 * a link (`requestSignUp`), whatever their address: `installation_owned`.
 */
export async function signUp(runtime: Runtime, input: SignUp, caller: Caller): Promise<SessionAnswer & { body: Me }> {
  requireSecureConnection(caller);
  const { pools, installation } = runtime;
  if (await pools.system(hasRoot, { readOnly: true })) throw new AppError('installation_owned');
  await checkNewPassword(input.password, input.email, 'password');
  const passwordHash = await hashPassword(input.password);
  const userId = uuidv7();
  return pools.system(async (db) => {
    // Of several at once one is first.
    if (!(await claimRoot(db, userId))) throw new AppError('installation_owned');
    const founder = { ...input, userId, passwordHash, isRoot: true, verifiedAt: null };
    const actor = await foundOrganization(db, founder, caller);
    const { email: address } = input;
    // Without a mail server nothing would reach anybody, and nothing is asked of who has not proven their address.
    if (installation.sendsMail) await queueMail(db, verificationMail, { address, language: actor.language });
    const token = await startSession(db, actor, input.remember);
    return { body: await describeMe(db, actor), token };
  });
}
