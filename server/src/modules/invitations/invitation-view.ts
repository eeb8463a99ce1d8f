import type { Invitation } from '@parley/contract/invitations';
import type { Actor, Runtime } from '#platform/context';
import { linkOf } from './invitation-link.ts';
import { stateOf } from './invitation-state.ts';
import type { InvitationRow } from './invitations-queries.ts';

interface Reader {
  readonly actor: Actor;
  /** Who invites no owner does not see the link that makes one. */
  readonly isOwner: boolean;
}

const mailStates: Readonly<Record<string, Invitation['mail']>> = {
  queued: 'queued',
  sending: 'queued',
  sent: 'sent',
  failed: 'failed',
  unknown: 'unknown',
};

/** An invitation that waits, as this reader may see it. */
export function invitationView(
  { installation, secrets, clock }: Runtime,
  row: InvitationRow,
  { actor, isOwner }: Reader,
  mailState: string | undefined,
): Invitation {
  const state = stateOf(row, clock.now());
  const mayHandOver = actor.permissions.has('members:write') && (row.role !== 'owner' || isOwner);
  const isShown = !installation.sendsMail && mayHandOver && state === 'pending';
  return {
    id: row.id,
    email: row.email,
    role: row.role as Invitation['role'],
    state,
    invitedBy: row.invited_by === null ? null : { id: row.invited_by, name: row.inviter_name! },
    invitedAt: row.invited_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    mail: (installation.sendsMail && mailStates[mailState ?? '']) || null,
    link: isShown ? linkOf(secrets, installation.publicUrl, row) : null,
  };
}
