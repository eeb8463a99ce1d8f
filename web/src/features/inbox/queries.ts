/** What the inbox asks the server, and under which keys the answers are kept. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Contact } from '@parley/contract/contacts';
import type { Assignee, ConversationContext, ConversationCounts, ThreadEntry } from '@parley/contract/conversations';
import type { Label } from '@parley/contract/labels';
import { api } from '#lib/api';
import type { ListView } from './list-view.ts';
import type { Pages } from './pages.ts';
import { fetchRow, fetchRowsPage } from './rows.ts';
import { fetchHead, fetchPart, laidOver, threadKey } from './threads.ts';

export const listKey = ['conversations', 'list'] as const;

export const listQuery = (view: ListView) =>
  infiniteQueryOptions({
    queryKey: [...listKey, view],
    queryFn: ({ pageParam, signal }) => fetchRowsPage({ ...queryOf(view), cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    // Events keep it true; what was missed while offline is asked for on reconnecting.
    staleTime: Infinity,
  });

const queryOf = ({ view, channelId, labelId, assignee, q }: ListView) => ({
  view: q ? undefined : view,
  channelId,
  labelId,
  assignee,
  q,
  limit: q ? 100 : 50,
});

export const countsQuery = queryOptions({
  queryKey: ['conversations', 'counts'],
  queryFn: ({ signal }) => api.get<ConversationCounts>('/conversations/counts', { signal }),
});

/** Says whether it could be asked for; what is shown comes from rows.ts. */
export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: ['conversations', 'one', id],
    queryFn: ({ signal }) => fetchRow(id, signal),
    staleTime: Infinity,
  });

export const threadQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: threadKey(id),
    queryFn: ({ pageParam, signal }) =>
      pageParam === null ? fetchHead(id, signal) : fetchPart(id, { cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    structuralSharing: (before, pages) =>
      laidOver(id, before as Pages<ThreadEntry> | undefined, pages as Pages<ThreadEntry>),
    staleTime: Infinity,
  });

export const contextQuery = (id: string) =>
  queryOptions({
    queryKey: ['conversations', 'context', id],
    queryFn: ({ signal }) => api.get<ConversationContext>(`/conversations/${id}/context`, { signal }),
  });

export const contactQuery = (id: string) =>
  queryOptions({
    queryKey: ['contacts', 'one', id],
    queryFn: ({ signal }) => api.get<Contact>(`/contacts/${id}`, { signal }),
  });

export const labelsQuery = queryOptions({
  queryKey: ['labels'],
  queryFn: ({ signal }) => api.get<{ data: Label[] }>('/labels', { signal }),
  select: ({ data }) => data,
  staleTime: Infinity,
});

export const assigneesQuery = queryOptions({
  queryKey: ['conversations', 'assignees'],
  queryFn: ({ signal }) => api.get<{ data: Assignee[] }>('/conversations/assignees', { signal }),
  select: ({ data }) => data,
  staleTime: 5 * 60_000,
});
