import type { Conversation, ThreadEntry } from '@parley/contract/conversations';
import { describe, expect, test } from 'vitest';
import { flat, withConversation, withEntry, withThreadHead } from './pages.ts';
import type { Pages } from './queries.ts';

const row = (id: string, movedAt: number): Conversation =>
  ({ id, movedAt: `2026-11-21T00:00:0${movedAt}.000Z` }) as Conversation;
const list = (more: boolean, ...pages: Conversation[][]): Pages<Conversation> => ({
  pages: pages.map((data, index) => ({ data, nextCursor: more || index < pages.length - 1 ? `c${index}` : null })),
  pageParams: pages.map((_, index) => (index === 0 ? null : `c${index - 1}`)),
});
const ids = (pages: Pages<{ id: string }>): string =>
  flat(pages)
    .map(({ id }) => id)
    .join('');

describe('a conversation in its list', () => {
  const loaded = list(true, [row('a', 9), row('b', 7)], [row('c', 5), row('d', 3)]);

  test('moves up when something happened, also from another page', () => {
    expect(ids(withConversation(loaded, row('d', 9.5), true))).toBe('dabc');
    expect(ids(withConversation(loaded, row('d', 6), true))).toBe('abdc');
  });

  test('comes, and goes', () => {
    expect(ids(withConversation(loaded, row('e', 8), true))).toBe('aebcd');
    expect(ids(withConversation(loaded, row('b', 7), false))).toBe('acd');
  });

  test('below the last loaded row is left to the next page, unless there is none', () => {
    expect(withConversation(loaded, row('e', 1), true)).toBe(loaded);
    expect(ids(withConversation(list(false, [row('a', 9)]), row('e', 1), true))).toBe('ae');
    expect(ids(withConversation(list(false, []), row('e', 1), true))).toBe('e');
  });

  test('which is neither there nor belongs there changes nothing', () => {
    expect(withConversation(loaded, row('x', 9), false)).toBe(loaded);
  });
});

const entry = (id: string, text = ''): ThreadEntry => ({ id, text }) as ThreadEntry;
const thread = (...pages: string[]): Pages<ThreadEntry> => ({
  pages: pages.map((names, index) => ({
    data: [...names].map((id) => entry(id)),
    nextCursor: index === pages.length - 1 ? null : `c${index}`,
  })),
  pageParams: pages.map(() => null),
});
const head = (names: string, nextCursor: string | null = 'c'): { data: ThreadEntry[]; nextCursor: string | null } => ({
  data: [...names].map((id) => entry(id)),
  nextCursor,
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
