import { useEffect, useRef } from 'react';

/** Calls at most once in so many milliseconds, the last time included: for what follows a stream of events. */
export function useCalm(work: () => void, milliseconds: number): () => void {
  const latest = useRef(work);
  latest.current = work;
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
  return () => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      latest.current();
    }, milliseconds);
  };
}
