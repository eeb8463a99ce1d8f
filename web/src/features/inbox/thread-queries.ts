/** What a thread asks the server beside its newest pages: the part around an entry, and where words are found. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { FoundInThread, ThreadEntry } from '@parley/contract/conversations';
import { api } from '#lib/api';
import type { Pages } from './pages.ts';
import { fetchPart, partLaidOver, threadKey } from './threads.ts';

/** One of them. */
interface Place {
  readonly around?: string;
  readonly cursor?: string;
}

/** The part of a thread around an entry; it grows both ways. */
export const aroundQuery = (id: string, entryId: string) => {
  const initialPageParam: Place = { around: entryId };
  return infiniteQueryOptions({
    // Below the key of the thread: what changes in an entry changes here as well.
    queryKey: [...threadKey(id), 'around', entryId],
    queryFn: ({ pageParam, signal }) => fetchPart(id, pageParam, signal),
    structuralSharing: (_before, part) => partLaidOver(id, part as Pages<ThreadEntry>),
    initialPageParam,
    getNextPageParam: ({ nextCursor }): Place | null => (nextCursor === null ? null : { cursor: nextCursor }),
    getPreviousPageParam: ({ previousCursor }): Place | null =>
      previousCursor === null ? null : { cursor: previousCursor },
    staleTime: Infinity,
    // Missing stays missing: the newest messages are shown instead.
    retry: false,
  });
};

export const shortestSearch = 2;

export const foundQuery = (id: string, q: string) =>
  queryOptions({
    queryKey: ['found-in-thread', id, q],
    queryFn: ({ signal }) => api.get<FoundInThread>(`/conversations/${id}/search`, { query: { q }, signal }),
    enabled: q.length >= shortestSearch,
    staleTime: 10_000,
  });
