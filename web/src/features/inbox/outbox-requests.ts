/** How each thing of the queue is said to the server. */
import type { BulkChanged, ThreadEntry } from '@parley/contract/conversations';
import { api, type RequestOptions } from '#lib/api';
import type { Item, QueuedWithdrawal } from './outbox-items.ts';
import type { Settled } from './outbox-storage.ts';

const patienceMilliseconds = 20_000;

/** What the server made of it. */
export async function post(item: Item): Promise<Settled> {
  const options = { idempotencyKey: item.clientId, signal: AbortSignal.timeout(patienceMilliseconds) };
  switch (item.kind) {
    case 'reply':
    case 'note':
      return { item, entry: await sendMessage(item.conversationId, item, options) };
    case 'change': {
      const { conversationIds, change, seen } = item;
      const { kept } = await api.post<BulkChanged>('/conversations/bulk', { conversationIds, change, seen }, options);
      return { item, entry: null, kept };
    }
    case 'read':
    case 'unread':
      await api.post(`/conversations/${item.conversationId}/${item.kind}`, { messageId: item.messageId }, options);
      return { item, entry: null };
    case 'retry': {
      const { conversationId, messageId, resendUnknown } = item;
      const path = `/conversations/${conversationId}/messages/${messageId}/retry`;
      return { item, entry: await api.post<ThreadEntry>(path, { resendUnknown }, options) };
    }
    case 'withdraw':
      return { item, entry: await withdraw(item, options) };
  }
}

type Message = QueuedWithdrawal['message'];

function sendMessage(
  conversationId: string,
  { kind, text, files, mentions, delaySeconds, seen, clientId }: Message,
  options: RequestOptions,
): Promise<ThreadEntry> {
  if (kind === 'note') return api.post(`/conversations/${conversationId}/notes`, { text, mentions, clientId }, options);
  const body = { text, fileIds: files.map(({ id }) => id), clientId, delaySeconds, seen };
  return api.post(`/conversations/${conversationId}/messages`, body, options);
}

/** Sent once more under its own key, a message says what became of it: nothing is sent by that. */
async function withdraw(item: QueuedWithdrawal, options: RequestOptions): Promise<ThreadEntry> {
  const { conversationId, message } = item;
  const known = { ...options, idempotencyKey: message.clientId };
  const id = item.messageId ?? (await sendMessage(conversationId, message, known)).id;
  return api.post(`/conversations/${conversationId}/messages/${id}/cancel`, undefined, options);
}
