import type { MemberRole } from '@parley/contract/permissions';
import type { Actor } from '#platform/context';
import type { Database } from '#platform/database/database';
import { AppError } from '#platform/errors';
import { findMembership, getUser, updateSessionOrganization, updateUser } from './accounts-queries.ts';
import { permissionSetOf } from './sessions.ts';

/**
 * The session goes on in another organization of its person, and so does their next sign-in. Answers who they are there.
 * Throws `record_missing` where they are no member, or are let in no more.
 */
export async function enterOrganization(
  db: Database,
  { sessionId, userId, organizationId }: { sessionId: string; userId: string; organizationId: string },
  actor: Actor,
): Promise<Actor> {
  const membership = await findMembership(db, organizationId, userId);
  if (!membership || membership.disabled_at)
    throw new AppError('record_missing', { details: { what: 'organization' } });
  const { must_change_password: mustChange } = await getUser(db, userId);
  await updateSessionOrganization(db, sessionId, organizationId);
  await updateUser(db, userId, { last_organization_id: organizationId });
  return { ...actor, organizationId, permissions: permissionSetOf(membership.role as MemberRole, mustChange) };
}
