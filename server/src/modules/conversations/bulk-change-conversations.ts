import type { BulkChanged, ConversationChange } from '@parley/contract/conversations';
import { changeConversation } from './change-conversation.ts';
import type { Ctx } from '#platform/context';

/**
 * One change of many conversations, all or none; what would put away unseen messages is kept as it is. In the order of their ids, so that two people who change the same ones
 * wait for each other instead of failing. Throws what the change of one throws.
 */
export async function bulkChangeConversations(
  ctx: Ctx,
  input: {
    conversationIds: readonly string[];
    change: ConversationChange;
    seen?: Readonly<Record<string, number>> | undefined;
  },
): Promise<BulkChanged> {
  const outcomes: BulkChanged = { changed: [], kept: [] };
  for (const id of [...new Set(input.conversationIds)].toSorted()) {
    const outcome = await changeConversation(ctx, id, input.change, input.seen?.[id]);
    if (outcome !== 'same') outcomes[outcome].push(id);
  }
  return outcomes;
}
