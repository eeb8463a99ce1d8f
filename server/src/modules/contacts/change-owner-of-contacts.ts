import type { bulkOwnerBody } from '@parley/contract/contacts';
import type { z } from 'zod';
import type { Ctx } from '#platform/context';
import { AppError, type FieldFault } from '#platform/errors';
import { startBulkAction } from './bulk-action.ts';
import { checkOwner } from './check-contact.ts';

/** Gives everybody who matches to a member, or to nobody. Throws `request_invalid` for somebody who is no member. */
export async function changeOwnerOfContacts(
  ctx: Ctx,
  { filter, ownerId }: z.output<typeof bulkOwnerBody>,
): Promise<{ taskId: string }> {
  const faults: FieldFault[] = [];
  await checkOwner(ctx, ownerId, faults);
  if (faults.length > 0) throw new AppError('request_invalid', { fields: faults });
  const title = ctx.actor.language === 'ru' ? 'Смена ответственного' : 'Change the owner of contacts';
  return startBulkAction(ctx, filter, { kind: 'set_owner', ownerId }, title);
}
