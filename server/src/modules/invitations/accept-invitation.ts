import type { Me } from '@parley/contract/accounts';
import type { AcceptInvitation } from '@parley/contract/invitations';
import type { MemberRole } from '@parley/contract/permissions';
import {
  actorOf,
  addUser,
  checkNewPassword,
  describeMe,
  hashPassword,
  requireSecureConnection,
  startSession,
} from '#accounts';
import { insertMember } from '#members';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { hashToken } from '#platform/token';
import { uuidv7 } from '#platform/uuid';
import { endAccepted } from './end-accepted.ts';
import { isOpen } from './invitation-state.ts';
import { findInvitationByToken, lockInvitationByToken } from './invitations-queries.ts';

/**
 * A new person with a name and a password of their own becomes a member, and is signed in. Address, role and organization are
 * the invitation's. Throws `invitation_invalid`, and `email_taken` when the address has an account: who has it signs in and
 * joins. A password that is refused leaves the link as it is.
 */
export async function acceptInvitation(
  runtime: Runtime,
  input: AcceptInvitation,
  caller: Caller,
): Promise<SessionAnswer & { body: Me }> {
  requireSecureConnection(caller);
  const { pools, clock, installation } = runtime;
  const tokenHash = hashToken(input.token);
  const found = await pools.system((db) => findInvitationByToken(db, tokenHash), { readOnly: true });
  if (!found || !isOpen(found, clock.now())) throw new AppError('invitation_invalid');
  const { email, organization_id: organizationId } = found;
  await checkNewPassword(input.password, email, 'password');
  const passwordHash = await hashPassword(input.password);
  const userId = uuidv7();
  const language = input.language ?? caller.language;
  const role = found.role as MemberRole;
  const actor = actorOf({ userId, organizationId, role, language }, caller);
  return runtime.systemTransaction(actor, async (ctx) => {
    const { db } = ctx;
    // Changed meanwhile, it has another token.
    const row = await lockInvitationByToken(db, tokenHash);
    if (!row || !isOpen(row, clock.now())) throw new AppError('invitation_invalid');
    await addUser(db, {
      id: userId,
      email,
      name: input.name,
      password_hash: passwordHash,
      language,
      ...(input.timeZone && { time_zone: input.timeZone }),
      last_organization_id: organizationId,
      // Who has the link has the mailbox, unless it was handed over otherwise.
      email_verified_at: installation.sendsMail ? clock.now() : null,
    });
    await insertMember(db, { organization_id: organizationId, user_id: userId, role });
    await endAccepted(ctx, row, userId);
    const token = await startSession(db, actor, input.remember);
    return { body: await describeMe(db, actor), token };
  });
}
