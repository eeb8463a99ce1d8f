import type { Conversation, ThreadEntry } from '@parley/contract/conversations';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { enqueue } from './outbox.ts';

const settleMilliseconds = 400;
/** What a person has marked as unread stays so as long as they look at it. */
let leftUnread: string | null = null;

export function keepUnread(id: string): void {
  leftUnread = id;
}

/** Whoever has a thread's end in front of them has read it. */
export function useReading(conversation: Conversation, entries: readonly ThreadEntry[], isAtEnd: boolean): void {
  const { id, unread, lastInboundAt } = conversation;
  const isVisible = useSyncExternalStore(
    (listener) => {
      document.addEventListener('visibilitychange', listener);
      return () => document.removeEventListener('visibilitychange', listener);
    },
    () => document.visibilityState === 'visible',
  );
  const newest = entries.find(({ direction }) => direction === 'in')?.id ?? null;
  const told = useRef<string | null>(null);
  useEffect(() => {
    told.current = null;
    leftUnread = null;
  }, [id]);
  useEffect(() => {
    if (!isVisible || !isAtEnd || unread === 0 || newest === null || leftUnread === id || told.current === newest)
      return;
    const timer = setTimeout(() => {
      told.current = newest;
      enqueue({ kind: 'read', conversationId: id, messageId: newest, lastInboundAt });
    }, settleMilliseconds);
    return () => clearTimeout(timer);
  }, [id, unread, newest, lastInboundAt, isAtEnd, isVisible]);
}
