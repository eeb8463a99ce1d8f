/**
 * Everything a person does to conversations on its way to the server. Written down before it is shown, so that neither a
 * reload nor a broken connection loses it; for each conversation in order, each thing under its own key, so that nothing
 * happens twice.
 */
import { useSyncExternalStore } from 'react';
import type { Conversation } from '@parley/contract/conversations';
import { ApiError } from '#lib/api';
import { setWaitingToSend } from '#lib/outbox';
import { randomId } from '#lib/random-id';
import { mayPass } from './asking.ts';
import {
  afterAll,
  conversationsOf,
  isMark,
  isMessage,
  isWaiting,
  messagesOf,
  nextToSend,
  placeAfter,
  replacedBy,
  type Deed,
  type Item,
  type Outgoing,
  type Queued,
} from './outbox-items.ts';
import { post } from './outbox-requests.ts';
import { openStorage, type OutboxStorage, type Settled } from './outbox-storage.ts';

export interface OutboxHooks {
  /** Waited for before anything leaves: a draft under way would come after what it became. */
  readonly beforeSending: (item: Item) => Promise<void>;
  /** The server has it; told in every window. `wasSentHere` in one of them. */
  readonly onSettled: (settled: Settled, wasSentHere: boolean) => void;
  /** The server will not take it, and said why. */
  readonly onRefused: (item: Item, error: ApiError) => void;
  /** Requests get through again. */
  readonly onRecovered: () => void;
  /** Another person may have signed in meanwhile, in another window. */
  readonly isStillOwner: () => Promise<boolean>;
}

interface Box {
  readonly storage: OutboxStorage;
  readonly hooks: OutboxHooks;
  readonly me: string | null;
  /** Nothing went wrong since it was last known who is signed in. */
  isOwnerKnown: boolean;
}

const waits = [1_000, 2_000, 5_000, 10_000, 15_000];
const none: readonly Item[] = [];

let box: Box | null = null;
let items = none;
let messages: readonly Outgoing[] = [];
let shown = (row: Conversation): Conversation => row;
let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let isPumping = false;
const listeners = new Set<() => void>();

/** For one person in one organization; what another one left waits for them. Returns the way to stop. */
export function openOutbox(owner: string, me: string | null, hooks: OutboxHooks): () => void {
  const storage = openStorage(owner, {
    onChange: () => take(storage.items()),
    onSettled: (settled) => hooks.onSettled(settled, false),
  });
  const opened: Box = { storage, hooks, me, isOwnerKnown: false };
  box = opened;
  failures = 0;
  take(storage.items());
  window.addEventListener('online', flushOutbox);
  window.addEventListener('offline', tell);
  flushOutbox();
  return () => {
    storage.close();
    window.removeEventListener('online', flushOutbox);
    window.removeEventListener('offline', tell);
    if (box !== opened) return;
    clearTimeout(timer);
    box = null;
    take(none);
  };
}

function take(next: readonly Item[]): void {
  items = next;
  messages = messagesOf(items);
  const found = new Map<string, Item[]>();
  for (const item of items)
    for (const id of conversationsOf(item)) {
      const ofConversation = found.get(id);
      if (ofConversation) ofConversation.push(item);
      else found.set(id, [item]);
    }
  const me = box?.me ?? null;
  shown = (row) => {
    const queued = found.get(row.id);
    return queued === undefined ? row : afterAll(row, queued, me);
  };
  tell();
}

function tell(): void {
  const waiting = items.filter((item) => isWaiting(item) && !isMark(item)).length;
  setWaitingToSend(failures > 0 || !navigator.onLine ? waiting : 0);
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Replies and notes, those that were refused among them. */
export const useOutbox = (): readonly Outgoing[] => useSyncExternalStore(subscribe, () => messages);
/** Whether something that was written here has not arrived: then the server still has it as a draft. */
export const isMessageQueued = (conversationId: string): boolean =>
  messages.some((item) => item.conversationId === conversationId && isWaiting(item));

/** A row of the server with what waits for its conversation laid over it. */
export const withQueued = (row: Conversation): Conversation => shown(row);
/** The same as it is now: another function when something has come into the queue or left it. */
export const useWithQueued = (): typeof withQueued => useSyncExternalStore(subscribe, () => shown);

/** Kept, shown and sent: in this order. */
export function enqueue<Of extends Deed>(deed: Of): Of & Queued {
  const at = placeAfter(items, Date.now());
  const item = { ...deed, clientId: randomId(), at, isTried: false, problem: null };
  const replaced = replacedBy(deed, items);
  if (replaced) box?.storage.remove(replaced.clientId);
  box?.storage.put(item);
  flushOutbox();
  return item;
}

/** Takes out of the queue what has certainly not arrived. False: it is on its way, or there. */
export function takeBack(clientId: string): boolean {
  const item = box?.storage.find(clientId);
  if (item === undefined || (item.isTried && isWaiting(item))) return false;
  box?.storage.remove(clientId);
  return true;
}

/** Tries again what the server had refused. */
export function sendAgain(clientId: string): void {
  const item = box?.storage.find(clientId);
  if (item) box?.storage.put({ ...item, isTried: false, problem: null });
  flushOutbox();
}

export function flushOutbox(): void {
  clearTimeout(timer);
  if (box === null || isPumping) return;
  isPumping = true;
  const opened = box;
  let isThrough = false;
  void pump(opened)
    .then((through) => {
      isThrough = through;
    })
    .catch((error: unknown) => console.error(error))
    .finally(() => {
      isPumping = false;
      if (isThrough && failures > 0) opened.hooks.onRecovered();
      failures = isThrough || box !== opened ? 0 : failures + 1;
      tell();
      // Something came while the last one was being put away, or somebody else looks now.
      if (!items.some(isWaiting) || !navigator.onLine) return;
      if (failures === 0) flushOutbox();
      else timer = setTimeout(flushOutbox, waits[Math.min(failures, waits.length) - 1]);
    });
}

/** One window at a time where the browser can say so; else the server recognises what comes twice by its key. */
async function pump(opened: Box): Promise<boolean> {
  const work = (): Promise<boolean> => sendAll(opened);
  return 'locks' in navigator ? await navigator.locks.request('parley.outbox', work) : await work();
}

/** Whether everything got through. */
async function sendAll(opened: Box): Promise<boolean> {
  opened.storage.reload();
  const stuck = new Set<string>();
  while (box === opened && navigator.onLine) {
    const next = nextToSend(items, stuck);
    if (next === undefined) return stuck.size === 0;
    const outcome = await deliver(opened, next);
    if (outcome === 'stop') return false;
    if (outcome === 'later') for (const id of conversationsOf(next)) stuck.add(id);
  }
  return true;
}

/** `later`: this one does not get through, others may. `stop`: nothing gets through. */
async function deliver(opened: Box, item: Item): Promise<'next' | 'later' | 'stop'> {
  const { storage, hooks } = opened;
  let settled: Settled;
  try {
    opened.isOwnerKnown ||= await hooks.isStillOwner();
    await hooks.beforeSending(item);
    if (!opened.isOwnerKnown || box !== opened) return 'stop';
    const found = storage.find(item.clientId);
    if (found === undefined || !isWaiting(found)) {
      storage.reload();
      return 'next';
    }
    storage.put({ ...found, isTried: true });
    settled = await post(found);
  } catch (error) {
    if (isRefusal(error)) {
      refuse(opened, item, error);
      return 'next';
    }
    opened.isOwnerKnown = false;
    return error instanceof ApiError && error.status === 500 ? 'later' : 'stop';
  }
  storage.settle(settled);
  if (box === opened) hooks.onSettled(settled, true);
  return 'next';
}

/** What a person wrote stays, with the reason; what they changed is taken off the screen again. */
function refuse({ storage, hooks }: Box, item: Item, error: ApiError): void {
  if (isMessage(item)) {
    storage.put({ ...item, problem: error.message });
    // It is going nowhere that it could be taken back from.
    for (const each of items)
      if (each.kind === 'withdraw' && each.message.clientId === item.clientId) storage.remove(each.clientId);
  } else storage.remove(item.clientId);
  hooks.onRefused(item, error);
}

function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && !mayPass(error) && error.status !== 401 && error.code !== 'idempotency_key_busy';
}
