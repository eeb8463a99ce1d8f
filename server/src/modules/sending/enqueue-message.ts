import { insertQueuedMessage } from './sending-message-queries.ts';
import type { Ctx } from '#platform/context';

export interface QueueMessage {
  readonly messageId: string;
  readonly channelId: string;
  readonly contactId: string;
  readonly address: string;
  readonly text: string;
}

/** Hands a conversation's message to the channel's runner, in the transaction that writes the message. It overtakes campaigns. */
export async function enqueueMessage(ctx: Ctx, message: QueueMessage): Promise<void> {
  await insertQueuedMessage(ctx.db, ctx.actor.organizationId, message);
  ctx.events.wakeChannel(message.channelId);
}
