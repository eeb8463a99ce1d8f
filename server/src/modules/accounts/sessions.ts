import { permissionsOf, roles, type MemberRole, type Permission } from '@parley/contract/permissions';
import type { Language } from '@parley/contract/errors';
import type { Actor, Runtime } from '#platform/context';
import type { Database } from '#platform/database/database';
import { AppError } from '#platform/errors';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { createToken, hashToken } from '#platform/token';
import { uuidv7 } from '#platform/uuid';
import { getUser, insertSession } from './accounts-queries.ts';

const day = 24 * 60 * 60;
const rememberedSeconds = 30 * day;
const shortSeconds = day;

const permissionSets = new Map(roles.map((role) => [role, permissionsOf(role)]));

/** A one-time password is good for choosing another, and for nothing else. */
const nothing: ReadonlySet<Permission> = new Set();

/** One and the same set for all who have the role. */
export function permissionSetOf(role: MemberRole, mustChangePassword: boolean): ReadonlySet<Permission> {
  return mustChangePassword ? nothing : permissionSets.get(role)!;
}

interface Member {
  readonly userId: string;
  readonly organizationId: string;
  readonly role: MemberRole;
  readonly language: Language;
  readonly mustChangePassword?: boolean;
}

export function actorOf(member: Member, caller: Caller): Actor {
  const { address, agent, requestId } = caller;
  return {
    kind: 'user',
    id: member.userId,
    organizationId: member.organizationId,
    permissions: permissionSetOf(member.role, member.mustChangePassword ?? false),
    language: member.language,
    origin: { address, agent, requestId },
  };
}

/** Makes a session and the token that the browser keeps; only its hash stays here. */
export async function startSession(
  db: Database,
  actor: Actor,
  remember: boolean,
): Promise<NonNullable<SessionAnswer['token']>> {
  const token = createToken();
  const seconds = remember ? rememberedSeconds : shortSeconds;
  await insertSession(db, {
    id: uuidv7(),
    token_hash: hashToken(token),
    user_id: actor.id!,
    organization_id: actor.organizationId,
    remember,
    address: actor.origin?.address ?? null,
    agent: actor.origin?.agent ?? null,
    expires_at: new Date(Date.now() + seconds * 1_000),
  });
  return { value: token, maxAgeSeconds: remember ? seconds : null };
}

/** Refuses before anything is done where the browser would not keep the session. */
export function requireSecureConnection(caller: Caller): void {
  if (!caller.canKeepSession) throw new AppError('connection_not_secure');
}

/** The person behind a session; an API key has no password and no sessions. */
export function requirePerson(caller: Caller): {
  readonly actor: Actor & { readonly id: string };
  readonly sessionId: string;
} {
  const { actor, sessionId } = caller;
  if (actor?.kind !== 'user' || actor.id === null || sessionId === null) throw new AppError('person_required');
  return { actor: { ...actor, id: actor.id }, sessionId };
}

/** The person who runs the installation. Throws `root_only`. */
export async function requireRoot(runtime: Runtime, caller: Caller): Promise<void> {
  const { actor } = requirePerson(caller);
  const user = await runtime.pools.system((db) => getUser(db, actor.id), { readOnly: true });
  if (user.installation_role !== 'root' || user.must_change_password) throw new AppError('root_only');
}
