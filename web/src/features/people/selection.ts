import { useCallback, useRef, useState } from 'react';

/** Some people by their ids, or all who match. */
export interface Selection {
  readonly all: boolean;
  readonly ids: ReadonlySet<string>;
}

const nobody: Selection = { all: false, ids: new Set() };

export interface Selecting {
  readonly selection: Selection;
  readonly has: (id: string) => boolean;
  /** With `range`, from the row that was last chosen to this one. */
  readonly toggle: (index: number, id: string, range: boolean) => void;
  readonly selectAll: () => void;
  readonly clear: () => void;
}

/** `idAt` knows the rows that were loaded. */
export function useSelection(idAt: (index: number) => string | undefined): Selecting {
  const [selection, setSelection] = useState<Selection>(nobody);
  const anchor = useRef<number | null>(null);
  const rows = useRef(idAt);
  rows.current = idAt;
  const toggle = useCallback((index: number, id: string, range: boolean) => {
    setSelection((before) => {
      const ids = new Set(before.ids);
      const isRange = range && anchor.current !== null;
      if (isRange) {
        const [from, to] = [Math.min(anchor.current!, index), Math.max(anchor.current!, index)];
        for (let row = from; row <= to; row++) {
          const inRange = rows.current(row);
          if (inRange !== undefined) ids.add(inRange);
        }
      } else if (ids.has(id) && !before.all) ids.delete(id);
      else ids.add(id);
      return { all: false, ids };
    });
    anchor.current = index;
  }, []);
  const clear = useCallback(() => {
    anchor.current = null;
    setSelection(nobody);
  }, []);
  return {
    selection,
    has: (id) => selection.all || selection.ids.has(id),
    toggle,
    selectAll: useCallback(() => setSelection({ all: true, ids: new Set() }), []),
    clear,
  };
}
