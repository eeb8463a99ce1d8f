/** How much of what was done waits for the connection: the inbox keeps it, the shell says so. */
import { useSyncExternalStore } from 'react';

let waiting = 0;
const listeners = new Set<() => void>();

export function setWaitingToSend(count: number): void {
  waiting = count;
  for (const listener of listeners) listener();
}

export function useWaitingToSend(): number {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting,
  );
}
