import type { ThreadEntry } from '@parley/contract/conversations';
import {
  claimClientKey,
  findConversation,
  findMessage,
  insertMessage,
  touchConversation,
  updateConversation,
  type ConversationRow,
} from './conversations-queries.ts';
import { entryOfMessage } from './thread-entry.ts';
import { enqueueMessage, listMessageDeliveries } from '#sending';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { uuidv7 } from '#platform/uuid';

export interface Reply {
  readonly id: string;
  readonly text: string;
  readonly fileIds: readonly string[];
  readonly clientId?: string | undefined;
}

/** Answers in a conversation. The same `clientId` again returns the message it made and sends nothing (F33). */
export async function replyToConversation(ctx: Ctx, input: Reply): Promise<ThreadEntry> {
  const { organizationId } = ctx.actor;
  const conversation = await findConversation(ctx.db, organizationId, input.id);
  if (conversation === undefined) throw new AppError('record_missing', { details: { what: 'conversation' } });
  if (input.fileIds.length > 0) {
    throw new AppError('channel_takes_no_files', { details: { channel: conversation.channelName } });
  }
  const messageId = uuidv7();
  if (input.clientId !== undefined) {
    const key = await claimClientKey(ctx.db, organizationId, {
      conversationId: input.id,
      clientId: input.clientId,
      messageId,
    });
    if (!key.isNew) return existing(ctx, key.messageId);
  }
  const authorKind = ctx.actor.kind === 'api_key' ? 'api_key' : 'user';
  await send(ctx, conversation, { messageId, text: input.text, authorKind });
  // Answering claims the conversation: two people do not answer the same customer unknowingly.
  const claims = conversation.assigneeId === null && ctx.actor.kind === 'user';
  await updateConversation(ctx.db, organizationId, input.id, {
    unread: 0,
    ...(claims && { assigneeId: ctx.actor.id }),
  });
  return existing(ctx, messageId);
}

/** A message of Parley itself, such as the confirmation of an opt-out. Exempt from marketing rules, as an answer is. */
export async function sendSystemMessage(ctx: Ctx, input: { conversationId: string; text: string }): Promise<void> {
  const conversation = await findConversation(ctx.db, ctx.actor.organizationId, input.conversationId);
  if (conversation === undefined) throw new AppError('record_missing', { details: { what: 'conversation' } });
  await send(ctx, conversation, { messageId: uuidv7(), text: input.text, authorKind: 'system' });
}

async function send(
  ctx: Ctx,
  conversation: ConversationRow,
  message: { messageId: string; text: string; authorKind: 'user' | 'api_key' | 'system' },
): Promise<void> {
  const { organizationId } = ctx.actor;
  await insertMessage(ctx.db, organizationId, {
    id: message.messageId,
    conversationId: conversation.id,
    direction: 'out',
    authorKind: message.authorKind,
    authorId: message.authorKind === 'system' ? null : ctx.actor.id,
    text: message.text,
    providerTime: null,
    inboundEventId: null,
  });
  await enqueueMessage(ctx, {
    messageId: message.messageId,
    channelId: conversation.channelId,
    contactId: conversation.contactId,
    address: conversation.peer,
    text: message.text,
  });
  await touchConversation(ctx.db, organizationId, conversation.id, { messageId: message.messageId, inbound: false });
  await ctx.events.emit('message.created', message.messageId, {
    messageId: message.messageId,
    conversationId: conversation.id,
  });
}

async function existing(ctx: Ctx, messageId: string): Promise<ThreadEntry> {
  const { organizationId } = ctx.actor;
  const row = await findMessage(ctx.db, organizationId, messageId);
  const [delivery] = await listMessageDeliveries(ctx.db, organizationId, [messageId]);
  return entryOfMessage(row!, delivery);
}
