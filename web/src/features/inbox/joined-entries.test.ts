import type { ThreadEntry } from '@parley/contract/conversations';
import { expect, test } from 'vitest';
import { joinedEntries } from './joined-entries.ts';

const entries = (...ids: string[]): ThreadEntry[] => ids.map((id) => ({ id, text: `old ${id}` }) as ThreadEntry);
const fresh = (...ids: string[]): ThreadEntry[] => ids.map((id) => ({ id, text: `new ${id}` }) as ThreadEntry);
const told = (newest: ThreadEntry[], around: ThreadEntry[]) => {
  const { entries: all, isApart, ends } = joinedEntries(newest, around);
  return [all.map(({ text }) => text), isApart, ends];
};

test('without a part around an entry there is the newest one', () => {
  expect(told(fresh('9', '8'), [])).toEqual([['new 9', 'new 8'], false, 'newest']);
});

test('a part that is apart stands alone, so that no gap looks like none', () => {
  expect(told(fresh('9', '8'), entries('4', '3'))).toEqual([['old 4', 'old 3'], true, 'around']);
  expect(told([], entries('4'))).toEqual([['old 4'], true, 'around']);
});

test('where they meet they are one, each entry once, as the newest part has it', () => {
  expect(told(fresh('9', '8', '6'), entries('7', '6', '5', '4'))).toEqual([
    ['new 9', 'new 8', 'new 6', 'old 5', 'old 4'],
    false,
    'around',
  ]);
  expect(told(fresh('9', '8', '7'), entries('8', '7'))).toEqual([['new 9', 'new 8', 'new 7'], false, 'newest']);
});
