import { permissionsOf, type MemberRole } from '@parley/contract/permissions';
import type { Actor } from '#platform/context';
import type { Database } from '#platform/database/database';
import { AppError } from '#platform/errors';
import { findMember } from './members-queries.ts';

/**
 * Nobody makes, changes or removes who stands above them: owners are made and changed by owners alone, and a key gives no
 * role that may more than the key. Throws `owner_only` or `permission_missing`.
 */
export async function checkMayManage(db: Database, actor: Actor, ...concerned: readonly MemberRole[]): Promise<void> {
  if (concerned.includes('owner') && !(await isOwner(db, actor))) throw new AppError('owner_only');
  if (actor.kind === 'user') return;
  const above = concerned.flatMap((role) => [...permissionsOf(role)]).find((each) => !actor.permissions.has(each));
  if (above) throw new AppError('permission_missing', { details: { permission: above } });
}

/** A key is none, whoever made it. */
export async function isOwner(db: Database, actor: Actor): Promise<boolean> {
  if (actor.kind !== 'user' || actor.id === null) return false;
  const own = await findMember(db, actor.organizationId, actor.id);
  return own?.role === 'owner' && !own.is_disabled;
}
