import type { CheckPasswordReset, PasswordResetFacts } from '@parley/contract/accounts';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { SessionAnswer } from '#platform/http/route';
import { hashToken } from '#platform/token';
import { findPasswordReset } from './accounts-queries.ts';

/** Whose password the link would change. Throws `reset_link_invalid` for one that has ended, before anybody thinks of a password. */
export async function checkPasswordReset(runtime: Runtime, input: CheckPasswordReset): Promise<SessionAnswer> {
  const { pools, clock } = runtime;
  const found = await pools.system((db) => findPasswordReset(db, hashToken(input.token), clock.now()), {
    readOnly: true,
  });
  if (!found) throw new AppError('reset_link_invalid');
  const body: PasswordResetFacts = { email: found.email, expiresAt: found.expires_at.toISOString() };
  return { body };
}
