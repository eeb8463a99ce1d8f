import type { TimelineEntry, TimelineKind } from '@parley/contract/timeline';
import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, type Page } from '#lib/api';

/** What happened with a person, newest first; null: of every kind. */
export const timelineQuery = (contactId: string, kind: TimelineKind | null) =>
  infiniteQueryOptions({
    queryKey: ['timeline', contactId, kind],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<TimelineEntry>>(`/contacts/${contactId}/timeline`, {
        query: { kinds: kind, cursor: pageParam, limit: 30 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
