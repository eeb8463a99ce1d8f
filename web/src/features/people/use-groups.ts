import type { Group } from '@parley/contract/groups';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, type Page } from '#lib/api';

/** Groups are few: all of them are known at once, for names and choices. */
const groupsQuery = queryOptions({
  queryKey: ['groups', 'all'],
  queryFn: async ({ signal }) => {
    const all: Group[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<Group> = await api.get('/groups', { query: { limit: 200, cursor }, signal });
      all.push(...page.data);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return all;
  },
});

export function useGroups(): readonly Group[] {
  return useQuery(groupsQuery).data ?? [];
}
