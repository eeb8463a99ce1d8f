import type { CheckSignUp, SignUpFacts } from '@parley/contract/accounts';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { SessionAnswer } from '#platform/http/route';
import { hashToken } from '#platform/token';
import { findSignUpLink } from './sign-up-queries.ts';

/** Whose account the link would make. Throws `sign_up_link_invalid` for one that has ended, before anybody fills in a form. */
export async function checkSignUp({ pools, clock }: Runtime, input: CheckSignUp): Promise<SessionAnswer> {
  const found = await pools.system((db) => findSignUpLink(db, hashToken(input.token), clock.now()), { readOnly: true });
  if (!found) throw new AppError('sign_up_link_invalid');
  const body: SignUpFacts = { email: found.email, expiresAt: found.expires_at.toISOString() };
  return { body };
}
