/** What the inbox asks the server, and under which keys the answers are kept. */
import { infiniteQueryOptions, queryOptions, type InfiniteData } from '@tanstack/react-query';
import type { Contact } from '@parley/contract/contacts';
import type {
  Assignee,
  Conversation,
  ConversationContext,
  ConversationCounts,
  ThreadEntry,
} from '@parley/contract/conversations';
import type { Label } from '@parley/contract/labels';
import { api, type Page } from '#lib/api';
import type { ListView } from './list-view.ts';

export type Pages<Item> = InfiniteData<Page<Item>, string | null>;

export const listKey = ['conversations', 'list'] as const;

export const listQuery = (view: ListView) =>
  infiniteQueryOptions({
    queryKey: [...listKey, view],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Conversation>>('/conversations', { query: { ...queryOf(view), cursor: pageParam }, signal }),
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

export const conversationKey = (id: string) => ['conversations', 'one', id] as const;

export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: conversationKey(id),
    queryFn: ({ signal }) => api.get<Conversation>(`/conversations/${id}`, { signal }),
    staleTime: Infinity,
  });

export const threadKey = (id: string) => ['threads', id] as const;
export const threadPage = 50;

export const threadQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: threadKey(id),
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<ThreadEntry>>(`/conversations/${id}/messages`, {
        query: { limit: threadPage, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
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
