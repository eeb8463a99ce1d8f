/** What the server has is put where it is shown. */
import { mostSingly, refreshCounts, refreshLists } from './caches.ts';
import { draftSent, returnToDraft } from './drafts.ts';
import { afterItem, conversationsOf } from './outbox-items.ts';
import type { Settled } from './outbox-storage.ts';
import { changeHeld, refreshConversation } from './rows.ts';
import { putEntry, refreshThread, removeEntry } from './threads.ts';

/** In every window; `wasSentHere` in the one that has sent it. */
export function settle({ item, entry, kept = [] }: Settled, wasSentHere: boolean, me: string | null): void {
  const ids = conversationsOf(item);
  for (const id of ids) if (!kept.includes(id)) changeHeld(id, (row) => afterItem(row, item, me));
  switch (item.kind) {
    case 'reply':
    case 'note':
      draftSent(item.conversationId);
      if (entry) putEntry(item.conversationId, entry);
      break;
    case 'retry':
      if (entry) putEntry(item.conversationId, entry);
      break;
    case 'withdraw':
      if (entry) removeEntry(item.conversationId, entry.id);
      if (wasSentHere) returnToDraft(item.conversationId, item.message.text, item.message.files, item.message.kind);
      break;
    case 'change':
      refreshCounts();
      for (const id of ids) void refreshThread(id);
      break;
    case 'read':
    case 'unread':
      // The row says so already; the event of it brings the exact figure.
      refreshCounts();
      return;
  }
  if (ids.length > mostSingly) void refreshLists();
  for (const id of ids.slice(0, mostSingly)) void refreshConversation(id);
}
