import type { ListThreadQuery, ThreadEntry, ThreadPage } from '@parley/contract/conversations';
import { filesOf } from './attach-files.ts';
import type { ThreadRow } from './conversations-queries.ts';
import { getThreadRow } from './get-conversation.ts';
import { listMessages } from './message-queries.ts';
import { entryOfDelivery, entryOfMessage } from './thread-entry.ts';
import { listMessageDeliveries, listThreadDeliveries, type ThreadRange } from '#sending';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import { AppError } from '#platform/errors';

type Input = ListThreadQuery & { readonly id: string };

/**
 * A page of a thread, newest first: its entries, and in their places what campaigns sent to this person over this channel.
 * Throws `cursor_invalid`, and `record_missing` for an `around` that is not in the thread.
 */
export async function listThread(ctx: Ctx, input: Input): Promise<ThreadPage> {
  const { id, limit, around } = input;
  const conversation = await getThreadRow(ctx, id);
  if (around !== undefined) return pageAround(ctx, conversation, around, limit);
  const [side, place] = decodeCursor(listOf(id), input.cursor, ['text', 'id']) ?? ['older', null];
  if (side === 'newer' && place !== null) {
    const found = await listEntries(ctx, conversation, { side: 'after', id: place }, limit + 1);
    return pageOf(id, found.slice(-limit), { hasNewer: found.length > limit, hasOlder: true });
  }
  const found = await listEntries(ctx, conversation, { side: 'before', id: place }, limit + 1);
  return pageOf(id, found.slice(0, limit), { hasNewer: place !== null, hasOlder: found.length > limit });
}

async function pageAround(ctx: Ctx, conversation: ThreadRow, around: string, limit: number): Promise<ThreadPage> {
  const mostNewer = Math.ceil(limit / 2);
  const mostOlder = limit - mostNewer;
  const newer = await listEntries(ctx, conversation, { side: 'from', id: around }, mostNewer + 1);
  if (newer.at(-1)?.id !== around) throw new AppError('record_missing', { details: { what: 'message' } });
  const older = await listEntries(ctx, conversation, { side: 'before', id: around }, mostOlder + 1);
  return pageOf(conversation.id, [...newer.slice(-mostNewer), ...older.slice(0, mostOlder)], {
    hasNewer: newer.length > mostNewer,
    hasOlder: older.length > mostOlder,
  });
}

const listOf = (conversationId: string): string => `thread ${conversationId}`;

function pageOf(
  conversationId: string,
  data: ThreadEntry[],
  { hasNewer, hasOlder }: { hasNewer: boolean; hasOlder: boolean },
): ThreadPage {
  const [first, last] = [data.at(0), data.at(-1)];
  const list = listOf(conversationId);
  return {
    data,
    nextCursor: hasOlder && last ? encodeCursor(list, ['older', last.id]) : null,
    previousCursor: hasNewer && first ? encodeCursor(list, ['newer', first.id]) : null,
  };
}

/** Those nearest to where the range begins, newest first. */
async function listEntries(ctx: Ctx, thread: ThreadRow, range: ThreadRange, limit: number): Promise<ThreadEntry[]> {
  const { organizationId } = ctx.actor;
  const messages = await listMessages(ctx.db, organizationId, thread.id, range, limit);
  const sent = await listThreadDeliveries(ctx.db, organizationId, thread, range, limit);
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
  return range.side === 'before' ? merged.slice(0, limit) : merged.slice(-limit);
}
