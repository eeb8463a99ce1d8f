import { useSyncExternalStore } from 'react';

/** On a narrow window there is one bar: the shell's, into which the page puts its header. */
let bar: HTMLElement | null = null;
const listeners = new Set<() => void>();

/** A `ref` for the place of the page's header; null when there is no bar any more. */
export function setTopBar(next: HTMLElement | null): void {
  bar = next;
  for (const listener of listeners) listener();
}

export function useTopBar(): HTMLElement | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => bar,
  );
}
