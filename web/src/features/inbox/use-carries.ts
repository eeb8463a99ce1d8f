import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Channel } from '@parley/contract/channels';
import { api, type Page } from '#lib/api';
import { useCan } from '#lib/me';

export const channelsQuery = queryOptions({
  queryKey: ['channels', 'inbox'],
  queryFn: ({ signal }) => api.get<Page<Channel>>('/channels', { query: { limit: 200 }, signal }),
});

export type Carries = NonNullable<Channel['capabilities']>;

function useChannel(channelId: string): Channel | undefined {
  const can = useCan();
  const { data } = useQuery({ ...channelsQuery, enabled: can('channels:read') });
  return data?.data.find(({ id }) => id === channelId);
}

/** What goes over a channel; undefined while that is not known: then the server decides. */
export function useCarries(channelId: string): Carries | undefined {
  return useChannel(channelId)?.capabilities ?? undefined;
}

/** Why an answer does not leave, or not now; null: nothing is known to keep it. */
export function useChannelTrouble(conversation: {
  readonly channelId: string;
  readonly channelRemoved: boolean;
}): 'removed' | 'paused' | 'login_required' | null {
  const channel = useChannel(conversation.channelId);
  if (conversation.channelRemoved) return 'removed';
  if (channel?.state === 'login_required') return 'login_required';
  return channel !== undefined && channel.pausedAt !== null ? 'paused' : null;
}
