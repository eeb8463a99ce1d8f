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
      fullPage(filter, null, signal, (data) =>
        client.setQueryData(['contacts', 'list', filter, null], { data, nextCursor: null }),
      ),
    placeholderData: keepPreviousData,
  });
  const places = useQuery({
    queryKey: ['contacts', 'places', filter],
    queryFn: ({ signal }) => api.get<ContactPlaces>('/contacts/places', { query: { ...filter, pageSize }, signal }),
    placeholderData: keepPreviousData,
  });
  const isCounted = places.data !== undefined && !places.isPlaceholderData;
  const loaded = (cursor: string | null): Page<ContactSummary> | undefined =>
    client.getQueryData<Page<ContactSummary>>(['contacts', 'list', filter, cursor]);
  const cursors = head.isPlaceholderData || !isCounted ? [] : [...places.data.cursors];
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
  const exact = isCounted && places.data.exact;
  const isWhole = exact && (cursors.length + 1) * pageSize >= places.data.total;
  const rows = Math.min(isWhole ? places.data.total : head.data ? known : 0, mostRows);
  return {
    // What was found is there, whatever was estimated.
    total: isCounted ? Math.max(places.data.total, exact ? 0 : rows) : rows,
    exact,
    isCounted,
    rows,
    rowAt,
    isLoading: head.isPending,
    isStale: head.isPlaceholderData,
    error: head.data === undefined ? head.error : null,
    retry: () => void client.invalidateQueries({ queryKey: ['contacts'] }),
  };
}

/**
 * Who is hard to find makes pages that are not full: those that follow are asked until this one is, or the list ends.
 * What was found by then is shown at once.
 */
async function fullPage(
  filter: ReturnType<typeof filterOf>,
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
    }, refreshMilliseconds);
  });
}

/** An estimate is not told to the last digit. */
export function rounded(total: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, total))) - 1);
  return Math.round(total / unit) * unit;
}
