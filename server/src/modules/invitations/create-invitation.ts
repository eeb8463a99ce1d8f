import type { CreateInvitation, Invitation } from '@parley/contract/invitations';
import { beginAttempt, checkVerified } from '#accounts';
import { checkMayManage } from '#members';
import { getOrganizationRow } from '#organizations';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { SignedIn } from '#platform/http/route';
import { uuidv7 } from '#platform/uuid';
import { tokenHashOf } from './invitation-link.ts';
import { hasMemberWithEmail, insertInvitation, lockPendingInvitation } from './invitations-queries.ts';
import { newRound, sendRound } from './send-round.ts';

/**
 * Asks somebody to come, by a mailed link. Whether the address has an account makes no difference to the answer. An open
 * invitation of the same address is replaced, and its link is void. Throws `member_exists`, `owner_only`,
 * `email_not_verified`, `permission_missing` for a key that lacks something of the role.
 */
export async function createInvitation(
  runtime: Runtime,
  { email, role, language }: CreateInvitation,
  { actor, address }: Pick<SignedIn, 'actor' | 'address'>,
): Promise<Invitation> {
  await beginAttempt(runtime, 'invitation', email, address);
  const { organizationId } = actor;
  return runtime.systemTransaction(actor, async (ctx) => {
    const { db } = ctx;
    await checkMayManage(db, actor, role);
    await checkVerified(runtime, db, actor);
    if (await hasMemberWithEmail(db, organizationId, email))
      throw new AppError('member_exists', { details: { email } });
    const organization = await getOrganizationRow(db, organizationId);
    const chosen = { role, language: language ?? organization.language };
    const fresh = { id: uuidv7(), round: 1 };
    const isNew = await insertInvitation(db, {
      organization_id: organizationId,
      id: fresh.id,
      email,
      token_hash: tokenHashOf(ctx.secrets, fresh),
      ...newRound(ctx),
      ...chosen,
    });
    if (isNew) return sendRound(runtime, ctx, { id: fresh.id, action: 'invitation.created' });
    const open = await lockPendingInvitation(db, organizationId, { email });
    // Accepted or revoked in this very moment: whoever asks again finds how it ended.
    if (!open) throw new AppError('server_busy');
    await checkMayManage(db, actor, open.role as Invitation['role']);
    return sendRound(runtime, ctx, { id: open.id, action: 'invitation.created', after: open, changes: chosen });
  });
}
