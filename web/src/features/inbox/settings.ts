/** How this person likes to work: with their profile what goes with them, in this browser what belongs to its window. */
import { useSyncExternalStore } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { Me } from '@parley/contract/accounts';
import type { Preferences } from '@parley/contract/preferences';
import { api } from '#lib/api';
import { meQuery } from '#lib/me';
import { queryClient } from '#lib/query-client';
import { read, write } from '#lib/storage';
import { toast } from '#lib/toasts';

type Work = Pick<Preferences, 'sendKey' | 'undoSeconds' | 'afterClose' | 'density'>;

export interface WindowSettings {
  readonly sound: boolean;
  readonly listWidth: number;
  readonly isContextOpen: boolean;
}

const usualWork: Work = { sendKey: 'enter', undoSeconds: 10, afterClose: 'next', density: 'normal' };

export const workPreferences = (): Work => queryClient.getQueryData(meQuery.queryKey)?.user?.preferences ?? usualWork;

export function useWorkPreferences(): Work {
  const { data } = useQuery(meQuery);
  return data?.user?.preferences ?? usualWork;
}

/** Shown at once; taken back when the server does not keep it. */
export function setWorkPreferences(change: Partial<Work>): void {
  const before = queryClient.getQueryData(meQuery.queryKey);
  if (!before?.user) return;
  const user = { ...before.user, preferences: { ...before.user.preferences, ...change } };
  queryClient.setQueryData<Me>(meQuery.queryKey, { ...before, user });
  api.patch('/me', { preferences: change }).catch((error: unknown) => {
    queryClient.setQueryData<Me>(meQuery.queryKey, before);
    toast((error as Error).message, { tone: 'danger' });
  });
}

const storageKey = 'parley.inbox';
const usual: WindowSettings = { sound: true, listWidth: 352, isContextOpen: true };
export const listWidths = { least: 320, most: 400 } as const;

let settings = load();
const listeners = new Set<() => void>();

function load(): WindowSettings {
  try {
    const stored = { ...usual, ...(JSON.parse(read(storageKey) ?? '{}') as Partial<WindowSettings>) };
    const listWidth = Math.min(listWidths.most, Math.max(listWidths.least, stored.listWidth));
    return { ...stored, listWidth: Number.isFinite(listWidth) ? listWidth : usual.listWidth };
  } catch {
    return usual;
  }
}

export const windowSettings = (): WindowSettings => settings;

export function setWindowSettings(change: Partial<WindowSettings>): void {
  settings = { ...settings, ...change };
  write(storageKey, JSON.stringify(settings));
  for (const listener of listeners) listener();
}

export function useWindowSettings(): WindowSettings {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, windowSettings);
}
