import type { bulkReachabilityBody } from '@parley/contract/contacts';
import type { z } from 'zod';
import type { Ctx } from '#platform/context';
import { startBulkAction } from './bulk-action.ts';

const names = { whatsapp: 'WhatsApp', telegram: 'Telegram' };

/** Says for the phones of everybody who matches whether they can be reached on a network, or that nobody knows. */
export async function changeReachabilityOfContacts(
  ctx: Ctx,
  { filter, network, state }: z.output<typeof bulkReachabilityBody>,
): Promise<{ taskId: string }> {
  const name = names[network];
  const title = ctx.actor.language === 'ru' ? `Доступность в ${name}` : `Reachability on ${name}`;
  return startBulkAction(ctx, filter, { kind: 'set_reachability', network, state }, title);
}
