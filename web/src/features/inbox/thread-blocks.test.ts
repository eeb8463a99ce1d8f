import type { ThreadEntry } from '@parley/contract/conversations';
import { expect, test } from 'vitest';
import type { Outgoing } from './outbox-items.ts';
import { blocksOf } from './thread-blocks.ts';

const at = (time: string, day = 20): string => `2026-11-${day}T${time}:00.000Z`;
const entry = (id: string, time: string, more: Partial<ThreadEntry> = {}): ThreadEntry =>
  ({
    id,
    kind: 'message',
    direction: 'in',
    author: { kind: 'contact', id: 'c', name: null },
    state: null,
    at: at(time),
    ...more,
  }) as ThreadEntry;
const dayOf = (moment: string): string => moment.slice(0, 10);
const shown = (entries: readonly ThreadEntry[], waiting: readonly Outgoing[] = []): string =>
  blocksOf(entries.toReversed(), waiting, dayOf)
    .map((block) => (block.kind === 'bubble' ? `${block.key}${block.closes ? '.' : ''}` : `${block.kind} ${block.key}`))
    .join(' | ');

test('what one author writes in one breath is together; time and state stand under the last', () => {
  expect(shown([entry('a', '10:00'), entry('b', '10:01'), entry('c', '10:09')])).toBe(
    'day day 2026-11-20 | a | b. | c.',
  );
});

test('a new day, another author, a line between and a failure part them', () => {
  const out = { direction: 'out', author: { kind: 'user', id: 'u', name: 'Anna' }, state: 'delivered' } as const;
  expect(shown([entry('a', '23:59'), entry('b', '00:00', { at: at('00:00', 21) })])).toBe(
    'day day 2026-11-20 | a. | day day 2026-11-21 | b.',
  );
  expect(shown([entry('a', '10:00'), entry('b', '10:00', out), entry('c', '10:01', out)])).toContain('a. | b | c.');
  expect(shown([entry('a', '10:00', out), entry('e', '10:00', { kind: 'event' }), entry('b', '10:00', out)])).toContain(
    'a. | event e | b.',
  );
  expect(shown([entry('a', '10:00', { ...out, state: 'failed' }), entry('b', '10:00', out)])).toContain('a. | b.');
});

test('what has not left stands at the end', () => {
  const item = { clientId: 'x', at: at('10:05') } as Outgoing;
  expect(shown([entry('a', '10:00')], [item])).toBe('day day 2026-11-20 | a. | outgoing x');
});
