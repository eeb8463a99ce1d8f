import type { MemberRole } from '@parley/contract/permissions';
import type { Actor } from '#platform/context';
import type { Database } from '#platform/database/database';
import { AppError } from '#platform/errors';
import { findMember } from './members-queries.ts';

/** Owners are made and changed by owners alone: an administrator, or a key, cannot rise above itself. Throws `owner_only`. */
export async function checkMayManage(db: Database, actor: Actor, ...concerned: readonly MemberRole[]): Promise<void> {
  if (!concerned.includes('owner')) return;
  const own = actor.kind === 'user' && actor.id ? await findMember(db, actor.organizationId, actor.id) : undefined;
  if (own?.role !== 'owner') throw new AppError('owner_only');
}
