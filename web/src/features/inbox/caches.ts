/** What the browser knows of conversations, changed in every place at once. */
import type { Conversation, ThreadEntry } from '@parley/contract/conversations';
import { api, type Page } from '#lib/api';
import { meQuery } from '#lib/me';
import { queryClient } from '#lib/query-client';
import { belongs, type ListView } from './list-view.ts';
import { withChangedRows, withConversation, withEntry, withoutEntry, withThreadHead } from './pages.ts';
import { conversationKey, countsQuery, listKey, threadKey, threadPage, type Pages } from './queries.ts';

const myId = (): string | null => queryClient.getQueryData(meQuery.queryKey)?.user?.id ?? null;

/** Every list that is loaded, with the view it shows. */
function eachList(change: (pages: Pages<Conversation>, view: ListView) => Pages<Conversation>): void {
  for (const [key] of queryClient.getQueriesData<Pages<Conversation>>({ queryKey: listKey })) {
    const view = key[2] as ListView;
    queryClient.setQueryData<Pages<Conversation>>(key, (pages) => pages && change(pages, view));
  }
}

/** Puts a conversation where it belongs now, in every list. A search keeps its rows and only shows them as they are. */
export function putConversation(conversation: Conversation): void {
  const known = queryClient.getQueryData<Conversation>(conversationKey(conversation.id));
  queryClient.setQueryData(conversationKey(conversation.id), conversation);
  if (known && JSON.stringify(known) === JSON.stringify(conversation)) return;
  eachList((pages, view) =>
    view.q === undefined
      ? withConversation(pages, conversation, belongs(conversation, view, myId()))
      : withChangedRows(pages, (row) => (row.id === conversation.id ? { ...conversation, match: row.match } : row)),
  );
}

export function knownConversation(id: string): Conversation | undefined {
  const one = queryClient.getQueryData<Conversation>(conversationKey(id));
  if (one) return one;
  for (const [, pages] of queryClient.getQueriesData<Pages<Conversation>>({ queryKey: listKey })) {
    for (const page of pages?.pages ?? []) {
      const found = page.data.find((row) => row.id === id);
      if (found) return found;
    }
  }
  return undefined;
}

export function changeRow(id: string, change: (row: Conversation) => Conversation): void {
  const known = knownConversation(id);
  if (known) putConversation(change(known));
}

/** Asks for a conversation again and puts it where it belongs now. */
export async function refreshConversation(id: string): Promise<void> {
  putConversation(await api.get<Conversation>(`/conversations/${id}`));
}

export function refreshCounts(): void {
  void queryClient.invalidateQueries({ queryKey: countsQuery.queryKey });
}

function changeThread(id: string, change: (pages: Pages<ThreadEntry>) => Pages<ThreadEntry>): void {
  queryClient.setQueryData<Pages<ThreadEntry>>(threadKey(id), (pages) => pages && change(pages));
}

export const putEntry = (conversationId: string, entry: ThreadEntry): void =>
  changeThread(conversationId, (pages) => withEntry(pages, entry));

export const removeEntry = (conversationId: string, entryId: string): void =>
  changeThread(conversationId, (pages) => withoutEntry(pages, entryId));

/** Asks for the newest page of a thread that was loaded before. */
export async function refreshThread(id: string): Promise<void> {
  if (queryClient.getQueryData(threadKey(id)) === undefined) return;
  const head = await api.get<Page<ThreadEntry>>(`/conversations/${id}/messages`, { query: { limit: threadPage } });
  changeThread(id, (pages) => withThreadHead(pages, head));
}

/** A message that moved on: known by its own id in the threads and as the last one of a row. */
export function putMessageState(messageId: string, state: ThreadEntry['state'], reason: string | null): void {
  for (const [key, pages] of queryClient.getQueriesData<Pages<ThreadEntry>>({ queryKey: ['threads'] })) {
    const entry = pages?.pages.flatMap(({ data }) => data).find(({ id }) => id === messageId);
    if (!entry) continue;
    const sendAt = state === 'scheduled' ? entry.sendAt : null;
    queryClient.setQueryData<Pages<ThreadEntry>>(
      key,
      (held) => held && withEntry(held, { ...entry, state, reason, sendAt }),
    );
  }
  eachList((pages) =>
    withChangedRows(pages, (row) =>
      row.lastMessage?.id === messageId ? { ...row, lastMessage: { ...row.lastMessage, state } } : row,
    ),
  );
}
