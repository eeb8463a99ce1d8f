import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Me } from '@parley/contract/accounts';
import type { Permission } from '@parley/contract/permissions';
import { api } from './api.ts';

export const meQuery = queryOptions({ queryKey: ['me'], queryFn: () => api.get<Me>('/me'), staleTime: Infinity });

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
