import type { ThreadEntry } from '@parley/contract/conversations';
import { clearDraft } from './save-draft.ts';
import { listMembers, touchNote } from './conversations-queries.ts';
import { getThreadRow } from './get-conversation.ts';
import { getThreadEntry } from './get-thread-entry.ts';
import { claimClientKey, insertMessage } from './message-queries.ts';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { uuidv7 } from '#platform/uuid';

export interface Note {
  readonly id: string;
  readonly text: string;
  readonly mentions: readonly string[];
  readonly clientId?: string | undefined;
}

/** Writes what only members see, and tells those it names. The same `clientId` again returns the note it made. */
export async function writeNote(ctx: Ctx, input: Note): Promise<ThreadEntry> {
  const { organizationId, kind, id: authorId } = ctx.actor;
  await getThreadRow(ctx, input.id);
  const mentions = [...new Set(input.mentions)];
  if ((await listMembers(ctx.db, organizationId, mentions)).length < mentions.length) {
    throw new AppError('request_invalid', {
      fields: [
        {
          path: 'mentions',
          rule: 'member_missing',
          en: 'Only active members of the organization can be named.',
          ru: 'Упомянуть можно только действующих участников организации.',
        },
      ],
    });
  }
  const messageId = uuidv7();
  if (input.clientId !== undefined) {
    const key = await claimClientKey(ctx.db, organizationId, {
      conversationId: input.id,
      clientId: input.clientId,
      messageId,
    });
    if (!key.isNew) return getThreadEntry(ctx, key.messageId);
  }
  await insertMessage(ctx.db, organizationId, {
    id: messageId,
    clientId: input.clientId,
    conversationId: input.id,
    direction: 'note',
    authorKind: kind,
    authorId,
    text: input.text,
    mentions,
  });
  await touchNote(ctx.db, organizationId, input.id, messageId);
  await clearDraft(ctx, input.id);
  await ctx.events.emit('message.created', messageId, { messageId, conversationId: input.id });
  if (mentions.length > 0) {
    const told = { conversationId: input.id, messageId, memberIds: mentions };
    await ctx.events.emit('conversation.mentioned', messageId, told);
  }
  return getThreadEntry(ctx, messageId);
}
