import type { InvitationFacts, InvitationLink } from '@parley/contract/invitations';
import { findUserByEmail, getUser } from '#accounts';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { hashToken } from '#platform/token';
import { isOpen } from './invitation-state.ts';
import { findInvitationByToken } from './invitations-queries.ts';

/** Who asks whom to come where, for whoever holds the link. Throws `invitation_invalid`, whatever is wrong with it. */
export async function checkInvitation(
  runtime: Runtime,
  { token }: InvitationLink,
  { actor }: Pick<Caller, 'actor'>,
): Promise<SessionAnswer> {
  const { pools, clock } = runtime;
  const body = await pools.system(
    async (db): Promise<InvitationFacts> => {
      const row = await findInvitationByToken(db, hashToken(token));
      if (!row || !isOpen(row, clock.now())) throw new AppError('invitation_invalid');
      const you = actor?.kind === 'user' && actor.id !== null ? await getUser(db, actor.id) : null;
      return {
        organizationName: row.organization_name,
        email: row.email,
        role: row.role as InvitationFacts['role'],
        invitedBy: row.inviter_name,
        expiresAt: row.expires_at.toISOString(),
        hasAccount: (await findUserByEmail(db, row.email)) !== undefined,
        you: you && { name: you.name, email: you.email },
      };
    },
    { readOnly: true },
  );
  return { body };
}
