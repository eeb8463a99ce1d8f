/** Lists that are loaded page by page, newest first. */
import type { InfiniteData } from '@tanstack/react-query';
import type { Conversation, ThreadEntry } from '@parley/contract/conversations';
import type { Page } from '#lib/api';
import { belongs, type ListView } from './list-view.ts';
import type { Held } from './rows.ts';

export interface AskedPage<Item> extends Page<Item> {
  /** By the clock of this window (asking.ts). */
  readonly askedAt: number;
  /** Those of it that came alone: what stands between them and their neighbours is not known. */
  readonly single?: readonly string[];
}
export type Pages<Item> = InfiniteData<AskedPage<Item>>;

export const flat = <Item>(pages: { readonly pages: readonly Page<Item>[] } | undefined): Item[] =>
  pages?.pages.flatMap(({ data }) => data) ?? [];

type Place = Pick<Conversation, 'id' | 'movedAt'>;
const isAbove = (one: Place, other: Place): boolean =>
  one.movedAt === other.movedAt ? one.id > other.id : one.movedAt > other.movedAt;

export interface Known {
  readonly held: ReadonlyMap<string, Held>;
  /** With what waits to be sent laid over it. */
  readonly shown: (row: Conversation) => Conversation;
  readonly me: string | null;
}

/**
 * The rows of a list as they are shown: those of its pages and those that the server spoke of since, each as it is now, where
 * it belongs now. What belongs below the last loaded row is left to the next page. A search keeps its rows: which ones fit
 * only the server knows.
 */
export function rowsShown(pages: Pages<Conversation>, view: ListView, { held, shown, me }: Known): Conversation[] {
  const loaded = flat(pages);
  const asHeld = (row: Conversation): Conversation => shown(held.get(row.id)?.row ?? row);
  if (view.q !== undefined) {
    return loaded.map((row) => (row.match === null ? asHeld(row) : { ...asHeld(row), match: row.match }));
  }
  const rows = new Map<string, Conversation>();
  const take = (row: Conversation): void => {
    if (belongs(row, view, me)) rows.set(row.id, row);
  };
  for (const row of loaded) take(asHeld(row));
  const ids = new Set(loaded.map(({ id }) => id));
  for (const { row, at } of held.values()) {
    if (ids.has(row.id)) continue;
    const now = shown(row);
    // What belongs here only by what a person has done comes after every page.
    if (isSpokenOfSince(pages, now, belongs(row, view, me) ? at : Infinity)) take(now);
  }
  return [...rows.values()].toSorted((one, other) => (isAbove(one, other) ? -1 : 1));
}

/** Whether a row that no page has was taken after the page in which it would stand. */
function isSpokenOfSince({ pages }: Pages<Conversation>, row: Conversation, at: number): boolean {
  const page = pages.find(({ data }) => data.length > 0 && isAbove(row, data.at(-1)!));
  if (page !== undefined) return at > page.askedAt;
  const last = pages.at(-1);
  return last !== undefined && last.nextCursor === null && at > last.askedAt;
}

/**
 * A thread with its newest page asked for again. When the pages no longer meet, because more came in between than one page
 * holds, only the new one is kept, and the rest is loaded again by scrolling.
 */
export function withThreadHead(pages: Pages<ThreadEntry>, head: AskedPage<ThreadEntry>): Pages<ThreadEntry> {
  const single = new Set(pages.pages.flatMap((page) => page.single ?? []));
  const known = new Set(flat(pages).flatMap(({ id }) => (single.has(id) ? [] : [id])));
  const meets = head.nextCursor === null || head.data.some(({ id }) => known.has(id));
  if (!meets || pages.pages.length === 0) return { pages: [head], pageParams: [null] };
  const first = pages.pages[0]!;
  const inHead = new Set(head.data.map(({ id }) => id));
  const oldest = head.data.at(-1)?.id ?? '';
  // Newer than the head's oldest and not in it: taken back.
  const kept = first.data.filter(({ id }) => !inHead.has(id) && id < oldest);
  const later = pages.pages.slice(1).map((page) => ({ ...page, data: page.data.filter(({ id }) => !inHead.has(id)) }));
  const stillSingle = first.single?.filter((each) => !inHead.has(each)) ?? [];
  const merged = { ...first, askedAt: head.askedAt, data: [...head.data, ...kept], single: stillSingle };
  return { ...pages, pages: [merged, ...later] };
}

/** A thread with one entry in its place, new or changed. What belongs below the last loaded one is left to the next page. */
export function withEntry(pages: Pages<ThreadEntry>, entry: ThreadEntry): Pages<ThreadEntry> {
  const last = pages.pages.at(-1);
  if (last === undefined) return pages;
  const at = pages.pages.findIndex(({ data }) => data.some(({ id }) => id <= entry.id));
  if (at === -1 && last.nextCursor !== null) return pages;
  const place = at === -1 ? pages.pages.length - 1 : at;
  return {
    ...pages,
    pages: pages.pages.map((page, index) => (index === place ? withPlaced(page, entry) : page)),
  };
}

function withPlaced(page: AskedPage<ThreadEntry>, entry: ThreadEntry): AskedPage<ThreadEntry> {
  const at = page.data.findIndex(({ id }) => id <= entry.id);
  if (page.data[at]?.id === entry.id) return { ...page, data: page.data.with(at, entry) };
  const data = at === -1 ? [...page.data, entry] : page.data.toSpliced(at, 0, entry);
  return { ...page, data, single: [...(page.single ?? []), entry.id] };
}

export function withoutEntry(pages: Pages<ThreadEntry>, id: string): Pages<ThreadEntry> {
  return {
    ...pages,
    pages: pages.pages.map((page) => ({ ...page, data: page.data.filter((entry) => entry.id !== id) })),
  };
}
