import { insertInboundEvent, insertInboundKey } from './inbound-queries.ts';
import type { AddressReport, InboundMessage } from '#channel';
import type { Ctx } from '#platform/context';
import { uuidv7 } from '#platform/uuid';

/**
 * Keeps what a network gave, before anything is made of it: once this has committed the adapter may acknowledge (F25).
 * The mark against repeats and the event are one transaction (F26); a repeat is acknowledged and changes nothing (F22).
 */
export async function storeInbound(
  ctx: Ctx,
  channelId: string,
  message: InboundMessage | AddressReport,
): Promise<void> {
  const { organizationId } = ctx.actor;
  if (!(await insertInboundKey(ctx.db, organizationId, channelId, message.providerEventId))) return;
  await insertInboundEvent(ctx.db, organizationId, { id: uuidv7(), channelId, message });
}
