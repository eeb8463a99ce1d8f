import { deleteQueuedMessage, insertQueuedMessage } from './sending-message-queries.ts';
import type { Ctx } from '#platform/context';

export interface QueueMessage {
  readonly messageId: string;
  readonly channelId: string;
  readonly contactId: string;
  readonly address: string;
  readonly text: string;
  /** Above 1 when a person sends again what failed. */
  readonly attempt?: number;
  /** By the database's clock: it is not claimed before. */
  readonly delaySeconds?: number;
}

/** Hands a conversation's message to the channel's runner, in the transaction that writes the message. It overtakes campaigns. */
export async function enqueueMessage(ctx: Ctx, message: QueueMessage): Promise<void> {
  await insertQueuedMessage(ctx.db, ctx.actor.organizationId, message);
  ctx.events.wakeChannel(message.channelId);
}

/**
 * Takes back a message that no channel has claimed. False: it has left, or may have. The claim deletes the same row, so one
 * of the two gets it.
 */
export async function withdrawMessage(ctx: Ctx, messageId: string): Promise<boolean> {
  return deleteQueuedMessage(ctx.db, ctx.actor.organizationId, messageId);
}
