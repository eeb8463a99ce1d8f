import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useCan } from '#lib/me';
import { useEvents } from '#lib/realtime';
import { refreshCounts } from './caches.ts';
import { countsQuery } from './queries.ts';

const joinMilliseconds = 1_000;

/** Unread conversations, for the menu of every page. */
export function useInboxCount(): number | undefined {
  const isReader = useCan()('conversations:read');
  const { data } = useQuery({ ...countsQuery, enabled: isReader });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEvents(['message.received', 'conversation.updated', 'conversation.read'], () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      if (isReader) refreshCounts();
    }, joinMilliseconds);
  });
  return data?.unread;
}
