import { useInfiniteQuery, useQuery, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { Conversation } from '@parley/contract/conversations';
import { useMemo } from 'react';
import { useMe } from '#lib/me';
import { useIsNarrow } from '#lib/use-media';
import { parseSearch, viewOf, type InboxSearch, type ListView } from './list-view.ts';
import { useWithQueued } from './outbox.ts';
import { rowsShown, type Pages } from './pages.ts';
import { conversationQuery, listQuery } from './queries.ts';
import { useHeldRows } from './rows.ts';

/** Where a person is in the inbox: which list, which conversation, and what is next to it. */
export interface Place {
  readonly search: InboxSearch;
  readonly list: UseInfiniteQueryResult<Pages<Conversation>>;
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

/** What the server said last, with what waits to be sent laid over it. */
function useShown(
  view: ListView,
  list: Pages<Conversation> | undefined,
  openId: string | null,
): { rows: readonly Conversation[]; conversation: Conversation | null } {
  const me = useMe().user?.id ?? null;
  const known = useHeldRows();
  const shown = useWithQueued();
  const viewKey = JSON.stringify(view);
  const rows = useMemo(
    () => (list ? rowsShown(list, JSON.parse(viewKey) as ListView, { ...known, shown, me }) : noRows),
    [list, viewKey, known, shown, me],
  );
  const open = openId === null ? undefined : known.held.get(openId);
  const row = open?.row;
  const conversation = useMemo(() => (row ? shown(row) : null), [row, shown]);
  return { rows, conversation };
}

export function usePlace(): Place {
  const navigate = useNavigate();
  const isNarrow = useIsNarrow();
  const { message: target = null, ...search } = parseSearch(useSearch({ strict: false }));
  const { conversationId: openId = null } = useParams({ strict: false });
  const view = viewOf(search);
  const list = useInfiniteQuery(listQuery(view));
  const { rows, conversation } = useShown(view, list.data, openId);
  const open = useQuery({ ...conversationQuery(openId ?? ''), enabled: openId !== null });
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
    conversation,
    problem: open.isError ? open.error : null,
    retry: () => void open.refetch(),
    goTo,
    target,
    show,
    narrow,
    neighbour,
  };
}
