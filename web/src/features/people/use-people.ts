import type { ContactPlaces, ContactSummary } from '@parley/contract/contacts';
import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api, type Page } from '#lib/api';
import { useEvents } from '#lib/realtime';
import { filterOf, type PeopleSearch } from './people-search.ts';

export const pageSize = 100;
/** As far as the list can be scrolled; the server tells no places behind it. */
export const mostRows = 100_000;
/** Changes that come one after the other cause one request. */
const refreshMilliseconds = 2_000;

export interface People {
  readonly total: number;
  /** False: `total` is an estimate. */
  readonly exact: boolean;
  /** False until the server has counted. */
  readonly isCounted: boolean;
  /** How many rows the list has, as far as it can be scrolled. */
  readonly rows: number;
  /** Undefined while it is on its way. */
  readonly rowAt: (index: number) => ContactSummary | undefined;
  readonly isLoading: boolean;
  /** What is shown belongs to the conditions before. */
  readonly isStale: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

/** The pages of the list that are in sight, `first` to `last`, counted in rows. Any of them is one request away. */
export function usePeople(search: PeopleSearch, first: number, last: number): People {
  const sort = search.sort ?? '-created';
  const filter = { ...filterOf(search), sort };
  const client = useQueryClient();
  useRefresh();
  const head = useQuery({
    queryKey: ['contacts', 'list', filter, null],
    queryFn: ({ signal }) =>
      api.get<Page<ContactSummary>>('/contacts', { query: { ...filter, limit: pageSize }, signal }),
    placeholderData: keepPreviousData,
  });
  const places = useQuery({
    queryKey: ['contacts', 'places', filter],
    queryFn: ({ signal }) => api.get<ContactPlaces>('/contacts/places', { query: { ...filter, pageSize }, signal }),
    placeholderData: keepPreviousData,
  });
  const cursors = head.isPlaceholderData || places.isPlaceholderData ? [] : (places.data?.cursors ?? []);
  const cursorOf = (page: number): string | undefined =>
    cursors[page - 1] ?? (page === 1 ? (head.data?.nextCursor ?? undefined) : undefined);
  const wanted: { page: number; cursor: string }[] = [];
  for (let page = Math.max(1, Math.floor(first / pageSize)); page <= Math.floor(last / pageSize); page++) {
    const cursor = cursorOf(page);
    if (cursor !== undefined) wanted.push({ page, cursor });
  }
  const pages = useQueries({
    queries: wanted.map(({ cursor }) => ({
      queryKey: ['contacts', 'list', filter, cursor],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.get<Page<ContactSummary>>('/contacts', { query: { ...filter, limit: pageSize, cursor }, signal }),
    })),
  });
  const byPage = new Map(wanted.map(({ page }, index) => [page, pages[index]?.data?.data]));
  const rowAt = (index: number): ContactSummary | undefined => {
    const page = Math.floor(index / pageSize);
    if (page === 0) return head.data?.data[index];
    const rows = byPage.get(page) ?? pageInCache(cursorOf(page));
    return rows?.[index % pageSize];
  };
  const pageInCache = (cursor: string | undefined): ContactSummary[] | undefined =>
    cursor === undefined
      ? undefined
      : client.getQueryData<Page<ContactSummary>>(['contacts', 'list', filter, cursor])?.data;
  const known = head.data ? head.data.data.length + (head.data.nextCursor ? 1 : 0) : 0;
  // Until the places are known, the list goes as far as its first pages.
  const total = places.data && !places.isPlaceholderData ? places.data.total : known;
  return {
    total,
    exact: places.data?.exact ?? false,
    isCounted: places.data !== undefined && !places.isPlaceholderData,
    rows: Math.min(total, mostRows),
    rowAt,
    isLoading: head.isPending,
    isStale: head.isPlaceholderData,
    error: head.data === undefined ? head.error : null,
    retry: () => void client.invalidateQueries({ queryKey: ['contacts'] }),
  };
}

/** Changes elsewhere come into the list, at most once in two seconds. */
function useRefresh(): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEvents(['contact.created', 'contact.updated', 'contact.erased', 'contact.opted_out', 'import.finished'], () => {
    if (timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: ['contacts'] });
    }, refreshMilliseconds);
  });
}

/** An estimate is not told to the last digit. */
export function rounded(total: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, total))) - 1);
  return total <= mostRows + 1 ? mostRows : Math.round(total / unit) * unit;
}
