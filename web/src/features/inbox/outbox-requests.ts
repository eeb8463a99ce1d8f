/** How each thing of the queue is said to the server. */
import type { ThreadEntry } from '@parley/contract/conversations';
import { api, type RequestOptions } from '#lib/api';
import type { Item, QueuedWithdrawal } from './outbox-items.ts';

const patienceMilliseconds = 20_000;

/** Returns the entry of the thread that it is about, if it is about one. */
export async function post(item: Item): Promise<ThreadEntry | null> {
  const options = { idempotencyKey: item.clientId, signal: AbortSignal.timeout(patienceMilliseconds) };
  switch (item.kind) {
    case 'reply':
    case 'note':
      return sendMessage(item.conversationId, item, options);
    case 'change': {
      const body = { conversationIds: item.conversationIds, change: item.change };
      await api.post('/conversations/bulk', body, options);
      return null;
    }
    case 'read':
    case 'unread':
      await api.post(`/conversations/${item.conversationId}/${item.kind}`, { messageId: item.messageId }, options);
      return null;
    case 'retry': {
      const { conversationId, messageId, resendUnknown } = item;
      return api.post(`/conversations/${conversationId}/messages/${messageId}/retry`, { resendUnknown }, options);
    }
    case 'withdraw':
      return withdraw(item, options);
  }
}

type Message = QueuedWithdrawal['message'];

function sendMessage(
  conversationId: string,
  { kind, text, files, mentions, delaySeconds, clientId }: Message,
  options: RequestOptions,
): Promise<ThreadEntry> {
  if (kind === 'note') return api.post(`/conversations/${conversationId}/notes`, { text, mentions, clientId }, options);
  const body = { text, fileIds: files.map(({ id }) => id), clientId, delaySeconds };
  return api.post(`/conversations/${conversationId}/messages`, body, options);
}

/** Sent once more under its own key, a message says what became of it: nothing is sent by that. */
async function withdraw(item: QueuedWithdrawal, options: RequestOptions): Promise<ThreadEntry> {
  const { conversationId, message } = item;
  const known = { ...options, idempotencyKey: message.clientId };
  const id = item.messageId ?? (await sendMessage(conversationId, message, known)).id;
  return api.post(`/conversations/${conversationId}/messages/${id}/cancel`, undefined, options);
}
