import { queryOptions } from '@tanstack/react-query';
import type { Channel } from '@parley/contract/channels';
import { api, type Page } from '#lib/api';

/** An organization has dozens: they come whole. */
export const channelListQuery = queryOptions({
  queryKey: ['channels', 'list'],
  queryFn: ({ signal }) => api.get<Page<Channel>>('/channels', { query: { limit: 200 }, signal }),
});

export const channelQuery = (id: string) =>
  queryOptions({
    queryKey: ['channels', 'one', id],
    queryFn: ({ signal }) => api.get<Channel>(`/channels/${id}`, { signal }),
  });
