import type { ThreadEntry } from '@parley/contract/conversations';
import { checkFiles } from './attach-files.ts';
import { insertMessageFiles } from './message-file-queries.ts';
import { itemsOf } from './message-items.ts';
import { clearDraft } from './save-draft.ts';
import { checkCanSend } from './check-can-send.ts';
import { lockForSending, touchOutbound, type ThreadRow } from './conversations-queries.ts';
import { addEventLine } from './add-event-line.ts';
import { getThreadRow } from './get-conversation.ts';
import { getThreadEntry } from './get-thread-entry.ts';
import { markSeen } from './mark-read.ts';
import { claimClientKey, insertMessage } from './message-queries.ts';
import { enqueueMessage } from '#sending';
import type { Ctx } from '#platform/context';
import { uuidv7 } from '#platform/uuid';

export interface Reply {
  readonly id: string;
  readonly text: string;
  readonly fileIds: readonly string[];
  readonly clientId?: string | undefined;
  readonly delaySeconds: number;
  /** How many messages of the person were in front of the writer; what came since stays unread. */
  readonly seen?: number | undefined;
}

/**
 * Answers in a conversation. The same `clientId` again returns the message it made and sends nothing (F33).
 * Throws `channel_removed`, `contact_erased`, `channel_takes_no_files`.
 */
export async function replyToConversation(ctx: Ctx, input: Reply): Promise<ThreadEntry> {
  const { organizationId } = ctx.actor;
  const conversation = await getThreadRow(ctx, input.id);
  const lineId = uuidv7();
  const messageId = uuidv7();
  if (input.clientId !== undefined) {
    const key = await claimClientKey(ctx.db, organizationId, {
      conversationId: input.id,
      clientId: input.clientId,
      messageId,
    });
    if (!key.isNew) return getThreadEntry(ctx, key.messageId);
  }
  await checkCanSend(ctx, conversation);
  const authorKind = ctx.actor.kind === 'api_key' ? 'api_key' : 'user';
  const { text, fileIds, delaySeconds } = input;
  const { clientId } = input;
  await send(ctx, conversation, { lineId, messageId, clientId, text, fileIds, authorKind, delaySeconds });
  await markSeen(ctx, input.id, input.seen);
  await clearDraft(ctx, input.id);
  return getThreadEntry(ctx, messageId);
}

/**
 * A message of Parley itself, such as the confirmation of an opt-out. Exempt from marketing rules, as an answer is. Nothing
 * where the channel or the person has gone meanwhile.
 */
export async function sendSystemMessage(ctx: Ctx, input: { conversationId: string; text: string }): Promise<void> {
  const conversation = await getThreadRow(ctx, input.conversationId);
  const { channelRemoved, contactErased } = await lockForSending(ctx.db, ctx.actor.organizationId, conversation.id);
  if (channelRemoved || contactErased) return;
  const ids = { lineId: uuidv7(), messageId: uuidv7() };
  await send(ctx, conversation, { ...ids, text: input.text, fileIds: [], authorKind: 'system', delaySeconds: 0 });
}

interface Outgoing {
  /** Of the line that says who took the conversation by answering: it stands before the answer. */
  readonly lineId: string;
  readonly messageId: string;
  readonly clientId?: string | undefined;
  readonly text: string;
  readonly fileIds: readonly string[];
  readonly authorKind: 'user' | 'api_key' | 'system';
  readonly delaySeconds: number;
}

async function send(ctx: Ctx, conversation: ThreadRow, message: Outgoing): Promise<void> {
  const { organizationId, id: actorId } = ctx.actor;
  const { messageId, clientId, text, fileIds, authorKind, delaySeconds } = message;
  const channel = { id: conversation.channelId, name: conversation.channelName };
  const attached = await checkFiles(ctx, channel, fileIds);
  // Answering claims the conversation: two people do not answer the same customer unknowingly.
  const claimedBy = authorKind === 'user' ? actorId : null;
  const assigneeName = await touchOutbound(ctx.db, organizationId, conversation.id, { messageId, claimedBy });
  if (assigneeName !== null) {
    const line = { type: 'assigned', assigneeId: claimedBy, assigneeName } as const;
    await addEventLine(ctx, conversation.id, line, { lineId: message.lineId });
  }
  await insertMessage(ctx.db, organizationId, {
    id: messageId,
    clientId,
    conversationId: conversation.id,
    direction: 'out',
    authorKind,
    authorId: authorKind === 'system' ? null : actorId,
    text,
  });
  if (attached) await insertMessageFiles(ctx.db, organizationId, { messageId, channelId: channel.id }, attached.files);
  await enqueueMessage(ctx, {
    messageId,
    channelId: conversation.channelId,
    contactId: conversation.contactId,
    address: conversation.peer,
    items: itemsOf(text, fileIds, attached?.limits ?? null),
    delaySeconds,
  });
  await ctx.events.emit('message.created', messageId, { messageId, conversationId: conversation.id });
}
