import type { ThreadEntry } from '@parley/contract/conversations';
import type { PageQuery } from '@parley/contract/page';
import { filesOf } from './attach-files.ts';
import { getThreadRow } from './get-conversation.ts';
import { listMessages } from './message-queries.ts';
import { entryOfDelivery, entryOfMessage } from './thread-entry.ts';
import { listMessageDeliveries, listThreadDeliveries } from '#sending';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';

/** A thread, newest first: its entries, and in their places what campaigns sent to this person over this channel. */
export async function listThread(
  ctx: Ctx,
  input: PageQuery & { id: string },
): Promise<{ data: ThreadEntry[]; nextCursor: string | null }> {
  const { organizationId } = ctx.actor;
  const conversation = await getThreadRow(ctx, input.id);
  const after = decodeCursor(`thread ${input.id}`, input.cursor, ['id']);
  const before = after === null ? null : after[0];
  const messages = await listMessages(ctx.db, organizationId, input.id, before, input.limit + 1);
  const sent = await listThreadDeliveries(ctx.db, organizationId, conversation, { before, limit: input.limit + 1 });
  const outbound = messages.filter((message) => message.direction === 'out').map((message) => message.id);
  const deliveries = new Map(
    (await listMessageDeliveries(ctx.db, organizationId, outbound)).map((row) => [row.messageId, row]),
  );
  const files = await filesOf(
    ctx,
    messages.map((message) => message.id),
  );
  // Ids are UUIDv7 of both tables: their order is that of time.
  const merged = [
    ...messages.map((row) => entryOfMessage(row, deliveries.get(row.id), files.get(row.id))),
    ...sent.map(entryOfDelivery),
  ].toSorted((a, b) => (a.id < b.id ? 1 : -1));
  const data = merged.slice(0, input.limit);
  return {
    data,
    nextCursor: merged.length > input.limit ? encodeCursor(`thread ${input.id}`, [data.at(-1)!.id]) : null,
  };
}
