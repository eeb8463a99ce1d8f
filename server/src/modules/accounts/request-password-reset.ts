import type { RequestPasswordReset } from '@parley/contract/accounts';
import { queueMail } from '#mail';
import type { Runtime } from '#platform/context';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { beginAttempt } from './limit-attempts.ts';
import { passwordResetMail } from './password-mails.ts';

/**
 * Has a link mailed that sets a new password, to whoever has this address. Whether somebody has it is looked up only when the
 * mail is sent, so that neither the answer nor its time tells (SEC-38).
 */
export async function requestPasswordReset(
  runtime: Runtime,
  input: RequestPasswordReset,
  caller: Caller,
): Promise<SessionAnswer> {
  await beginAttempt(runtime, 'reset', input.email, caller.address);
  await runtime.pools.system((db) =>
    queueMail(db, passwordResetMail, { address: input.email, language: caller.language }),
  );
  return { body: { accepted: true } };
}
