import type { Me } from '@parley/contract/accounts';
import type { InvitationLink } from '@parley/contract/invitations';
import type { MemberRole } from '@parley/contract/permissions';
import { actorOf, describeMe, enterOrganization, findMembership, getUser, requirePerson, updateUser } from '#accounts';
import { insertMember } from '#members';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { hashToken } from '#platform/token';
import { endAccepted } from './end-accepted.ts';
import { isOpen } from './invitation-state.ts';
import { findInvitationByToken, lockInvitationByToken } from './invitations-queries.ts';

/**
 * Makes the person who is signed in a member and goes there. Asked again by the same person it only goes there. Throws
 * `invitation_invalid`, and `invitation_for_another` for whoever has another address: accounts are never joined together.
 */
export async function joinOrganization(
  runtime: Runtime,
  { token }: InvitationLink,
  caller: Caller,
): Promise<SessionAnswer & { body: Me }> {
  const { actor: person, sessionId } = requirePerson(caller);
  const { pools, clock, installation } = runtime;
  const tokenHash = hashToken(token);
  const found = await pools.system((db) => findInvitationByToken(db, tokenHash), { readOnly: true });
  if (!found) throw new AppError('invitation_invalid');
  const { organization_id: organizationId } = found;
  const role = found.role as MemberRole;
  const actor = actorOf({ userId: person.id, organizationId, role, language: person.language }, caller);
  return runtime.systemTransaction(actor, async (ctx) => {
    const { db } = ctx;
    const user = await getUser(db, person.id);
    const row = await lockInvitationByToken(db, tokenHash);
    if (!row) throw new AppError('invitation_invalid');
    const wasHere = row.accepted_by === person.id;
    if (!wasHere && !isOpen(row, clock.now())) throw new AppError('invitation_invalid');
    if (user.email !== row.email) throw new AppError('invitation_for_another', { details: { email: row.email } });
    // A one-time password is good for nothing but to choose another.
    if (user.must_change_password)
      throw new AppError('permission_missing', { details: { permission: 'profile:write' } });
    const membership = await findMembership(db, organizationId, person.id);
    if (membership?.disabled_at) throw new AppError('invitation_invalid');
    if (!membership) await insertMember(db, { organization_id: organizationId, user_id: person.id, role });
    if (!wasHere) {
      await endAccepted(ctx, row, person.id);
      if (installation.sendsMail && !user.email_verified_at)
        await updateUser(db, person.id, { email_verified_at: clock.now() });
    }
    const there = await enterOrganization(db, { sessionId, userId: person.id, organizationId }, actor);
    return { body: await describeMe(db, there) };
  });
}
