import { useEffect } from 'react';
import { queryClient } from '#lib/query-client';
import { threadQuery } from './queries.ts';

const settleMilliseconds = 150;

/** The threads next to the open one are there before they are opened. */
export function usePrefetch(...ids: readonly (string | null)[]): void {
  const wanted = ids.filter((id) => id !== null).join(' ');
  useEffect(() => {
    if (wanted === '') return;
    const timer = setTimeout(() => {
      for (const id of wanted.split(' ')) void queryClient.prefetchInfiniteQuery(threadQuery(id));
    }, settleMilliseconds);
    return () => clearTimeout(timer);
  }, [wanted]);
}
