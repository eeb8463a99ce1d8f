import type { bulkEraseBody } from '@parley/contract/contacts';
import type { z } from 'zod';
import type { Ctx } from '#platform/context';
import { startBulkAction } from './bulk-action.ts';

/** Erases everybody who matches, as `eraseContact` does one. It cannot be undone, only stopped. */
export async function eraseMatchingContacts(
  ctx: Ctx,
  { filter }: z.output<typeof bulkEraseBody>,
): Promise<{ taskId: string }> {
  const title = ctx.actor.language === 'ru' ? 'Удаление контактов' : 'Erase contacts';
  return startBulkAction(ctx, filter, { kind: 'erase' }, title);
}
