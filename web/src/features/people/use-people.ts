import type { ContactCount, ContactPlaces, ContactSort, ContactSummary } from '@parley/contract/contacts';
import { keepPreviousData, useQueries, useQuery, useQueryClient, type Query } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api, type Page } from '#lib/api';
import { useEvents } from '#lib/realtime';
import { filterOf, type PeopleSearch } from './people-search.ts';

export const pageSize = 100;
/** As far as the list can be scrolled; the server tells no places behind it. */
export const mostRows = 100_000;
/** Changes that come one after the other cause one request. */
const refreshMilliseconds = 2_000;
/** Counting a million takes the server a second: so often, whatever changes. */
const recountMilliseconds = 30_000;
const countKey = ['contact-count'] as const;

export interface People {
  readonly total: number;
  /** `more`: than `total`, which are those found so far. `about`: an estimate. */
  readonly counted: 'exact' | 'more' | 'about';
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
  const filter: Listed = { ...filterOf(search), sort: search.sort ?? '-created' };
  const client = useQueryClient();
  useRefresh();
  const head = useQuery({
    queryKey: ['contacts', 'list', filter, null],
    queryFn: ({ signal }) =>
      fullPage(filter, null, signal, (data) =>
        client.setQueryData(['contacts', 'list', filter, null], { data, nextCursor: null }),
      ),
    placeholderData: keepPreviousData,
  });
  const { places, count } = useLength(filter);
  const isCounted = places !== undefined;
  const loaded = (cursor: string | null): Page<ContactSummary> | undefined =>
    client.getQueryData<Page<ContactSummary>>(['contacts', 'list', filter, cursor]);
  const cursors = head.isPlaceholderData || !places ? [] : [...places.cursors];
  // Behind the places that the server knew at once, each page tells where the next one begins.
  for (let next = loaded(cursors.at(-1) ?? null)?.nextCursor; next; next = loaded(next)?.nextCursor) cursors.push(next);
  const cursorOf = (page: number): string | undefined => cursors[page - 1];
  const wanted: { page: number; cursor: string }[] = [];
  for (let page = Math.max(1, Math.floor(first / pageSize)); page <= Math.floor(last / pageSize); page++) {
    const cursor = cursorOf(page);
    if (cursor !== undefined) wanted.push({ page, cursor });
  }
  const pages = useQueries({
    queries: wanted.map(({ cursor }) => ({
      queryKey: ['contacts', 'list', filter, cursor],
      queryFn: ({ signal }: { signal: AbortSignal }) => fullPage(filter, cursor, signal),
    })),
  });
  const byPage = new Map([
    [0, head.data?.data],
    ...wanted.map(({ page }, index) => [page, pages[index]?.data?.data] as const),
  ]);
  const rowAt = (index: number): ContactSummary | undefined => {
    const page = Math.floor(index / pageSize);
    // Once for a page, not for each row: the key is the whole filter.
    if (!byPage.has(page)) {
      const cursor = cursorOf(page);
      byPage.set(page, cursor === undefined ? undefined : loaded(cursor)?.data);
    }
    return byPage.get(page)?.[index % pageSize];
  };
  // As far as the pages are known, and one row more where there may be another one.
  const end = loaded(cursors.at(-1) ?? null);
  const known = cursors.length * pageSize + (end ? end.data.length : 1);
  const total = places?.exact ? places.total : undefined;
  const isWhole = total !== undefined && (cursors.length + 1) * pageSize >= total;
  const rows = Math.min(isWhole ? total : head.data ? known : 0, mostRows);
  return {
    ...(total === undefined ? lengthOf(count, rows) : { total, counted: 'exact' }),
    isCounted,
    rows,
    rowAt,
    isLoading: head.isPending,
    isStale: head.isPlaceholderData,
    error: head.data === undefined ? head.error : null,
    retry: () => void client.invalidateQueries({ queryKey: ['contacts'] }),
  };
}

type Listed = ReturnType<typeof filterOf> & { readonly sort: ContactSort };

/** The list does not wait for its length: what the places cannot tell at once comes behind them, for all orders the same. */
function useLength(filter: Listed): { places: ContactPlaces | undefined; count: ContactCount | undefined } {
  const places = useQuery({
    queryKey: ['contacts', 'places', filter],
    queryFn: ({ signal }) => api.get<ContactPlaces>('/contacts/places', { query: { ...filter, pageSize }, signal }),
    placeholderData: keepPreviousData,
  });
  const { sort: _sort, ...conditions } = filter;
  const isLonger = places.data?.exact === false && !places.isPlaceholderData;
  const count = useQuery({
    queryKey: [...countKey, conditions],
    queryFn: ({ signal }) => api.get<ContactCount>('/contacts/count', { query: conditions, signal }),
    enabled: isLonger,
    staleTime: recountMilliseconds,
  });
  return { places: places.isPlaceholderData ? undefined : places.data, count: count.data };
}

/** What was found is there, whatever was counted before it or estimated. */
function lengthOf(count: ContactCount | undefined, rows: number): Pick<People, 'total' | 'counted'> {
  if (!count || count.total < rows) return { total: rows, counted: 'more' };
  return { total: count.total, counted: count.exact ? 'exact' : 'about' };
}

/**
 * Who is hard to find makes pages that are not full: those that follow are asked until this one is, or the list ends.
 * What was found by then is shown at once.
 */
async function fullPage(
  filter: Listed,
  from: string | null,
  signal: AbortSignal,
  onPart?: (data: ContactSummary[]) => void,
): Promise<Page<ContactSummary>> {
  const data: ContactSummary[] = [];
  let cursor = from;
  do {
    const limit = pageSize - data.length;
    const query = { ...filter, limit, cursor };
    const page: Page<ContactSummary> = await api.get('/contacts', { query, signal });
    data.push(...page.data);
    cursor = page.nextCursor;
    if (page.data.length > 0) onPart?.([...data]);
  } while (data.length < pageSize && cursor !== null);
  return { data, nextCursor: cursor };
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
      const isOld = (query: Query): boolean => query.state.dataUpdatedAt < Date.now() - recountMilliseconds;
      void client.invalidateQueries({ queryKey: countKey, predicate: isOld });
    }, refreshMilliseconds);
  });
}

/** What is not exact is not told to the last digit. */
export function rounded({ total, counted }: Pick<People, 'total' | 'counted'>): number {
  if (counted === 'exact') return total;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, total))) - 1);
  return (counted === 'more' ? Math.floor(total / unit) : Math.round(total / unit)) * unit;
}
