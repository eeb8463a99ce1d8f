import { invitationDays, type Invitation } from '@parley/contract/invitations';
import type { Language } from '@parley/contract/errors';
import { recordAudit } from '#audit';
import { queueMail } from '#mail';
import { isOwner } from '#members';
import type { Ctx, Runtime } from '#platform/context';
import { invitationMail } from './invitation-mail.ts';
import { tokenHashOf } from './invitation-link.ts';
import { invitationView } from './invitation-view.ts';
import { findInvitation, updateInvitation, type InvitationRow } from './invitations-queries.ts';

/** Who invites, when, and until when it stands. */
export function newRound({ actor, clock }: Ctx): { invited_by: string | null; invited_at: Date; expires_at: Date } {
  const now = clock.now();
  return {
    invited_by: actor.kind === 'user' ? actor.id : null,
    invited_at: now,
    expires_at: new Date(now.getTime() + invitationDays * 24 * 60 * 60 * 1_000),
  };
}

/**
 * Sends the link. With `after`, the invitation as it is so far, another one is made and the one before is void. In a
 * transaction of the system.
 */
export async function sendRound(
  runtime: Runtime,
  ctx: Ctx,
  {
    id,
    action,
    after,
    changes = {},
  }: { id: string; action: string; after?: InvitationRow; changes?: { role?: string; language?: string } },
): Promise<Invitation> {
  const { db, actor, events } = ctx;
  const { organizationId } = actor;
  if (after) {
    const round = after.round + 1;
    const tokenHash = tokenHashOf(ctx.secrets, { id, round });
    await updateInvitation(db, organizationId, id, { round, token_hash: tokenHash, ...newRound(ctx), ...changes });
  }
  const row = (await findInvitation(db, organizationId, id))!;
  const { email, role } = row;
  await queueMail(db, invitationMail, { address: email, language: row.language as Language, subjectId: id });
  await recordAudit(ctx, {
    action,
    subjectKind: 'invitation',
    subjectId: id,
    after: { email, role, expiresAt: row.expires_at.toISOString() },
  });
  await events.emit('invitation.changed', id, { invitationId: id });
  return invitationView(runtime, row, { actor, isOwner: await isOwner(db, actor) }, 'queued');
}
