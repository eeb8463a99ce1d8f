import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Me } from '@parley/contract/accounts';
import type { Permission } from '@parley/contract/permissions';
import { api } from './api.ts';
import { isPageOf } from './page-owner.ts';
import { queryClient } from './query-client.ts';

const queryKey = ['me'];

export const meQuery = queryOptions({
  queryKey,
  queryFn: async (): Promise<Me> => {
    const me = await api.get<Me>('/me', { ofSession: true });
    // What the page shows stays, until the person chooses where to go on (lib/page-owner).
    return isPageOf(me) ? me : (queryClient.getQueryData<Me>(queryKey) ?? me);
  },
  staleTime: Infinity,
});

/** Who is signed in. Only below the shell, which shows nothing before it knows. */
export function useMe(): Me {
  const { data } = useQuery(meQuery);
  if (data === undefined) throw new Error('useMe was called outside of the shell.');
  return data;
}

/** Whether the person may; what they may not is not shown, or says why it is closed. */
export function useCan(): (permission: Permission) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}
