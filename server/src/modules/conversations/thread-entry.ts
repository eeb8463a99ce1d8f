import type { MessageFile, MessageState, ThreadEntry } from '@parley/contract/conversations';
import type { MessageRow } from './message-queries.ts';
import { deliveryStateNames, type MessageDelivery, type ThreadDelivery } from '#sending';

/** An entry of the conversation's own, as its thread shows it. */
export function entryOfMessage(
  message: MessageRow,
  delivery: MessageDelivery | undefined,
  files: readonly MessageFile[] = [],
): ThreadEntry {
  const isOut = message.direction === 'out';
  return {
    id: message.id,
    clientId: message.clientId,
    kind: message.direction === 'event' || message.direction === 'note' ? message.direction : 'message',
    direction: message.direction === 'event' ? 'note' : message.direction,
    text: message.text,
    files: [...files],
    author: { kind: message.authorKind, id: message.authorId, name: message.authorName },
    mentions: message.mentions,
    event: message.event,
    state: isOut ? stateOf(message.cancelledAt !== null, delivery) : null,
    reason: isOut ? (delivery?.reason ?? null) : null,
    sendAt: delivery?.sendAt?.toISOString() ?? null,
    providerTime: message.providerTime?.toISOString() ?? null,
    at: message.createdAt.toISOString(),
  };
}

/** What the ledger proves of a message, and where it waits as long as the ledger knows nothing of it. */
export function stateOf(isCancelled: boolean, delivery: MessageDelivery | undefined): MessageState {
  if (isCancelled) return 'cancelled';
  if (delivery === undefined) return 'queued';
  return delivery.sendAt === null ? deliveryStateNames[delivery.state]! : 'scheduled';
}

export function entryOfDelivery(delivery: ThreadDelivery): ThreadEntry {
  return {
    id: delivery.id,
    clientId: null,
    kind: 'campaign',
    direction: 'out',
    text: delivery.text,
    files: [],
    author: { kind: 'campaign', id: delivery.campaignId, name: delivery.campaignName },
    mentions: [],
    event: null,
    state: deliveryStateNames[delivery.state]!,
    reason: delivery.reason,
    sendAt: null,
    providerTime: delivery.deliveredAt?.toISOString() ?? null,
    at: delivery.claimedAt.toISOString(),
  };
}
