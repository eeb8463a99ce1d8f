import { useCallback, useMemo, useState } from 'react';

export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** `range`: everything between the last one and this. */
  readonly toggle: (id: string, range: boolean) => void;
  readonly clear: () => void;
}

const none: ReadonlySet<string> = new Set();

/** Which rows are chosen for a change of many. What left the list is not chosen any more. */
export function useSelection(rows: readonly { readonly id: string }[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(none);
  const [last, setLast] = useState<string | null>(null);
  const ids = useMemo(() => {
    if (chosen.size === 0) return none;
    const there = new Set(rows.map(({ id }) => id));
    return new Set([...chosen].filter((id) => there.has(id)));
  }, [chosen, rows]);
  const toggle = useCallback(
    (id: string, range: boolean) => {
      const from = rows.findIndex((row) => row.id === last);
      const to = rows.findIndex((row) => row.id === id);
      setChosen((before) => {
        const next = new Set(before);
        if (range && to >= 0) {
          const [start, end] = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)];
          for (const row of rows.slice(start, end + 1)) next.add(row.id);
        } else if (!next.delete(id)) next.add(id);
        return next;
      });
      setLast(id);
    },
    [rows, last],
  );
  const clear = useCallback(() => {
    setChosen(none);
    setLast(null);
  }, []);
  return { ids, toggle, clear };
}
