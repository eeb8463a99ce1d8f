import type { Invitation } from '@parley/contract/invitations';
import { recordAudit } from '#audit';
import { checkMayManage } from '#members';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { SignedIn } from '#platform/http/route';
import { lockPendingInvitation, updateInvitation } from './invitations-queries.ts';

/** Its link is void at once. One that was accepted is `record_missing`: then the person is a member. */
export async function revokeInvitation(
  runtime: Runtime,
  { id }: { id: string },
  { actor }: Pick<SignedIn, 'actor'>,
): Promise<{ id: string }> {
  const { organizationId } = actor;
  return runtime.systemTransaction(actor, async (ctx) => {
    const open = await lockPendingInvitation(ctx.db, organizationId, { id });
    if (!open) throw new AppError('record_missing', { details: { what: 'invitation' } });
    const { email, role } = open;
    await checkMayManage(ctx.db, actor, role as Invitation['role']);
    await updateInvitation(ctx.db, organizationId, id, { state: 'revoked', ended_at: ctx.clock.now() });
    await recordAudit(ctx, {
      action: 'invitation.revoked',
      subjectKind: 'invitation',
      subjectId: id,
      before: { email, role },
    });
    await ctx.events.emit('invitation.changed', id, { invitationId: id });
    return { id };
  });
}
