import { queueMail } from '#mail';
import type { Runtime } from '#platform/context';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { getUser } from './accounts-queries.ts';
import { beginAttempt } from './limit-attempts.ts';
import { requirePerson } from './sessions.ts';
import { verificationMail } from './verification-mail.ts';

/** Has a link mailed to oneself that proves the address; nothing happens when it is proven. */
export async function requestEmailVerification(
  runtime: Runtime,
  _input: unknown,
  caller: Caller,
): Promise<SessionAnswer> {
  const { actor } = requirePerson(caller);
  const { email } = await runtime.pools.system((db) => getUser(db, actor.id), { readOnly: true });
  await beginAttempt(runtime, 'verification', email, caller.address);
  await runtime.pools.system((db) => queueMail(db, verificationMail, { address: email, language: actor.language }));
  return { body: { accepted: true } };
}
