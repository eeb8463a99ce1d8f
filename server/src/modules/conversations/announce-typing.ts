import { findConversation } from './conversations-queries.ts';
import { getChannelKind } from './inbound-queries.ts';
import type { Actor, Runtime } from '#platform/context';

/**
 * A member writes an answer: whoever holds the conversation's channel is told by `tell`, if the network can show it to the
 * person. Of members who may not answer nothing is told.
 */
export async function announceTyping(
  runtime: Runtime,
  actor: Actor,
  conversationId: string,
  tell: (channelId: string) => void,
): Promise<void> {
  if (!actor.permissions.has('conversations:reply')) return;
  const channelId = await runtime.transaction(
    actor,
    async ({ db, channels }) => {
      const conversation = await findConversation(db, actor.organizationId, conversationId);
      if (conversation === undefined) return null;
      const { kind } = await getChannelKind(db, actor.organizationId, conversation.channelId);
      return channels.get(kind)?.carries.typing ? conversation.channelId : null;
    },
    { readOnly: true },
  );
  if (channelId !== null) tell(channelId);
}
