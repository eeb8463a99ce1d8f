import { useSyncExternalStore } from 'react';
import { read, write } from './storage.ts';

/** `contrast`: light or dark as the system, with everything as strong as it can be. */
export const themes = ['system', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof themes)[number];

const storageKey = 'parley.theme';
const listeners = new Set<() => void>();

function theme(): Theme {
  const stored = read(storageKey);
  return themes.find((each) => each === stored) ?? 'system';
}

/** Kept by the browser, because the page is painted before it knows who is signed in (public/theme.js). */
export function setTheme(next: Theme): void {
  write(storageKey, next === 'system' ? null : next);
  if (next === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = next;
  for (const listener of listeners) listener();
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, theme);
}
