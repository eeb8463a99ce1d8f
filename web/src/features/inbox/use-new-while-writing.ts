import type { ThreadEntry } from '@parley/contract/conversations';
import { useCallback, useEffect, useRef, useState } from 'react';

/** How many messages of the customer came since the answer was begun; `reset` when they were looked at. */
export function useNewWhileWriting(
  thread: string,
  entries: readonly ThreadEntry[],
  isWriting: boolean,
): { count: number; reset: () => void } {
  const [since, setSince] = useState<string | null>(null);
  const newest = entries[0]?.id ?? '';
  const held = useRef(newest);
  held.current = newest;
  // What was written before the page was opened is not “while writing”.
  const isLoaded = newest !== '';
  useEffect(() => setSince(isWriting && isLoaded ? held.current : null), [thread, isWriting, isLoaded]);
  const count = since === null ? 0 : entries.filter(({ id, direction }) => direction === 'in' && id > since).length;
  const reset = useCallback(() => setSince(held.current), []);
  return { count, reset };
}
