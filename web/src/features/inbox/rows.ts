/**
 * What the server last said of each conversation. Nothing that a person does is written into it before the server has it:
 * what waits is laid over every row where it is shown (outbox.ts).
 */
import { useSyncExternalStore } from 'react';
import type { Conversation, ThreadEntry } from '@parley/contract/conversations';
import { api, type Page, type RequestOptions } from '#lib/api';
import { createAsker, now, tick } from './asking.ts';
import type { AskedPage } from './pages.ts';

export interface Held {
  readonly row: Conversation;
  /** When it was taken. */
  readonly at: number;
}

interface Heard {
  readonly state: ThreadEntry['state'];
  readonly at: number;
}

interface Done {
  readonly change: (row: Conversation) => Conversation;
  readonly at: number;
}

const held = new Map<string, Held>();
/** Of last messages that moved on while an answer was under way that may not know of it yet. */
const heard = new Map<string, Heard>();
const most = 500;
/** What the server has done with rows that were not known here yet: an answer under way may be older. */
const doneUnseen = new Map<string, Done>();
const listeners = new Set<() => void>();
let snapshot = { held: held as ReadonlyMap<string, Held> };

function tell(): void {
  snapshot = { held };
  for (const listener of listeners) listener();
}

/** Another object whenever a row has changed. */
export const useHeldRows = (): typeof snapshot =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => snapshot,
  );

export const heldRows = (): ReadonlyMap<string, Held> => held;

/** Takes what the server said to a request of `askedAt`. Returns the ids of which it had said something since. */
function takeRows(rows: readonly Conversation[], askedAt: number): string[] {
  const overtaken: string[] = [];
  const at = tick();
  for (const row of rows) {
    const known = held.get(row.id);
    const done = doneUnseen.get(row.id);
    if ((known?.at ?? done?.at ?? 0) > askedAt) overtaken.push(row.id);
    if (known !== undefined && known.at > askedAt) continue;
    const said = asHeard({ ...row, match: null }, askedAt);
    held.set(row.id, { row: same(known?.row, done && done.at > askedAt ? done.change(said) : said), at });
    doneUnseen.delete(row.id);
  }
  tell();
  return overtaken;
}

/** The row that is there if it says the same: it need not be painted again. */
const same = (known: Conversation | undefined, row: Conversation): Conversation =>
  known !== undefined && JSON.stringify(known) === JSON.stringify(row) ? known : row;

function asHeard(row: Conversation, askedAt: number): Conversation {
  const news = row.lastMessage === null ? undefined : heard.get(row.lastMessage.id);
  return row.lastMessage === null || news === undefined || news.at <= askedAt
    ? row
    : { ...row, lastMessage: { ...row.lastMessage, state: news.state } };
}

/** What the server is known to have done with a row, before it is asked what became of it. */
export function changeHeld(id: string, change: (row: Conversation) => Conversation): void {
  const known = held.get(id);
  const at = tick();
  if (known !== undefined) {
    held.set(id, { row: change(known.row), at });
    tell();
    return;
  }
  const before = doneUnseen.get(id)?.change;
  remember(doneUnseen, id, { change: before ? (row) => change(before(row)) : change, at });
}

/**
 * A page of a list; rows of which something was said while it was under way are asked for singly. An empty page is not the
 * end: what is hard to find is looked for from page to page.
 */
export async function fetchRowsPage(
  query: NonNullable<RequestOptions['query']>,
  signal: AbortSignal,
): Promise<AskedPage<Conversation>> {
  const askedAt = now();
  const page = await api.get<Page<Conversation>>('/conversations', { query, signal });
  for (const id of takeRows(page.data, askedAt)) void refreshConversation(id);
  const { nextCursor } = page;
  if (page.data.length === 0 && nextCursor !== null) return fetchRowsPage({ ...query, cursor: nextCursor }, signal);
  return { ...page, askedAt };
}

/** Asks for a conversation again; what is shown follows. */
export const refreshConversation = createAsker(async (id) => void (await fetchRow(id)));

/** Asks for a conversation until the answer is newer than anything that was taken meanwhile. */
export async function fetchRow(id: string, signal?: AbortSignal): Promise<Conversation> {
  for (;;) {
    const askedAt = now();
    const row = await api.get<Conversation>(`/conversations/${id}`, signal && { signal });
    if (takeRows([row], askedAt).length === 0) return row;
  }
}

export function hearMessageState(messageId: string, state: ThreadEntry['state']): void {
  remember(heard, messageId, { state, at: tick() });
  for (const { row } of held.values()) {
    const { lastMessage } = row;
    if (lastMessage?.id === messageId) changeHeld(row.id, () => ({ ...row, lastMessage: { ...lastMessage, state } }));
  }
}

/** The latest of them. */
function remember<Of>(map: Map<string, Of>, key: string, value: Of): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next();
  if (map.size > most && !oldest.done) map.delete(oldest.value);
}

/** Somebody else looks now. */
export function forgetRows(): void {
  held.clear();
  heard.clear();
  doneUnseen.clear();
  tell();
}
