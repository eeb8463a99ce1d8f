import type { Conversation } from '@parley/contract/conversations';
import type { RawBuilder } from 'kysely';
import { getConversation, getThreadRow } from './get-conversation.ts';
import {
  findMessage,
  inboundAll,
  inboundAtMost,
  inboundBefore,
  inboundBeforeLast,
  inboundThrough,
  upsertReadPlace,
} from './message-queries.ts';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';

interface Input {
  readonly id: string;
  readonly messageId?: string | undefined;
}

/** The reader has read up to a message, or everything. Never backwards: an answer that comes late changes nothing. */
export async function markConversationRead(ctx: Ctx, input: Input): Promise<Conversation> {
  await markRead(ctx, input);
  return getConversation(ctx, input);
}

/** The reader wants to come back to a message and what followed, or to the last that the person wrote. */
export async function markConversationUnread(ctx: Ctx, { id, messageId }: Input): Promise<Conversation> {
  const { organizationId } = ctx.actor;
  await getThreadRow(ctx, id);
  if (messageId === undefined) {
    await moveTo(ctx, id, inboundBeforeLast(organizationId, id), false);
  } else {
    await checkMessage(ctx, id, messageId);
    await moveTo(ctx, id, inboundBefore(organizationId, id, messageId), false);
  }
  return getConversation(ctx, { id });
}

/** As far as `seen` messages of the person: what came since is new. Whether that is further than before. */
export async function markSeen(ctx: Ctx, id: string, seen: number | undefined): Promise<boolean> {
  if (seen === undefined) return markRead(ctx, { id });
  await getThreadRow(ctx, id);
  return moveTo(ctx, id, inboundAtMost(ctx.actor.organizationId, id, seen), true);
}

async function markRead(ctx: Ctx, { id, messageId }: Input): Promise<boolean> {
  const { organizationId } = ctx.actor;
  await getThreadRow(ctx, id);
  if (messageId === undefined) return moveTo(ctx, id, inboundAll(organizationId, id), true);
  await checkMessage(ctx, id, messageId);
  return moveTo(ctx, id, inboundThrough(organizationId, id, messageId), true);
}

async function checkMessage(ctx: Ctx, conversationId: string, messageId: string): Promise<void> {
  const message = await findMessage(ctx.db, ctx.actor.organizationId, messageId);
  if (message?.conversationId !== conversationId)
    throw new AppError('record_missing', { details: { what: 'message' } });
}

async function moveTo(
  ctx: Ctx,
  conversationId: string,
  through: RawBuilder<unknown>,
  onlyForward: boolean,
): Promise<boolean> {
  const { organizationId, id: readerId } = ctx.actor;
  if (readerId === null) return false;
  const moved = await upsertReadPlace(ctx.db, organizationId, { conversationId, readerId, through, onlyForward });
  if (moved) await ctx.events.emit('conversation.read', conversationId, { conversationId, readerId });
  return moved;
}
