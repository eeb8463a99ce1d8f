import type { Member } from '@parley/contract/members';
import { avatarUrlOf } from '#accounts';
import type { Actor } from '#platform/context';
import type { MemberRow } from './members-queries.ts';

/** A member as this reader may see them. */
export function memberView(row: MemberRow, reader: Actor, lastSeen: Date | undefined): Member {
  return {
    id: row.id,
    name: row.name,
    role: row.role as Member['role'],
    avatarUrl: avatarUrlOf(row.id, row.avatar_file_id),
    isDisabled: row.is_disabled,
    details: reader.permissions.has('members:read')
      ? {
          email: row.email,
          phone: row.phone,
          isWaiting: row.must_change_password,
          joinedAt: row.created_at.toISOString(),
          lastSeenAt: lastSeen?.toISOString() ?? null,
        }
      : null,
  };
}
