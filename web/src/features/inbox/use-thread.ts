import { useInfiniteQuery } from '@tanstack/react-query';
import type { ThreadEntry } from '@parley/contract/conversations';
import { useMemo, useRef, useState } from 'react';
import { ApiError } from '#lib/api';
import { joinedEntries } from './joined-entries.ts';
import { flat } from './pages.ts';
import { threadQuery } from './queries.ts';
import { aroundQuery } from './thread-queries.ts';

/** One end of what is loaded, and how to go on from there. */
export interface End {
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  /** It did not come: a person says when it is tried again. */
  readonly hasFailed: boolean;
  readonly load: () => void;
}

export interface Thread {
  /** Newest first. */
  readonly entries: readonly ThreadEntry[];
  /** The newest entries there are, also while older ones are shown apart from them. */
  readonly newest: readonly ThreadEntry[];
  /** What is shown ends before the newest entries. */
  readonly isApart: boolean;
  readonly isLoading: boolean;
  /** Why there is nothing to show. */
  readonly error: unknown;
  readonly retry: () => void;
  readonly older: End;
  readonly newer: End;
  /** What was to be shown is not in this thread any more. */
  readonly isTargetMissing: boolean;
}

const none: readonly ThreadEntry[] = [];

/** The entries of a thread: the newest ones, or those around `target`, with what is loaded by scrolling. */
export function useThread(id: string, target: string | null): Thread {
  const main = useInfiniteQuery(threadQuery(id));
  const newest = useMemo(() => (main.data ? flat(main.data) : none), [main.data]);
  const [anchor, setAnchor] = useState<{ readonly id: string; readonly entry: string } | null>(null);
  const entry = anchor?.id === id && target !== null ? anchor.entry : null;
  const part = useInfiniteQuery({
    ...aroundQuery(id, entry ?? ''),
    enabled: entry !== null,
    // From one find to the next, the one before stays on the screen until the other is there.
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
  });
  const around = useMemo(() => (entry !== null && part.data ? flat(part.data) : none), [entry, part.data]);
  const { entries, isApart, ends } = useMemo(() => joinedEntries(newest, around), [newest, around]);
  const isThere = target === null || entries.some((each) => each.id === target);
  const isReady = main.data !== undefined && !part.isPlaceholderData;
  if (!isThere && isReady && entry !== target) setAnchor({ id, entry: target });
  const opened = useRef({ id: '', target });
  if (opened.current.id !== id) opened.current = { id, target };
  const isOpening = entry !== null && entry === opened.current.target && part.isPending;
  const isMissing = entry !== null && entry === target && part.error instanceof ApiError && !part.error.isPassing;
  const oldest = ends === 'around' ? part : main;
  return {
    entries,
    newest,
    isApart,
    isLoading: main.isPending || isOpening,
    error: main.isError && entries.length === 0 ? main.error : null,
    retry: () => void main.refetch(),
    older: {
      hasMore: oldest.hasNextPage,
      isLoading: oldest.isFetchingNextPage,
      hasFailed: oldest.isFetchNextPageError,
      load: () => void (oldest.isFetching || oldest.fetchNextPage()),
    },
    newer: {
      hasMore: isApart && part.hasPreviousPage,
      isLoading: part.isFetchingPreviousPage,
      hasFailed: part.isFetchPreviousPageError,
      load: () => void (part.isFetching || part.fetchPreviousPage()),
    },
    isTargetMissing: isMissing,
  };
}
