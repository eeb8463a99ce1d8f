import type { Ctx } from '#platform/context';
import { uuidv7 } from '#platform/uuid';
import { ensureGroups } from './group-queries.ts';

/** For lists that bring their groups by name: the ids of those that are not archived, made where there are none. */
export async function findOrCreateGroups(ctx: Ctx, names: readonly string[]): Promise<Map<string, string>> {
  const { organizationId, kind, id } = ctx.actor;
  const createdBy = kind === 'user' ? id : null;
  const wanted = names.toSorted().map((name) => ({ id: uuidv7(), name }));
  const groups = await ensureGroups(ctx.db, organizationId, wanted, { createdBy, at: ctx.clock.now() });
  return new Map(groups.map((group) => [group.name, group.id]));
}
