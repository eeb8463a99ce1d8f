import type { ConversationChange } from '@parley/contract/conversations';
import { changeConversation } from './change-conversation.ts';
import type { Ctx } from '#platform/context';

/**
 * One change of many conversations, all or none. In the order of their ids, so that two people who change the same ones
 * wait for each other instead of failing. Throws what the change of one throws.
 */
export async function bulkChangeConversations(
  ctx: Ctx,
  input: { conversationIds: readonly string[]; change: ConversationChange },
): Promise<{ changed: string[] }> {
  const changed: string[] = [];
  for (const id of [...new Set(input.conversationIds)].toSorted()) {
    if (await changeConversation(ctx, id, input.change)) changed.push(id);
  }
  return { changed };
}
