import type { Conversation } from '@parley/contract/conversations';
import { listConversationRows, type ConversationRow } from './conversation-list-queries.ts';
import { findConversation, type ThreadRow } from './conversations-queries.ts';
import { stateOf } from './thread-entry.ts';
import { listMessageDeliveries } from '#sending';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';

/** As the reader sees it. Throws `record_missing`. */
export async function getConversation(ctx: Ctx, input: { id: string }): Promise<Conversation> {
  const [found] = await getConversations(ctx, [input.id]);
  if (found === undefined) throw new AppError('record_missing', { details: { what: 'conversation' } });
  return found;
}

/** Those of them that are there, in the order of the ids. */
export async function getConversations(ctx: Ctx, ids: readonly string[]): Promise<Conversation[]> {
  const { organizationId, id: readerId } = ctx.actor;
  const rows = await listConversationRows(ctx.db, organizationId, readerId, ids);
  const sent = rows.flatMap((row) => (row.lastDirection === 'out' ? [row.lastId!] : []));
  const deliveries = await listMessageDeliveries(ctx.db, organizationId, sent);
  const byMessage = new Map(deliveries.map((delivery) => [delivery.messageId, delivery]));
  return rows.map((row) => {
    const isOut = row.lastDirection === 'out';
    return conversationOf(row, isOut ? stateOf(false, byMessage.get(row.lastId!)) : null);
  });
}

/** Throws `record_missing`. With `lock` nobody else changes it until this commits. */
export async function getThreadRow(ctx: Ctx, id: string, lock = false): Promise<ThreadRow> {
  const row = await findConversation(ctx.db, ctx.actor.organizationId, id, lock);
  if (row === undefined) throw new AppError('record_missing', { details: { what: 'conversation' } });
  return row;
}

type LastState = NonNullable<Conversation['lastMessage']>['state'];

function conversationOf(row: ConversationRow, state: LastState): Conversation {
  const { lastId, lastText, lastDirection, lastAuthorId, lastFiles, ...same } = row;
  return {
    ...same,
    snoozedUntil: row.snoozedUntil?.toISOString() ?? null,
    lastMessage:
      lastId === null || lastDirection === null
        ? null
        : {
            id: lastId,
            text: lastText ?? '',
            direction: lastDirection,
            authorId: lastAuthorId,
            state,
            files: lastFiles,
          },
    lastMessageAt: row.lastMessageAt.toISOString(),
    lastInboundAt: row.lastInboundAt?.toISOString() ?? null,
    waitingSince: row.waitingSince?.toISOString() ?? null,
    movedAt: row.movedAt.toISOString(),
    match: null,
    createdAt: row.createdAt.toISOString(),
  };
}
