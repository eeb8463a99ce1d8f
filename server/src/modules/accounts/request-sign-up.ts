import type { RequestSignUp } from '@parley/contract/accounts';
import { queueMail } from '#mail';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { beginAttempt } from './limit-attempts.ts';
import { signUpMail } from './sign-up-mail.ts';

/**
 * Has a link mailed by which somebody founds an organization. Whether the address has an account is looked up only when the
 * mail is sent, so that neither the answer nor its time tells (SEC-38). Throws `sign_up_closed`.
 */
export async function requestSignUp(runtime: Runtime, input: RequestSignUp, caller: Caller): Promise<SessionAnswer> {
  if (!runtime.installation.signUpOpen) throw new AppError('sign_up_closed');
  await beginAttempt(runtime, 'sign_up', input.email, caller.address);
  await runtime.pools.system((db) => queueMail(db, signUpMail, { address: input.email, language: caller.language }));
  return { body: { accepted: true } };
}
