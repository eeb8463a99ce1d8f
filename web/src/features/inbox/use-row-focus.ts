import { useState, type FocusEvent, type KeyboardEvent } from 'react';

export interface RowFocus {
  /** The one row that Tab leads to; from there the arrows go on. */
  readonly stop: string | null;
  readonly onFocus: (event: FocusEvent) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

/** The row that an event is about, by its `data-row`. */
export function rowOf(target: EventTarget): string | undefined {
  return (target as Element).closest<HTMLElement>('[data-row]')?.dataset['row'];
}

/** The list is one stop of Tab, however long it is. `inSight` are the rows that exist, in their order. */
export function useRowFocus(
  rows: readonly { readonly id: string }[],
  { openId, inSight, reveal }: { openId: string | null; inSight: readonly string[]; reveal: (index: number) => void },
): RowFocus {
  const [focused, setFocused] = useState<string | null>(null);
  const stop = [focused, openId].find((id) => id !== null && inSight.includes(id)) ?? inSight[0] ?? null;
  return {
    stop,
    onFocus: ({ target }) => {
      const id = rowOf(target);
      if (id !== undefined) setFocused(id);
    },
    onKeyDown: (event) => {
      const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (by === 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const id = rowOf(event.target);
      const next = rows.findIndex((row) => row.id === id) + by;
      const to = rows[next];
      if (id === undefined || to === undefined) return;
      event.preventDefault();
      reveal(next);
      const list = event.currentTarget;
      // Once it exists.
      requestAnimationFrame(() => list.querySelector<HTMLElement>(`[data-row="${CSS.escape(to.id)}"] a`)?.focus());
    },
  };
}
