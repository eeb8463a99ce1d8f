import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Channel } from '@parley/contract/channels';
import { api, type Page } from '#lib/api';
import { useCan } from '#lib/me';

export const channelsQuery = queryOptions({
  queryKey: ['channels', 'inbox'],
  queryFn: ({ signal }) => api.get<Page<Channel>>('/channels', { query: { limit: 200 }, signal }),
});

export type Carries = NonNullable<Channel['capabilities']>;

/** What goes over a channel; undefined while that is not known: then the server decides. */
export function useCarries(channelId: string): Carries | undefined {
  const can = useCan();
  const { data } = useQuery({ ...channelsQuery, enabled: can('channels:read') });
  return data?.data.find(({ id }) => id === channelId)?.capabilities ?? undefined;
}
