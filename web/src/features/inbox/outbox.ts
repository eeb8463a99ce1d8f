/**
 * What people have sent and the server has not answered for yet. Written down before it is shown as sent, so that neither a
 * reload nor a dropped connection loses it; sent in order, each with its own `clientId`, so that nothing is sent twice.
 */
import { useSyncExternalStore } from 'react';
import type { ThreadEntry } from '@parley/contract/conversations';
import { api, ApiError } from '#lib/api';
import { setWaitingToSend } from '#lib/outbox';
import { randomId } from '#lib/random-id';
import { read, write } from '#lib/storage';

export interface SentFile {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
}

export interface Outgoing {
  readonly clientId: string;
  readonly conversationId: string;
  readonly kind: 'reply' | 'note';
  readonly text: string;
  readonly files: readonly SentFile[];
  readonly mentions: readonly string[];
  readonly delaySeconds: number;
  readonly at: string;
  /** Why the server does not take it; a person decides what becomes of it. */
  readonly problem: string | null;
}

type NewOutgoing = Omit<Outgoing, 'clientId' | 'at' | 'problem'>;

/** What the rest of the inbox does with an answer. */
export type OnSent = (item: Outgoing, entry: ThreadEntry) => void;
/** Waited for before anything leaves: a draft under way would come after what it became. */
export type BeforeSending = (item: Outgoing) => Promise<void>;

const waits = [1_000, 2_000, 5_000, 10_000, 15_000];
const patienceMilliseconds = 20_000;
const noItems: readonly Outgoing[] = [];

let key: string | null = null;
let items: readonly Outgoing[] = noItems;
let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let pumping = false;
let hooks: { onSent: OnSent; beforeSending: BeforeSending } = { onSent: () => {}, beforeSending: async () => {} };
const listeners = new Set<() => void>();

/** For one person in one organization; what another one left waits for them. Returns the way to stop. */
export function openOutbox(owner: string, given: typeof hooks): () => void {
  key = `parley.outbox.${owner}`;
  hooks = given;
  failures = 0;
  load();
  const onStorage = (event: StorageEvent): void => {
    if (event.key === key) load();
  };
  const onOnline = (): void => flushOutbox();
  window.addEventListener('storage', onStorage);
  window.addEventListener('online', onOnline);
  flushOutbox();
  return () => {
    window.removeEventListener('storage', onStorage);
    window.removeEventListener('online', onOnline);
    clearTimeout(timer);
    key = null;
    items = noItems;
    tell();
  };
}

function load(): void {
  items = parse(key === null ? null : read(key));
  tell();
}

function parse(text: string | null): readonly Outgoing[] {
  try {
    const found: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(found) ? (found as Outgoing[]) : noItems;
  } catch {
    return noItems;
  }
}

/** Another window may have changed it since: it is read again first. */
function change(next: (held: readonly Outgoing[]) => readonly Outgoing[]): void {
  if (key === null) return;
  items = next(parse(read(key)));
  write(key, items.length === 0 ? null : JSON.stringify(items));
  tell();
}

function tell(): void {
  const waiting = items.filter(({ problem }) => problem === null).length;
  setWaitingToSend(failures > 0 || !navigator.onLine ? waiting : 0);
  for (const listener of listeners) listener();
}

export function useOutbox(): readonly Outgoing[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => items,
  );
}

export const waitsFor = (conversationId: string): boolean =>
  items.some((item) => item.conversationId === conversationId && item.problem === null);

export function send(item: NewOutgoing): Outgoing {
  const outgoing: Outgoing = { ...item, clientId: randomId(), at: new Date().toISOString(), problem: null };
  change((held) => [...held, outgoing]);
  flushOutbox();
  return outgoing;
}

/** Takes back what has not left. False: it is on its way. */
export function takeBack(clientId: string): boolean {
  const found = items.some((item) => item.clientId === clientId) && clientId !== underWay;
  if (found) change((held) => held.filter((item) => item.clientId !== clientId));
  return found;
}

/** Tries again what the server had refused. */
export function sendAgain(clientId: string): void {
  change((held) => held.map((item) => (item.clientId === clientId ? { ...item, problem: null } : item)));
  flushOutbox();
}

let underWay: string | null = null;

export function flushOutbox(): void {
  clearTimeout(timer);
  if (key === null || pumping) return;
  pumping = true;
  void pump()
    .catch((error: unknown) => console.error(error))
    .finally(() => {
      pumping = false;
      if (items.some(({ problem }) => problem === null) && key !== null)
        timer = setTimeout(flushOutbox, waits[Math.min(failures, waits.length) - 1] ?? waits[0]);
    });
}

/** One window at a time where the browser can say so; else the server recognises what comes twice by its `clientId`. */
async function pump(): Promise<void> {
  const work = async (): Promise<void> => {
    load();
    for (;;) {
      const next = items.find(({ problem }) => problem === null);
      if (next === undefined || !navigator.onLine || !(await deliver(next))) return;
    }
  };
  if ('locks' in navigator) await navigator.locks.request('parley.outbox', work);
  else await work();
}

/** Whether to go on with the next one. */
async function deliver(item: Outgoing): Promise<boolean> {
  underWay = item.clientId;
  try {
    await hooks.beforeSending(item);
    const entry = await post(item);
    failures = 0;
    hooks.onSent(item, entry);
    change((held) => held.filter(({ clientId }) => clientId !== item.clientId));
    return true;
  } catch (error) {
    if (mayPass(error)) {
      failures += 1;
      tell();
      return false;
    }
    const problem = (error as Error).message;
    change((held) => held.map((each) => (each.clientId === item.clientId ? { ...each, problem } : each)));
    return true;
  } finally {
    underWay = null;
  }
}

/** Of no answer, a busy server or its fault nobody knows whether it arrived: it is sent again under the same id. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true;
  return error.isPassing || error.status >= 500 || error.status === 401;
}

function post({ conversationId, kind, text, files, mentions, delaySeconds, clientId }: Outgoing): Promise<ThreadEntry> {
  const options = { idempotencyKey: clientId, signal: AbortSignal.timeout(patienceMilliseconds) };
  if (kind === 'note') return api.post(`/conversations/${conversationId}/notes`, { text, mentions, clientId }, options);
  const body = { text, fileIds: files.map(({ id }) => id), clientId, delaySeconds };
  return api.post(`/conversations/${conversationId}/messages`, body, options);
}
