import type { Invitation } from '@parley/contract/invitations';
import { beginAttempt, checkVerified } from '#accounts';
import { checkMayManage } from '#members';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { SignedIn } from '#platform/http/route';
import { findInvitation, lockPendingInvitation } from './invitations-queries.ts';
import { sendRound } from './send-round.ts';

/** Another link with its full time; the one before is void. Throws what creating one throws. */
export async function resendInvitation(
  runtime: Runtime,
  { id }: { id: string },
  { actor, address }: Pick<SignedIn, 'actor' | 'address'>,
): Promise<Invitation> {
  const missing = (): AppError => new AppError('record_missing', { details: { what: 'invitation' } });
  const { organizationId } = actor;
  const found = await runtime.pools.system((db) => findInvitation(db, organizationId, id), { readOnly: true });
  if (!found) throw missing();
  await beginAttempt(runtime, 'invitation', found.email, address);
  return runtime.systemTransaction(actor, async (ctx) => {
    const open = await lockPendingInvitation(ctx.db, organizationId, { id });
    if (!open) throw missing();
    await checkMayManage(ctx.db, actor, open.role as Invitation['role']);
    await checkVerified(runtime, ctx.db, actor);
    return sendRound(runtime, ctx, { id, action: 'invitation.resent', after: open });
  });
}
