/** What the browser knows of conversations as it is shown, and the ways to ask for it again. */
import type { Conversation, ThreadEntry } from '@parley/contract/conversations';
import { queryClient } from '#lib/query-client';
import { createAsker } from './asking.ts';
import { withQueued } from './outbox.ts';
import { countsQuery, listKey } from './queries.ts';
import { forgetRows, hearMessageState, heldRows } from './rows.ts';
import { forgetThreads, hearEntryState } from './threads.ts';

/** With what waits to be sent laid over it. */
export function shownConversation(id: string): Conversation | undefined {
  const held = heldRows().get(id);
  return held && withQueued(held.row);
}

/** How much the people of these conversations had written when this was done: with it nothing newer is put away. */
export function seenIn(ids: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    ids.flatMap((id) => {
      const count = shownConversation(id)?.inboundCount;
      return count === undefined ? [] : [[id, count]];
    }),
  );
}

/** More conversations than this at once are cheaper to ask for as lists. */
export const mostSingly = 20;

const askLists = createAsker(async () => {
  await queryClient.invalidateQueries({ queryKey: listKey, refetchType: 'none' });
  await queryClient.refetchQueries({ queryKey: listKey, type: 'active' }, { throwOnError: true });
});

export const refreshLists = (): Promise<void> => askLists('all');

export function refreshCounts(): void {
  void queryClient.invalidateQueries({ queryKey: countsQuery.queryKey });
}

/** A message that moved on: known by its own id in the threads and as the last one of a row. */
export function putMessageState(messageId: string, state: ThreadEntry['state'], reason: string | null): void {
  hearEntryState(messageId, state, reason);
  hearMessageState(messageId, state);
}

/** Somebody else looks now. */
export function forgetConversations(): void {
  forgetRows();
  forgetThreads();
}
