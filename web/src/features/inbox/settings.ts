/** How this person likes to work, kept by the browser. */
import { useSyncExternalStore } from 'react';
import { read, write } from '#lib/storage';

export interface InboxSettings {
  readonly sendKey: 'enter' | 'mod_enter';
  readonly undoSeconds: number;
  readonly afterClose: 'next' | 'list' | 'stay';
  readonly sound: boolean;
  readonly density: 'normal' | 'compact';
  readonly listWidth: number;
  readonly isContextOpen: boolean;
}

const storageKey = 'parley.inbox';
const usual: InboxSettings = {
  sendKey: 'mod_enter',
  undoSeconds: 10,
  afterClose: 'next',
  sound: true,
  density: 'normal',
  listWidth: 352,
  isContextOpen: true,
};
export const listWidths = { least: 320, most: 400 } as const;

let settings: InboxSettings = load();
const listeners = new Set<() => void>();

function load(): InboxSettings {
  try {
    const stored = JSON.parse(read(storageKey) ?? '{}') as Partial<InboxSettings>;
    const listWidth = Math.min(
      listWidths.most,
      Math.max(listWidths.least, Number(stored.listWidth ?? usual.listWidth)),
    );
    return { ...usual, ...stored, listWidth: Number.isFinite(listWidth) ? listWidth : usual.listWidth };
  } catch {
    return usual;
  }
}

export const inboxSettings = (): InboxSettings => settings;

export function setInboxSettings(change: Partial<InboxSettings>): void {
  settings = { ...settings, ...change };
  write(storageKey, JSON.stringify(settings));
  for (const listener of listeners) listener();
}

export function useInboxSettings(): InboxSettings {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, inboxSettings);
}
