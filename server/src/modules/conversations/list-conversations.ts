import type { Conversation, ListConversationsQuery } from '@parley/contract/conversations';
import { findConversation, listConversations as listRows, type ConversationRow } from './conversations-queries.ts';
import type { Ctx } from '#platform/context';
import { decodeCursor, encodeCursor } from '#platform/cursor';
import { AppError } from '#platform/errors';

/** A page of conversations of one status, the most recently moved first. */
export async function listConversations(
  ctx: Ctx,
  input: ListConversationsQuery,
): Promise<{ data: Conversation[]; nextCursor: string | null }> {
  const after = decodeCursor('conversations', input.cursor, ['time', 'id']);
  const assignee = input.assignee === 'me' ? ctx.actor.id : (input.assignee ?? null);
  const rows = await listRows(
    ctx.db,
    ctx.actor.organizationId,
    { ...input, assignee },
    after && { at: after[0], id: after[1] },
  );
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  const more = rows.length > input.limit && last !== undefined;
  return {
    data: page.map(conversationOf),
    nextCursor: more ? encodeCursor('conversations', [last.lastMessageAt.toISOString(), last.id]) : null,
  };
}

export async function getConversation(ctx: Ctx, input: { id: string }): Promise<Conversation> {
  const row = await findConversation(ctx.db, ctx.actor.organizationId, input.id);
  if (row === undefined) throw new AppError('record_missing', { details: { what: 'conversation' } });
  return conversationOf(row);
}

function conversationOf(row: ConversationRow): Conversation {
  const { lastText, lastDirection, lastMessageAt, lastInboundAt, createdAt, ...same } = row;
  return {
    ...same,
    lastMessage: lastText === null || lastDirection === null ? null : { text: lastText, direction: lastDirection },
    lastMessageAt: lastMessageAt.toISOString(),
    lastInboundAt: lastInboundAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}
