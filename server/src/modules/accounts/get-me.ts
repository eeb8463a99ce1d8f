import type { Me } from '@parley/contract/accounts';
import { permissions } from '@parley/contract/permissions';
import { standardPreferences, type Preferences } from '@parley/contract/preferences';
import { getOrganizationRow, logoUrlOf } from '#organizations';
import type { Actor, Runtime } from '#platform/context';
import type { Database } from '#platform/database/database';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { findMembership, getLastPosition, getUser, listMemberships, type UserRow } from './accounts-queries.ts';
import { avatarUrlOf } from './avatar-url.ts';

/** Who asks, for which organization, and what they may do there. */
export async function getMe(runtime: Runtime, _input: unknown, caller: Caller): Promise<SessionAnswer> {
  const body = await runtime.pools.system((db) => describeMe(db, caller.actor!), { readOnly: true });
  return { body };
}

export async function describeMe(db: Database, actor: Actor): Promise<Me> {
  // Before anything else is read: what happens meanwhile comes after it.
  const eventPosition = await getLastPosition(db);
  const organization = await getOrganizationRow(db, actor.organizationId);
  const person =
    actor.kind === 'user' && actor.id !== null ? await describePerson(db, actor.organizationId, actor.id) : null;
  return {
    user: person?.user ?? null,
    role: person?.role ?? null,
    organizations: person?.organizations ?? [],
    organization: {
      id: organization.organization_id,
      name: organization.name,
      logoUrl: logoUrlOf(organization),
      language: organization.language as Me['organization']['language'],
      timeZone: organization.time_zone,
      currency: organization.currency,
      country: organization.country,
    },
    permissions: permissions.filter((permission) => actor.permissions.has(permission)),
    eventPosition,
  };
}

async function describePerson(
  db: Database,
  organizationId: string,
  userId: string,
): Promise<Pick<Me, 'user' | 'role' | 'organizations'>> {
  const user = await getUser(db, userId);
  const membership = await findMembership(db, organizationId, userId);
  const memberships = await listMemberships(db, userId);
  return {
    role: (membership?.role ?? null) as Me['role'],
    organizations: memberships.map((each) => ({
      id: each.organization_id,
      name: each.name,
      role: each.role as NonNullable<Me['role']>,
      logoUrl: logoUrlOf(each),
    })),
    user: {
      id: user.id,
      email: user.email,
      name: user.name,
      phone: user.phone,
      avatarUrl: avatarUrlOf(user.id, user.avatar_file_id),
      language: user.language as Me['organization']['language'],
      timeZone: user.time_zone,
      preferences: preferencesOf(user),
      installationRole: user.installation_role as NonNullable<Me['user']>['installationRole'],
      isEmailVerified: user.email_verified_at !== null,
      mustChangePassword: user.must_change_password,
    },
  };
}

/** What the person has chosen, over the standard. */
export function preferencesOf(row: Pick<UserRow, 'preferences'>): Preferences {
  return { ...standardPreferences, ...(row.preferences as Partial<Preferences>) };
}
