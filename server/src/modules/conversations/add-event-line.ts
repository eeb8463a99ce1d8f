import type { ThreadEvent } from '@parley/contract/conversations';
import { insertMessage } from './message-queries.ts';
import type { Ctx } from '#platform/context';
import { uuidv7 } from '#platform/uuid';

/**
 * One line in the thread about what the actor did with the conversation.
 * `byContact`: their message did it. `lineId` gives the line a place before something else.
 */
export async function addEventLine(
  ctx: Ctx,
  conversationId: string,
  event: ThreadEvent,
  { byContact = null, lineId = uuidv7() }: { byContact?: string | null; lineId?: string } = {},
): Promise<void> {
  const { organizationId, kind, id } = ctx.actor;
  await insertMessage(ctx.db, organizationId, {
    id: lineId,
    conversationId,
    direction: 'event',
    authorKind: byContact === null ? kind : 'contact',
    authorId: byContact ?? id,
    text: '',
    event,
  });
}
