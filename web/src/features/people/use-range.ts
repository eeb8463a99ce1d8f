import { useCallback, useEffect, useRef, useState } from 'react';
import { pageSize } from './use-people.ts';

interface Range {
  readonly first: number;
  readonly last: number;
}

/** While the scrollbar is dragged, pages go by faster than they could come: so often one of them is asked for. */
const pauseMilliseconds = 100;

const pageStart = (row: number): number => Math.floor(row / pageSize) * pageSize;
const isSame = (one: Range, other: Range): boolean => one.first === other.first && one.last === other.last;

/** The pages in sight, by their first rows. A page that is jumped to is told at once, of those that fly by some. */
export function useRange(): [Range, (first: number, last: number) => void] {
  const [range, setRange] = useState<Range>({ first: 0, last: 0 });
  const told = useRef(range);
  const latest = useRef(range);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const show = useCallback((first: number, last: number) => {
    latest.current = { first: pageStart(first), last: pageStart(last) };
    const tell = (): void => {
      timer.current = undefined;
      // Only another page is news: scrolling must not draw everything around the table anew.
      if (isSame(told.current, latest.current)) return;
      told.current = latest.current;
      setRange(latest.current);
      timer.current = setTimeout(tell, pauseMilliseconds);
    };
    if (timer.current === undefined) tell();
  }, []);
  return [range, show];
}
