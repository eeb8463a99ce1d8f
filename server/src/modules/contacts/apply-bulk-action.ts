import { z } from 'zod';
import { getOpenGroup, joinGroup, leaveGroup } from '#groups';
import type { Ctx } from '#platform/context';
import { deleteTag, insertTag, setOwner, setReachability, type BulkChange } from './bulk-queries.ts';
import { eraseContacts } from './erase-contacts.ts';

export const bulkAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['add_to_group', 'remove_from_group']), groupId: z.uuid() }),
  z.object({ kind: z.enum(['add_tag', 'remove_tag']), tag: z.string() }),
  z.object({ kind: z.literal('set_owner'), ownerId: z.uuid().nullable() }),
  z.object({
    kind: z.literal('set_reachability'),
    network: z.enum(['whatsapp', 'telegram']),
    state: z.enum(['unknown', 'valid', 'invalid']),
  }),
  z.object({ kind: z.literal('erase') }),
]);
export type BulkAction = z.output<typeof bulkAction>;

/** Returns whom it changed. */
export async function applyBulkAction(ctx: Ctx, action: BulkAction, ids: readonly string[]): Promise<BulkChange[]> {
  const { organizationId } = ctx.actor;
  switch (action.kind) {
    case 'add_to_group':
      await getOpenGroup(ctx, action.groupId);
      return changesOf(await joinGroup(ctx, action.groupId, ids));
    case 'remove_from_group':
      return changesOf(await leaveGroup(ctx, action.groupId, ids));
    case 'add_tag':
      return changesOf(await insertTag(ctx.db, organizationId, action.tag, ids));
    case 'remove_tag':
      return changesOf(await deleteTag(ctx.db, organizationId, action.tag, ids));
    case 'set_owner':
      return setOwner(ctx.db, organizationId, ids, action.ownerId);
    case 'set_reachability':
      return changesOf(await setReachability(ctx.db, organizationId, ids, { ...action, at: ctx.clock.now() }));
    case 'erase':
      return changesOf(await eraseContacts(ctx, ids));
  }
}

/** What takes the action back for those whom it changed; null for what cannot be taken back. */
export function inverseOf(action: BulkAction): ((ctx: Ctx, changes: readonly BulkChange[]) => Promise<unknown>) | null {
  switch (action.kind) {
    case 'add_to_group':
    case 'remove_from_group':
    case 'add_tag':
    case 'remove_tag': {
      const opposite = { ...action, kind: opposites[action.kind] } as BulkAction;
      return (ctx, changes) =>
        applyBulkAction(
          ctx,
          opposite,
          changes.map(({ contactId }) => contactId),
        );
    }
    case 'set_owner':
      return restoreOwners;
    case 'set_reachability':
    case 'erase':
      return null;
  }
}

const opposites = {
  add_to_group: 'remove_from_group',
  remove_from_group: 'add_to_group',
  add_tag: 'remove_tag',
  remove_tag: 'add_tag',
} as const;

async function restoreOwners(ctx: Ctx, changes: readonly BulkChange[]): Promise<void> {
  for (const [ownerId, people] of Map.groupBy(changes, ({ before }) => before)) {
    const ids = people.map(({ contactId }) => contactId);
    await setOwner(ctx.db, ctx.actor.organizationId, ids, ownerId);
  }
}

function changesOf(ids: readonly string[]): BulkChange[] {
  return ids.map((contactId) => ({ contactId, before: null }));
}
