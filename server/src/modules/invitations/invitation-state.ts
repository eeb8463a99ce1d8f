import type { Invitation } from '@parley/contract/invitations';
import type { InvitationRow } from './invitations-queries.ts';

/** Of one that waits. */
export function stateOf(row: Pick<InvitationRow, 'expires_at' | 'is_backed'>, now: Date): Invitation['state'] {
  if (row.expires_at <= now) return 'expired';
  return row.is_backed ? 'pending' : 'void';
}

/** Whether its link lets somebody in now. */
export function isOpen(row: InvitationRow, now: Date): boolean {
  return row.state === 'pending' && stateOf(row, now) === 'pending';
}
