/**
 * Threads as the server gives them, page by page. What it said of single entries is laid over every page that was asked for
 * before, wherever that comes from: an older answer takes nothing away and brings nothing back.
 */
import type { ThreadEntry, ThreadPage } from '@parley/contract/conversations';
import { api } from '#lib/api';
import { queryClient } from '#lib/query-client';
import { createAsker, now, tick } from './asking.ts';
import { withEntry, withoutEntry, withThreadHead, type AskedPage, type Pages } from './pages.ts';

const threadsKey = ['threads'] as const;
export const threadKey = (id: string) => [...threadsKey, id] as const;
const threadPage = 50;

interface Touch {
  /** Null: taken back. */
  readonly entry: ThreadEntry | null;
  readonly at: number;
}

interface News {
  readonly state: ThreadEntry['state'];
  readonly reason: string | null;
  readonly at: number;
}

/** What happened to each thread since its pages were asked for; the latest of it is enough. */
const touches = new Map<string, Map<string, Touch>>();
/** Of messages, known by their own ids. */
const news = new Map<string, News>();
/** Since when an answer about the newest page is no longer good enough. */
const overtakenAt = new Map<string, number>();
const most = 500;

/** Asks for the newest page until the answer is newer than all that was said of the thread meanwhile. */
export async function fetchHead(id: string, signal?: AbortSignal): Promise<AskedPage<ThreadEntry>> {
  for (;;) {
    const head = await fetchPart(id, {}, signal);
    if ((overtakenAt.get(id) ?? 0) > head.askedAt) continue;
    overtake(id);
    return head;
  }
}

/** The page at a cursor or around an entry. */
export async function fetchPart(
  id: string,
  place: { readonly cursor?: string; readonly around?: string },
  signal?: AbortSignal,
): Promise<AskedPage<ThreadEntry> & ThreadPage> {
  const askedAt = now();
  const query = { limit: threadPage, ...place };
  const page = await api.get<ThreadPage>(`/conversations/${id}/messages`, { query, ...(signal && { signal }) });
  return { ...page, askedAt };
}

/** Every copy of a thread that comes from the server goes through this, and so does what is changed here. */
export function laidOver(
  id: string,
  before: Pages<ThreadEntry> | undefined,
  pages: Pages<ThreadEntry>,
): Pages<ThreadEntry> {
  const held = before?.pages[0];
  const first = pages.pages[0];
  // Asked for as a whole before its newest page was asked for alone.
  let next =
    held !== undefined && first !== undefined && held.askedAt > first.askedAt ? withThreadHead(pages, held) : pages;
  for (const [entryId, { entry, at }] of touches.get(id) ?? []) {
    if (askedAtOf(next, entryId) >= at) continue;
    next = entry === null ? withoutEntry(next, entryId) : withEntry(next, entry);
  }
  return withNews(id, next);
}

/** The same for a part that is shown apart from the newest: nothing new comes into it. */
export function partLaidOver<Part extends Pages<ThreadEntry>>(id: string, part: Part): Part {
  let next: Pages<ThreadEntry> = part;
  for (const [entryId, { entry, at }] of touches.get(id) ?? []) {
    const page = next.pages.find(({ data }) => data.some((each) => each.id === entryId));
    if (page === undefined || page.askedAt >= at) continue;
    next = entry === null ? withoutEntry(next, entryId) : withEntry(next, entry);
  }
  return withNews(id, next) as Part;
}

/** When the page was asked for in which an entry stands or would stand. */
function askedAtOf({ pages }: Pages<ThreadEntry>, entryId: string): number {
  return (pages.find(({ data }) => data.some(({ id }) => id <= entryId)) ?? pages.at(-1))?.askedAt ?? Infinity;
}

function withNews(id: string, pages: Pages<ThreadEntry>): Pages<ThreadEntry> {
  const touched = touches.get(id);
  let isChanged = false;
  const next = pages.pages.map((page) => ({
    ...page,
    data: page.data.map((entry) => {
      const latest = news.get(entry.id);
      const saidAt = Math.max(page.askedAt, touched?.get(entry.id)?.at ?? 0);
      if (latest === undefined || latest.at <= saidAt || isSaid(entry, latest)) return entry;
      isChanged = true;
      return {
        ...entry,
        state: latest.state,
        reason: latest.reason,
        ...(latest.state !== 'scheduled' && { sendAt: null }),
      };
    }),
  }));
  return isChanged ? { ...pages, pages: next } : pages;
}

const isSaid = (entry: ThreadEntry, { state, reason }: News): boolean =>
  entry.state === state && entry.reason === reason;

/** What the server said of one entry; what became of it since is asked for. */
export function putEntry(id: string, entry: ThreadEntry): void {
  touch(id, entry.id, entry);
  void refreshThread(id);
}

export function removeEntry(id: string, entryId: string): void {
  touch(id, entryId, null);
  void refreshThread(id);
}

function touch(id: string, entryId: string, entry: ThreadEntry | null): void {
  const ofThread = touches.get(id) ?? new Map<string, Touch>();
  touches.set(id, ofThread);
  ofThread.delete(entryId);
  ofThread.set(entryId, { entry, at: tick() });
  forgetOldest(ofThread);
  overtake(id);
  laySaidOver(threadKey(id));
}

/** What is loaded of threads takes in what was said since: see `structuralSharing` of their queries. */
function laySaidOver(queryKey: readonly string[]): void {
  queryClient.setQueriesData<Pages<ThreadEntry>>({ queryKey }, (pages) => pages && { ...pages });
}

export function hearEntryState(messageId: string, state: ThreadEntry['state'], reason: string | null): void {
  news.delete(messageId);
  news.set(messageId, { state, reason, at: tick() });
  forgetOldest(news);
  const isHere = (pages: Pages<ThreadEntry> | undefined): boolean =>
    pages !== undefined && pages.pages.some(({ data }) => data.some(({ id }) => id === messageId));
  for (const [key, pages] of queryClient.getQueriesData<Pages<ThreadEntry>>({ queryKey: threadsKey }))
    if (isHere(pages)) laySaidOver(key as readonly string[]);
}

const forgetOldest = (map: Map<string, unknown>): void => {
  const oldest = map.keys().next();
  if (map.size > most && !oldest.done) map.delete(oldest.value);
};

/** An answer to what was asked for until now does not know of it. */
const overtake = (id: string): void => void overtakenAt.set(id, tick());

const askHead = createAsker(async (id) => {
  const head = await fetchHead(id);
  queryClient.setQueryData<Pages<ThreadEntry>>(threadKey(id), (pages) => pages && withThreadHead(pages, head));
});

/** Asks for the newest page of a thread again, if it is or will be known. */
export async function refreshThread(id: string): Promise<void> {
  if (queryClient.getQueryData(threadKey(id)) === undefined) overtake(id);
  else await askHead(id);
}

export function forgetThreads(): void {
  touches.clear();
  news.clear();
  overtakenAt.clear();
}
