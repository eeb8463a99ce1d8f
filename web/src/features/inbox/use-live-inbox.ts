/** Keeps lists and threads true: what happened is asked for once, however many events told of it. */
import { useEffect, useRef } from 'react';
import type { ThreadEntry } from '@parley/contract/conversations';
import { queryClient } from '#lib/query-client';
import { useEvents } from '#lib/realtime';
import { mostSingly, putMessageState, refreshCounts, refreshLists } from './caches.ts';
import { listKey } from './queries.ts';
import { refreshConversation } from './rows.ts';
import { refreshThread } from './threads.ts';
import { channelsQuery } from './use-carries.ts';

const joinMilliseconds = 150;
const countsMilliseconds = 1_000;

const names = [
  'conversation.created',
  'conversation.updated',
  'conversation.read',
  'message.received',
  'message.created',
  'message.state_changed',
  'label.changed',
  'contact.updated',
  'channel.state_changed',
  'channel.updated',
] as const;

export interface Arrival {
  readonly conversationId: string;
  readonly messageId: string;
}

export function useLiveInbox(me: string | null, onArrival: (arrival: Arrival) => void): void {
  const pending = useRef(new Set<string>());
  const timers = useRef<{ rows?: ReturnType<typeof setTimeout>; counts?: ReturnType<typeof setTimeout> }>({});
  const work = (): void => {
    delete timers.current.rows;
    const ids = [...pending.current];
    pending.current.clear();
    if (ids.length > mostSingly) void refreshLists();
    for (const id of ids.slice(0, mostSingly)) void refreshConversation(id);
    for (const id of ids) void refreshThread(id);
  };
  const look = (id: string): void => {
    pending.current.add(id);
    timers.current.rows ??= setTimeout(work, joinMilliseconds);
    timers.current.counts ??= setTimeout(() => {
      delete timers.current.counts;
      refreshCounts();
    }, countsMilliseconds);
  };
  useEvents(names, (event) => {
    switch (event.name) {
      case 'message.state_changed':
        putMessageState(event.payload.messageId, event.payload.state as ThreadEntry['state'], event.payload.reason);
        return;
      case 'label.changed':
        void queryClient.invalidateQueries({ queryKey: ['labels'] });
        return;
      case 'channel.state_changed':
      case 'channel.updated':
        void queryClient.invalidateQueries({ queryKey: channelsQuery.queryKey });
        void queryClient.invalidateQueries({ queryKey: ['conversations', 'one'] });
        return;
      case 'contact.updated':
        void queryClient.invalidateQueries({ queryKey: ['contacts', 'one', event.payload.contactId] });
        return;
      case 'conversation.read':
        if (event.payload.readerId === me) look(event.payload.conversationId);
        return;
      case 'message.received':
        onArrival(event.payload);
        look(event.payload.conversationId);
        return;
      case 'conversation.created':
      case 'conversation.updated':
      case 'message.created':
        look(event.payload.conversationId);
    }
  });
  useEffect(
    () => () => {
      clearTimeout(timers.current.rows);
      clearTimeout(timers.current.counts);
      // Nobody listens from now on: whoever comes back sees what was known, and what is true a moment later.
      for (const queryKey of [listKey, ['conversations', 'one'], ['threads']])
        void queryClient.invalidateQueries({ queryKey, refetchType: 'none' });
    },
    [],
  );
}
