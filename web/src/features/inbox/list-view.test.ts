import type { Conversation } from '@parley/contract/conversations';
import { expect, test } from 'vitest';
import { belongs, parseSearch, viewOf } from './list-view.ts';

const open = { status: 'open', assigneeId: null, channelId: 'sms', labelIds: ['urgent'] } as unknown as Conversation;

test('an address with nonsense is the usual view', () => {
  expect(viewOf(parseSearch({ view: 'everything', channel: 7, q: ' a ' }))).toEqual({ view: 'mine_unassigned' });
  expect(viewOf(parseSearch({ view: 'snoozed', label: 'x', q: 'Anna ' }))).toEqual({
    view: 'snoozed',
    labelId: 'x',
    q: 'Anna',
  });
});

test('a conversation belongs where its state, its owner and its labels say', () => {
  const mine: Conversation = { ...open, assigneeId: 'me' };
  const theirs: Conversation = { ...open, assigneeId: 'anna' };
  const where = (conversation: Conversation) =>
    (['mine', 'unassigned', 'mine_unassigned', 'all', 'snoozed', 'resolved'] as const).filter((view) =>
      belongs(conversation, { view }, 'me'),
    );
  expect(where(open)).toEqual(['unassigned', 'mine_unassigned', 'all']);
  expect(where(mine)).toEqual(['mine', 'mine_unassigned', 'all']);
  expect(where(theirs)).toEqual(['all']);
  expect(where({ ...mine, status: 'snoozed' })).toEqual(['snoozed']);
  expect(where({ ...theirs, status: 'resolved' })).toEqual(['resolved']);
  expect(belongs(open, { view: 'all', channelId: 'telegram' }, 'me')).toBe(false);
  expect(belongs(open, { view: 'all', labelId: 'urgent', assignee: 'none' }, 'me')).toBe(true);
  expect(belongs(theirs, { view: 'all', assignee: 'me' }, 'me')).toBe(false);
});
