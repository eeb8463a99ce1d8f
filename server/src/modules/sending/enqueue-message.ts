import { deleteQueuedMessage, insertFailedItems, insertQueuedItems } from './sending-message-queries.ts';
import type { Ctx } from '#platform/context';

export interface QueueMessage {
  readonly messageId: string;
  readonly channelId: string;
  readonly contactId: string;
  readonly address: string;
  /** What is sent, in this order, each as a delivery of its own. */
  readonly items: readonly MessageItem[];
  /** By the database's clock: it is not claimed before. */
  readonly delaySeconds?: number;
}

export interface MessageItem {
  /** With a file its caption, which may be empty. */
  readonly text: string;
  readonly fileId: string | null;
}

/** Hands a conversation's message to the channel's runner, in the transaction that writes the message. It overtakes campaigns. */
export async function enqueueMessage(ctx: Ctx, message: QueueMessage): Promise<void> {
  await insertQueuedItems(ctx.db, ctx.actor.organizationId, message);
  ctx.events.wakeChannel(message.channelId);
}

/**
 * Another attempt, by a person, of those items that did not arrive or may not have; the others are with the network.
 * Returns the number of the attempt, 0 when there was nothing to send again.
 */
export async function resendMessage(ctx: Ctx, message: { messageId: string; address: string }): Promise<number> {
  const queued = await insertFailedItems(ctx.db, ctx.actor.organizationId, message);
  const [first] = queued;
  if (first !== undefined) ctx.events.wakeChannel(first.channelId);
  return Math.max(0, ...queued.map(({ attempt }) => attempt));
}

/**
 * Takes back a message that no channel has claimed. False: it has left, or may have. The claim deletes the same row, so one
 * of the two gets it.
 */
export async function withdrawMessage(ctx: Ctx, messageId: string): Promise<boolean> {
  return deleteQueuedMessage(ctx.db, ctx.actor.organizationId, messageId);
}
