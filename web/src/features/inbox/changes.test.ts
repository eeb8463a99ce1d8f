import type { Conversation, ConversationChange } from '@parley/contract/conversations';
import { expect, test } from 'vitest';
import * as fc from 'fast-check';
import { changed, inverse } from './changes.ts';

const conversations: fc.Arbitrary<Conversation> = fc
  .record({
    status: fc.constantFrom('open', 'snoozed', 'resolved'),
    until: fc.constantFrom(null, '2026-12-01T09:00:00.000Z'),
    assigneeId: fc.constantFrom(null, 'anna', 'boris'),
    labelIds: fc.uniqueArray(fc.constantFrom('a', 'b', 'c')),
  })
  .map(
    ({ until, ...one }) =>
      ({ ...one, snoozedUntil: one.status === 'snoozed' ? until : null, movedAt: '1', unread: 0 }) as Conversation,
  );
const changes: fc.Arbitrary<ConversationChange> = fc.oneof(
  fc.constantFrom<ConversationChange>({ kind: 'resolve' }, { kind: 'reopen' }),
  fc.constantFrom(null, '2026-12-01T09:00:00.000Z').map((until) => ({ kind: 'snooze' as const, until })),
  fc.constantFrom(null, 'anna', 'boris').map((assigneeId) => ({ kind: 'assign' as const, assigneeId })),
  fc.constantFrom('a', 'b').map((labelId) => ({ kind: 'label' as const, labelId })),
  fc.constantFrom('a', 'b').map((labelId) => ({ kind: 'unlabel' as const, labelId })),
);

test('UX-7 every change can be taken back, or changed nothing', () => {
  fc.assert(
    fc.property(conversations, changes, (before, change) => {
      const after = changed(before, change, before.movedAt);
      const back = inverse(before, change);
      const restored = back === null ? after : changed(after, back, before.movedAt);
      expect({ ...restored, labelIds: restored.labelIds.toSorted(), waitingSince: 0 }).toEqual({
        ...before,
        labelIds: before.labelIds.toSorted(),
        waitingSince: 0,
      });
    }),
  );
});
