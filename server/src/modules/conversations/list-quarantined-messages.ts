import type { ListFaultsQuery, QuarantinedMessage } from '@parley/contract/faults';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import { listQuarantinedInbound } from './inbound-queries.ts';

/** A page of what customers sent and could not be taken in, newest first. */
export async function listQuarantinedMessages(
  ctx: Ctx,
  { limit, cursor }: ListFaultsQuery,
): Promise<{ data: QuarantinedMessage[]; nextCursor: string | null }> {
  const after = decodeCursor('quarantined-messages', cursor, ['id']);
  const rows = await listQuarantinedInbound(ctx.db, ctx.actor.organizationId, limit + 1, after && after[0]);
  const data = rows.slice(0, limit).map(({ id, channelId, channelName, sender, error, receivedAt, quarantinedAt }) => ({
    id,
    channel: { id: channelId, name: channelName },
    sender,
    error,
    receivedAt: receivedAt.toISOString(),
    quarantinedAt: quarantinedAt.toISOString(),
  }));
  const nextCursor = rows.length > limit ? encodeCursor('quarantined-messages', [data.at(-1)!.id]) : null;
  return { data, nextCursor };
}
