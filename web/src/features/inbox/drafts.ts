/**
 * What a person is writing, kept at once in this browser and a moment later on the server, for their other devices.
 * A version tells when another device has written meanwhile; then a person decides which text stays.
 */
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { Draft as ServerDraft } from '@parley/contract/conversations';
import { api, ApiError } from '#lib/api';
import { read, write } from '#lib/storage';
import { now, tick } from './asking.ts';
import { isMessageQueued } from './outbox.ts';
import type { SentFile } from './outbox-items.ts';

export interface Draft {
  readonly kind: 'reply' | 'note';
  readonly text: string;
  readonly files: readonly SentFile[];
  /** Of the server, on which this text is based. */
  readonly version: number;
  /** Not on the server yet. */
  readonly isDirty: boolean;
}

interface Held {
  draft: Draft;
  /** What another device wrote meanwhile. */
  other: ServerDraft | null;
  /** The text that the server has, as far as is known here. */
  saved: string;
  timer: ReturnType<typeof setTimeout> | undefined;
  saving: Promise<void> | null;
  /** When the server was last known to have emptied it. */
  sentAt: number;
}

const saveAfterMilliseconds = 800;
const empty: Draft = { kind: 'reply', text: '', files: [], version: 0, isDirty: false };
const drafts = new Map<string, Held>();
const listeners = new Set<() => void>();
let owner = '';

export function openDrafts(who: string): void {
  if (owner === who) return;
  owner = who;
  drafts.clear();
}

const keyOf = (id: string): string => `parley.draft.${owner}.${id}`;

function held(id: string): Held {
  let found = drafts.get(id);
  if (!found) {
    found = { draft: parse(read(keyOf(id))), other: null, saved: '', timer: undefined, saving: null, sentAt: 0 };
    drafts.set(id, found);
  }
  return found;
}

function parse(text: string | null): Draft {
  try {
    return text === null ? empty : { ...empty, ...(JSON.parse(text) as Partial<Draft>) };
  } catch {
    return empty;
  }
}

function put(id: string, change: Partial<Draft>): void {
  const one = held(id);
  one.draft = { ...one.draft, ...change };
  const { text, files, isDirty } = one.draft;
  write(keyOf(id), text === '' && files.length === 0 && !isDirty ? null : JSON.stringify(one.draft));
  for (const listener of listeners) listener();
}

/** What is written in one window stands in the others, which leave it to that one to save it. */
window.addEventListener('storage', ({ key, newValue }) => {
  if (key === null || !key.startsWith(keyOf(''))) return;
  const one = drafts.get(key.slice(keyOf('').length));
  if (!one || one.draft.isDirty || one.saving) return;
  const { kind, text, files, version } = parse(newValue);
  one.draft = { kind, text, files, version: Math.max(version, one.draft.version), isDirty: false };
  for (const listener of listeners) listener();
});

/** Resolves when no save is under way: what follows is not overtaken by it. */
export async function draftSettled(id: string): Promise<void> {
  await drafts.get(id)?.saving;
}

function saveSoon(id: string): void {
  const one = held(id);
  clearTimeout(one.timer);
  one.timer = setTimeout(() => saveNow(id), saveAfterMilliseconds);
}

function saveNow(id: string): void {
  const one = held(id);
  clearTimeout(one.timer);
  if (!one.draft.isDirty || one.saving || one.other) return;
  one.saving = save(id, one).finally(() => {
    one.saving = null;
    if (one.draft.isDirty && navigator.onLine && !one.other) saveSoon(id);
  });
}

async function save(id: string, one: Held): Promise<void> {
  const { kind, text, version } = one.draft;
  try {
    const saved = await api.put<ServerDraft>(`/conversations/${id}/draft`, { kind, text, version });
    const isStill = one.draft.text === text && one.draft.kind === kind;
    one.saved = saved.text;
    put(id, { version: saved.version, isDirty: one.draft.isDirty && !isStill });
  } catch (error) {
    // Without a connection it stays in this browser, and is saved with the next change or when the connection is back.
    if (!(error instanceof ApiError) || error.code !== 'draft_changed') return;
    meet(id, one, error.details['draft'] as ServerDraft);
  }
}

/** Nothing to decide when the other text was sent, is about to be, or is the same; else the person is asked. */
function meet(id: string, one: Held, other: ServerDraft): void {
  const { text, kind } = one.draft;
  one.saved = other.text;
  if (other.text === '' || (other.text === text && other.kind === kind) || isMessageQueued(id)) {
    put(id, { version: other.version, isDirty: text !== '' && other.text !== text });
  } else if (text === '') {
    put(id, { text: other.text, kind: other.kind, version: other.version, isDirty: false });
  } else {
    one.other = other;
    for (const listener of listeners) listener();
  }
}

/** Takes over what the server has, as far as nothing here is unsaved. */
function receive(id: string, server: ServerDraft): void {
  const one = held(id);
  if (one.saving) return;
  one.saved = server.text;
  if (server.version === one.draft.version) return;
  if (one.draft.isDirty && server.version > one.draft.version) meet(id, one, server);
  else if (one.draft.text === '' && isMessageQueued(id)) put(id, { version: server.version });
  else if (!one.draft.isDirty)
    put(id, { kind: server.text === '' ? one.draft.kind : server.kind, text: server.text, version: server.version });
}

export interface DraftControl {
  readonly draft: Draft;
  readonly other: ServerDraft | null;
  /** The server may still change what is shown. */
  readonly isSaved: boolean;
  readonly change: (change: Partial<Pick<Draft, 'kind' | 'text' | 'files'>>) => void;
  /** After sending: the server empties its own. */
  readonly clear: () => void;
  readonly decide: (whose: 'mine' | 'other') => void;
}

export function useDraft(id: string): DraftControl {
  const one = useSyncExternalStore(subscribe, () => held(id).draft);
  const other = useSyncExternalStore(subscribe, () => held(id).other);
  const [isLoaded, setLoaded] = useState(false);
  useEffect(() => {
    const leaving = new AbortController();
    const load = (): void => {
      const askedAt = now();
      api
        .get<ServerDraft>(`/conversations/${id}/draft`, { signal: leaving.signal })
        .then((server) => {
          // Of before a message took it along.
          if (held(id).sentAt > askedAt) return load();
          receive(id, server);
          setLoaded(true);
          if (held(id).draft.isDirty) saveNow(id);
        })
        .catch(() => setLoaded(true));
    };
    setLoaded(false);
    load();
    window.addEventListener('online', load);
    return () => {
      leaving.abort();
      window.removeEventListener('online', load);
      saveNow(id);
    };
  }, [id]);
  const change = useCallback<DraftControl['change']>(
    (next) => {
      const isText = next.text !== undefined || next.kind !== undefined;
      put(id, { ...next, ...(isText && { isDirty: true }) });
      if (isText) saveSoon(id);
    },
    [id],
  );
  const clear = useCallback(() => {
    clearTimeout(held(id).timer);
    held(id).other = null;
    // The next thing written is an answer again, unless the person says otherwise.
    put(id, { kind: 'reply', text: '', files: [], isDirty: false });
  }, [id]);
  const decide = useCallback<DraftControl['decide']>(
    (whose) => {
      const found = held(id).other;
      held(id).other = null;
      if (!found) return;
      if (whose === 'other') put(id, { text: found.text, kind: found.kind, version: found.version, isDirty: false });
      else put(id, { version: found.version, isDirty: true });
      saveNow(id);
    },
    [id],
  );
  return { draft: one, other, isSaved: isLoaded && !one.isDirty, change, clear, decide };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The server has emptied its draft with the message; what was begun since is saved anew. */
export function draftSent(id: string): void {
  const one = held(id);
  const version = one.draft.version + (one.saved === '' ? 0 : 1);
  one.saved = '';
  one.sentAt = tick();
  const isDirty = one.draft.text !== '';
  put(id, { version, isDirty });
  if (isDirty) saveSoon(id);
}

/** Puts back what was taken back from sending, before what was written since. */
export function returnToDraft(id: string, text: string, files: readonly SentFile[], kind: 'reply' | 'note'): void {
  const { draft } = held(id);
  put(id, {
    kind,
    text: draft.text === '' ? text : `${text}\n${draft.text}`,
    files: [...files, ...draft.files],
    isDirty: true,
  });
  saveSoon(id);
}
