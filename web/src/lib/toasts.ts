/** Short news that nobody has to act upon, and the way back after an action. Errors of a form stay beside the form. */
import { useSyncExternalStore } from 'react';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'neutral' | 'success' | 'danger';
  readonly action: { readonly label: string; readonly run: () => void } | null;
  readonly milliseconds: number;
}

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** At most three at once: the oldest gives way. Returns the way to take it back. */
export function toast(
  text: string,
  options: { tone?: Toast['tone']; action?: Toast['action']; milliseconds?: number } = {},
): () => void {
  const id = ++lastId;
  const { tone = 'neutral', action = null, milliseconds = action ? 10_000 : 5_000 } = options;
  change([...toasts.slice(-2), { id, text, tone, action, milliseconds }]);
  return () => dismissToast(id);
}

export function dismissToast(id: number): void {
  change(toasts.filter((each) => each.id !== id));
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
}
