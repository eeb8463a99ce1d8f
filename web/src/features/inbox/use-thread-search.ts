import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { useDebounced } from '#lib/use-debounced';
import { foundQuery, shortestSearch } from './thread-queries.ts';

export interface ThreadSearch {
  readonly isOpen: boolean;
  readonly text: string;
  readonly write: (text: string) => void;
  readonly open: () => void;
  readonly close: () => void;
  /** Entries that have the words, newest first; null while it is not known. */
  readonly found: readonly string[] | null;
  /** There are more of them than `found`. */
  readonly hasMore: boolean;
  readonly error: unknown;
  /** Of the entry that is shown, among those found; -1: none. */
  readonly at: number;
  /** To the next older one (1) or newer one (-1), around the ends. */
  readonly step: (by: 1 | -1) => void;
  /** What is marked in the texts. */
  readonly readings: readonly (readonly string[])[];
}

const typingMilliseconds = 200;
/** `current`: the find that was gone to. */
const closed: { isOpen: boolean; text: string; current: string | null } = { isOpen: false, text: '', current: null };
const noReadings: readonly (readonly string[])[] = [];

/**
 * The search in one thread. `target` is the entry that is shown, `listWords` what was searched for in the list that led here:
 * it is marked, too.
 */
export function useThreadSearch(
  id: string,
  { target, listWords, goTo }: { target: string | null; listWords: string; goTo: (entryId: string) => void },
): ThreadSearch {
  const [state, setState] = useState({ ...closed, id });
  // Another conversation begins without.
  const { isOpen, text, current } = state.id === id ? state : closed;
  const settled = useDebounced(text.trim(), typingMilliseconds);
  const words = isOpen ? settled : target === null ? '' : listWords;
  const query = useQuery(foundQuery(id, words));
  const isWanted = words.length >= shortestSearch;
  const found = isOpen && isWanted ? (query.data?.ids ?? null) : null;
  const at = found !== null && current !== null ? found.indexOf(current) : -1;
  const show = (entryId: string): void => {
    setState({ id, isOpen, text, current: entryId });
    goTo(entryId);
  };
  // With more letters the same find may still be one.
  const showNewest = useEffectEvent((ids: readonly string[]) => {
    if (ids[0] !== undefined && (current === null || !ids.includes(current))) show(ids[0]);
  });
  useEffect(() => {
    if (found !== null) showNewest(found);
  }, [found]);
  return {
    isOpen,
    text,
    write: (next) => setState({ id, isOpen: true, text: next, current }),
    open: () => setState({ id, isOpen: true, text, current }),
    close: () => setState({ ...closed, id }),
    found,
    hasMore: query.data?.isComplete === false,
    error: isOpen && isWanted ? query.error : null,
    at,
    step: (by) => {
      if (found === null || found.length === 0) return;
      show(found[(at + by + found.length) % found.length]!);
    },
    readings: (isWanted && query.data?.readings) || noReadings,
  };
}
