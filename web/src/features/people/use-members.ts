import type { Member } from '@parley/contract/members';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, type Page } from '#lib/api';
import { useMe } from '#lib/me';

const membersQuery = queryOptions({
  queryKey: ['members', 'names'],
  queryFn: async ({ signal }) => {
    const all: Member[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<Member> = await api.get('/members', { query: { limit: 200, cursor }, signal });
      all.push(...page.data);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return all;
  },
  staleTime: 60_000,
});

const nobody: readonly Member[] = [];

/** Colleagues, oneself first, then by name; also those who have left, as contacts may still be theirs. */
export function useMembers(): readonly Member[] {
  const { user } = useMe();
  const members = useQuery(membersQuery).data ?? nobody;
  const isMe = ({ id }: Member): number => (id === user?.id ? 0 : 1);
  return members.toSorted((one, other) => isMe(one) - isMe(other) || one.name.localeCompare(other.name));
}
