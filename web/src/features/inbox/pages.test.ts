import type { Conversation, ThreadEntry } from '@parley/contract/conversations';
import { describe, expect, test } from 'vitest';
import { flat, rowsShown, withEntry, withThreadHead, type AskedPage, type Pages } from './pages.ts';

const row = (id: string, movedAt: number, status = 'open'): Conversation =>
  ({ id, movedAt: `2026-11-21T00:00:0${movedAt}.000Z`, status, assigneeId: null, match: null }) as Conversation;
/** Each page is asked for ten ticks after the one before, the first at 10. */
const list = (more: boolean, ...pages: Conversation[][]): Pages<Conversation> => ({
  pages: pages.map((data, index) => ({
    data,
    nextCursor: more || index < pages.length - 1 ? `c${index}` : null,
    askedAt: 10 + 10 * index,
  })),
  pageParams: pages.map((_, index) => (index === 0 ? null : `c${index - 1}`)),
});
const same = (one: Conversation): Conversation => one;
const ids = (pages: Pages<{ id: string }>): string =>
  flat(pages)
    .map(({ id }) => id)
    .join('');

describe('the rows of a list', () => {
  const loaded = list(true, [row('a', 9), row('b', 7)], [row('c', 5), row('d', 3)]);
  const shown = (
    pages: Pages<Conversation>,
    since: readonly Conversation[],
    { at = 30, done = same, q }: { at?: number; done?: (one: Conversation) => Conversation; q?: string } = {},
  ): string =>
    rowsShown(
      pages,
      { view: 'all', ...(q !== undefined && { q }) },
      { held: new Map(since.map((one) => [one.id, { row: one, at }])), shown: done, me: null },
    )
      .map(({ id }) => id)
      .join('');

  test('move up when something happened, also from another page', () => {
    expect(shown(loaded, [row('d', 9.5)])).toBe('dabc');
    expect(shown(loaded, [row('d', 6)])).toBe('abdc');
  });

  test('come, and go', () => {
    expect(shown(loaded, [row('e', 8)])).toBe('aebcd');
    expect(shown(loaded, [row('b', 7, 'resolved')])).toBe('acd');
  });

  test('below the last loaded one are left to the next page, unless there is none', () => {
    expect(shown(loaded, [row('e', 1)])).toBe('abcd');
    expect(shown(list(false, [row('a', 9)]), [row('e', 1)])).toBe('ae');
    expect(shown(list(false, []), [row('e', 1)])).toBe('e');
  });

  test('which a page does not have any more, and which were known before it was asked for, are gone', () => {
    expect(shown(loaded, [row('x', 8)], { at: 10 })).toBe('abcd');
    expect(shown(loaded, [row('x', 4)], { at: 20 }), 'the second page was asked for later').toBe('abcd');
    expect(shown(loaded, [row('x', 8)], { at: 11 })).toBe('axbcd');
  });

  test('UX-6 are as a person has left them, whatever the server has said of them', () => {
    const close = (one: Conversation): Conversation => (one.id === 'b' ? { ...one, status: 'resolved' } : one);
    expect(shown(loaded, [row('b', 9.9)], { done: close })).toBe('acd');
    const reopen = (one: Conversation): Conversation => ({ ...one, status: 'open' });
    expect(shown(loaded, [row('x', 8, 'resolved')], { at: 1, done: reopen })).toBe('axbcd');
    const look = (one: Conversation): Conversation => ({ ...one, unread: 0 });
    expect(shown(loaded, [row('x', 8)], { at: 1, done: look }), 'what changes no list brings no row back').toBe('abcd');
  });

  test('of a search neither come nor go', () => {
    expect(shown(loaded, [row('b', 9.5, 'resolved'), row('e', 8)], { q: 'words' })).toBe('abcd');
  });
});

const entry = (id: string, text = ''): ThreadEntry => ({ id, text }) as ThreadEntry;
const thread = (...pages: string[]): Pages<ThreadEntry> => ({
  pages: pages.map((names, index) => ({
    data: [...names].map((id) => entry(id)),
    nextCursor: index === pages.length - 1 ? null : `c${index}`,
    askedAt: 1,
  })),
  pageParams: pages.map(() => null),
});
const head = (names: string, nextCursor: string | null = 'c'): AskedPage<ThreadEntry> => ({
  data: [...names].map((id) => entry(id)),
  nextCursor,
  askedAt: 2,
});

describe('a thread', () => {
  test('takes in what is new, once, and keeps what was loaded before', () => {
    const next = withThreadHead(thread('fed', 'cba'), head('hgfe'));
    expect(ids(next)).toBe('hgfedcba');
    expect(ids(withThreadHead(next, head('hgfe')))).toBe('hgfedcba');
  });

  test('loses what was taken back', () => {
    expect(ids(withThreadHead(thread('fed', 'cba'), head('fd')))).toBe('fdcba');
  });

  test('begins anew when the pages no longer meet', () => {
    expect(ids(withThreadHead(thread('cba'), head('zyx')))).toBe('zyx');
  });

  test('an entry takes its place, or the place of what it was', () => {
    expect(ids(withEntry(thread('db'), entry('c')))).toBe('dcb');
    const changed = withEntry(thread('db'), entry('b', 'sent'));
    expect([ids(changed), flat(changed)[1]!.text]).toEqual(['db', 'sent']);
  });
});
