import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { updateInvitation, type InvitationRow } from './invitations-queries.ts';

/** Notes that the person has come, and tells the others. In the transaction that made them a member. */
export async function endAccepted(ctx: Ctx, { id, email, role }: InvitationRow, userId: string): Promise<void> {
  const { db, actor, events, clock } = ctx;
  const ended = { state: 'accepted', accepted_by: userId, ended_at: clock.now() };
  await updateInvitation(db, actor.organizationId, id, ended);
  await recordAudit(ctx, {
    action: 'invitation.accepted',
    subjectKind: 'invitation',
    subjectId: id,
    after: { email, role, memberId: userId },
  });
  await events.emit('invitation.changed', id, { invitationId: id });
  await events.emit('member.changed', userId, { memberId: userId });
}
