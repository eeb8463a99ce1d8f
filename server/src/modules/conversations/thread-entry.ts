import type { ThreadEntry } from '@parley/contract/conversations';
import type { MessageRow } from './conversations-queries.ts';
import { deliveryStateNames, type MessageDelivery, type ThreadDelivery } from '#sending';

/** A message as its thread shows it. Its delivery state is what the ledger proves, and `queued` without a delivery. */
export function entryOfMessage(message: MessageRow, delivery: MessageDelivery | undefined): ThreadEntry {
  const state = delivery === undefined || delivery.waiting ? 'queued' : deliveryStateNames[delivery.state]!;
  return {
    id: message.id,
    kind: 'message',
    direction: message.direction,
    text: message.text,
    files: [],
    author: { kind: message.authorKind, id: message.authorId },
    state: message.direction === 'out' ? state : null,
    reason: message.direction === 'out' ? (delivery?.reason ?? null) : null,
    providerTime: message.providerTime?.toISOString() ?? null,
    at: message.createdAt.toISOString(),
  };
}

export function entryOfDelivery(delivery: ThreadDelivery): ThreadEntry {
  return {
    id: delivery.id,
    kind: 'campaign',
    direction: 'out',
    text: delivery.text,
    files: [],
    author: { kind: 'campaign', id: delivery.campaignId },
    state: deliveryStateNames[delivery.state]!,
    reason: delivery.reason,
    providerTime: delivery.deliveredAt?.toISOString() ?? null,
    at: delivery.claimedAt.toISOString(),
  };
}
