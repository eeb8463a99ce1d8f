import { useInfiniteQuery, useQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { Conversation } from '@parley/contract/conversations';
import { useMemo } from 'react';
import type { Page } from '#lib/api';
import { useIsNarrow } from '#lib/use-media';
import { knownConversation } from './caches.ts';
import { parseSearch, viewOf, type InboxSearch } from './list-view.ts';
import { flat } from './pages.ts';
import { conversationQuery, listQuery } from './queries.ts';

/** Where a person is in the inbox: which list, which conversation, and what is next to it. */
export interface Place {
  readonly search: InboxSearch;
  readonly list: UseInfiniteQueryResult<InfiniteData<Page<Conversation>>>;
  readonly rows: readonly Conversation[];
  readonly openId: string | null;
  readonly conversation: Conversation | null;
  /** Why the open conversation is not there. */
  readonly problem: unknown;
  readonly retry: () => void;
  /** Opens a conversation; in a search, at the message that was found. */
  readonly goTo: (id: string | null) => void;
  /** The message that is shown in the open conversation; null: the newest ones. */
  readonly target: string | null;
  readonly show: (messageId: string | null) => void;
  readonly narrow: (search: InboxSearch) => void;
  readonly neighbour: (by: 1 | -1) => string | null;
}

/** Where a search found it: the address of the message. */
export const foundIn = (row: Conversation | undefined): Pick<InboxSearch, 'message'> =>
  row?.match ? { message: row.match.messageId } : {};

const noRows: readonly Conversation[] = [];

export function usePlace(): Place {
  const navigate = useNavigate();
  const isNarrow = useIsNarrow();
  const { message: target = null, ...search } = parseSearch(useSearch({ strict: false }));
  const { conversationId: openId = null } = useParams({ strict: false });
  const list = useInfiniteQuery(listQuery(viewOf(search)));
  const rows = useMemo(() => (list.data ? flat(list.data) : noRows), [list.data]);
  const open = useQuery({
    ...conversationQuery(openId ?? ''),
    enabled: openId !== null,
    placeholderData: () => (openId === null ? undefined : knownConversation(openId)),
  });
  const goTo = (id: string | null): void =>
    void (id === null
      ? navigate({ to: '/inbox', search })
      : navigate({
          to: '/inbox/$conversationId',
          params: { conversationId: id },
          search: { ...search, ...foundIn(rows.find((row) => row.id === id)) },
          // List and thread know where they stand.
          resetScroll: false,
        }));
  const show = (messageId: string | null): void =>
    void (
      openId !== null &&
      navigate({
        to: '/inbox/$conversationId',
        params: { conversationId: openId },
        search: { ...search, ...(messageId !== null && { message: messageId }) },
        // From one message to the next is no step that one goes back.
        replace: true,
        resetScroll: false,
      })
    );
  const narrow = (next: InboxSearch): void =>
    void (openId === null || isNarrow
      ? navigate({ to: '/inbox', search: { ...next } })
      : navigate({ to: '/inbox/$conversationId', params: { conversationId: openId }, search: { ...next } }));
  const neighbour = (by: 1 | -1): string | null => {
    const at = rows.findIndex(({ id }) => id === openId);
    return rows[at === -1 ? (by === 1 ? 0 : rows.length - 1) : at + by]?.id ?? null;
  };
  return {
    search,
    list,
    rows,
    openId,
    conversation: openId !== null && open.data?.id === openId ? open.data : null,
    problem: open.isError ? open.error : null,
    retry: () => void open.refetch(),
    goTo,
    target,
    show,
    narrow,
    neighbour,
  };
}
