import type { bulkGroupBody } from '@parley/contract/contacts';
import type { z } from 'zod';
import { getGroup, getOpenGroup } from '#groups';
import type { Ctx } from '#platform/context';
import { startBulkAction } from './bulk-action.ts';

/** Puts everybody who matches into a group, or takes them out. Throws `record_missing` or `group_archived`. */
export async function changeGroupOfContacts(
  ctx: Ctx,
  input: z.output<typeof bulkGroupBody>,
): Promise<{ taskId: string }> {
  const { filter, groupId, action } = input;
  const isRussian = ctx.actor.language === 'ru';
  if (action === 'add') {
    const { name } = await getOpenGroup(ctx, groupId);
    const title = isRussian ? `Добавление контактов в группу «${name}»` : `Add contacts to the group “${name}”`;
    return startBulkAction(ctx, filter, { kind: 'add_to_group', groupId }, title);
  }
  const { name } = await getGroup(ctx, { id: groupId });
  const title = isRussian ? `Удаление контактов из группы «${name}»` : `Remove contacts from the group “${name}”`;
  return startBulkAction(ctx, filter, { kind: 'remove_from_group', groupId }, title);
}
