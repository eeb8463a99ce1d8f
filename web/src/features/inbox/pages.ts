/** Changes of lists that are loaded page by page, newest first. */
import type { Conversation, ThreadEntry } from '@parley/contract/conversations';
import type { Page } from '#lib/api';
import type { Pages } from './queries.ts';

export const flat = <Item>(pages: { readonly pages: readonly Page<Item>[] } | undefined): Item[] =>
  pages?.pages.flatMap(({ data }) => data) ?? [];

const isAbove = (one: Conversation, other: Conversation): boolean =>
  one.movedAt === other.movedAt ? one.id > other.id : one.movedAt > other.movedAt;

/**
 * The list with the conversation in its place, or without it. What belongs below the last loaded row is left out: the next
 * page brings it. The same object comes back when nothing changed.
 */
export function withConversation(
  pages: Pages<Conversation>,
  conversation: Conversation,
  belongs: boolean,
): Pages<Conversation> {
  const wasThere = pages.pages.some(({ data }) => data.some(({ id }) => id === conversation.id));
  if (!belongs && !wasThere) return pages;
  const cleared = pages.pages.map((page) => ({ ...page, data: page.data.filter(({ id }) => id !== conversation.id) }));
  if (!belongs) return { ...pages, pages: cleared };
  const isComplete = pages.pages.at(-1)?.nextCursor === null;
  const target = cleared.findIndex(({ data }) => data.some((each) => isAbove(conversation, each)));
  if (target === -1 && !isComplete && !wasThere) return pages;
  const place = target === -1 ? cleared.length - 1 : target;
  const filled = cleared.map((page, index) => {
    if (index !== place) return page;
    const at = page.data.findIndex((each) => isAbove(conversation, each));
    return { ...page, data: at === -1 ? [...page.data, conversation] : page.data.toSpliced(at, 0, conversation) };
  });
  return { ...pages, pages: filled };
}

/** The list with what is known of its rows now; rows neither come nor go. */
export function withChangedRows(
  pages: Pages<Conversation>,
  change: (row: Conversation) => Conversation,
): Pages<Conversation> {
  let changed = false;
  const next = pages.pages.map((page) => ({
    ...page,
    data: page.data.map((row) => {
      const after = change(row);
      if (after !== row) changed = true;
      return after;
    }),
  }));
  return changed ? { ...pages, pages: next } : pages;
}

/**
 * A thread with its newest page asked for again. When the pages no longer meet, because more came in between than one page
 * holds, only the new one is kept, and the rest is loaded again by scrolling.
 */
export function withThreadHead(pages: Pages<ThreadEntry>, head: Page<ThreadEntry>): Pages<ThreadEntry> {
  const known = new Set(flat(pages).map(({ id }) => id));
  const meets = head.nextCursor === null || head.data.some(({ id }) => known.has(id));
  if (!meets || pages.pages.length === 0) return { pages: [head], pageParams: [null] };
  const first = pages.pages[0]!;
  const inHead = new Set(head.data.map(({ id }) => id));
  const oldest = head.data.at(-1)?.id ?? '';
  // Newer than the head's oldest and not in it: taken back.
  const kept = first.data.filter(({ id }) => !inHead.has(id) && id < oldest);
  const later = pages.pages.slice(1).map((page) => ({ ...page, data: page.data.filter(({ id }) => !inHead.has(id)) }));
  return { ...pages, pages: [{ data: [...head.data, ...kept], nextCursor: first.nextCursor }, ...later] };
}

/** A thread with one entry in its place, new or changed. */
export function withEntry(pages: Pages<ThreadEntry>, entry: ThreadEntry): Pages<ThreadEntry> {
  let replaced = false;
  const next = pages.pages.map((page) => ({
    ...page,
    data: page.data.map((each) => {
      if (each.id !== entry.id) return each;
      replaced = true;
      return entry;
    }),
  }));
  if (replaced) return { ...pages, pages: next };
  const [first, ...rest] = next;
  if (!first) return pages;
  const at = first.data.findIndex(({ id }) => id < entry.id);
  const data = at === -1 ? [...first.data, entry] : first.data.toSpliced(at, 0, entry);
  return { ...pages, pages: [{ ...first, data }, ...rest] };
}

export function withoutEntry(pages: Pages<ThreadEntry>, id: string): Pages<ThreadEntry> {
  return {
    ...pages,
    pages: pages.pages.map((page) => ({ ...page, data: page.data.filter((entry) => entry.id !== id) })),
  };
}
