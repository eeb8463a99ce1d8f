import type { ListFaultsQuery, QuarantinedEvent } from '@parley/contract/faults';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import { listQuarantined } from '#platform/events/consumer-queries';

/** A page of what was set aside and not replayed yet, newest first. */
export async function listQuarantinedEvents(
  ctx: Ctx,
  { limit, cursor }: ListFaultsQuery,
): Promise<{ data: QuarantinedEvent[]; nextCursor: string | null }> {
  const after = decodeCursor('quarantined-events', cursor, ['id']);
  const rows = await listQuarantined(ctx.db, ctx.actor.organizationId, limit + 1, after && after[0]);
  const data = rows.slice(0, limit).map((row) => ({
    id: row.id,
    reaction: row.consumer,
    event: { id: row.eventId, name: row.name, at: row.createdAt.toISOString() },
    error: row.error,
    quarantinedAt: row.quarantinedAt.toISOString(),
  }));
  const nextCursor = rows.length > limit ? encodeCursor('quarantined-events', [data.at(-1)!.id]) : null;
  return { data, nextCursor };
}
