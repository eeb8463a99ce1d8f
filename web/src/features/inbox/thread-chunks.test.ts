import type { ThreadEntry } from '@parley/contract/conversations';
import { expect, test } from 'vitest';
import * as fc from 'fast-check';
import { blocksOf } from './thread-blocks.ts';
import { chunksOf, type Chunk } from './thread-chunks.ts';

const idOf = (index: number): string => `m${String(index).padStart(5, '0')}`;
const entryOf = (index: number): ThreadEntry =>
  ({
    id: idOf(index),
    kind: index % 7 === 0 ? 'note' : 'message',
    direction: index % 7 === 0 ? 'note' : 'in',
    author: { kind: 'contact', id: 'c', name: null },
    state: null,
    at: new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString(),
  }) as ThreadEntry;
const all = Array.from({ length: 5_000 }, (_, index) => entryOf(index));
const day = (at: string): string => at.slice(0, 10);
/** Newest first, as a thread gives them. */
const blocksFrom = (from: number, to: number) => blocksOf(all.slice(from, to).toReversed(), [], day);

test('INB-2 what is loaded above or arrives below leaves the parts that are there as they are', () => {
  const moves = fc.array(fc.record({ older: fc.nat({ max: 80 }), newer: fc.nat({ max: 5 }) }), { maxLength: 40 });
  fc.assert(
    fc.property(moves, (steps) => {
      const starts = new Set<string>();
      let [from, to] = [2_500, 2_550];
      let chunks: readonly Chunk[] = chunksOf(blocksFrom(from, to), starts);
      for (const { older, newer } of steps) {
        from = Math.max(0, from - older);
        to = Math.min(all.length, to + newer);
        const blocks = blocksFrom(from, to);
        const next = chunksOf(blocks, starts, chunks);
        expect(next.flatMap((chunk) => chunk.blocks)).toEqual(blocks);
        const keys = next.map(({ key }) => key);
        expect(keys.filter((key) => chunks.some((chunk) => chunk.key === key))).toEqual(chunks.map(({ key }) => key));
        // Only the part that something joins on to is made anew, and the one whose day is now told further up.
        const kept = chunks.filter((chunk) => next.includes(chunk)).length;
        expect(kept).toBeGreaterThanOrEqual(chunks.length - (older > 0 ? 1 : 0) - (newer > 0 ? 1 : 0));
        for (const { blocks: of } of next) expect(of.filter(({ kind }) => kind !== 'day').length).toBeLessThan(62);
        chunks = next;
      }
    }),
    { numRuns: 60 },
  );
});

test('a message that has changed is painted anew, and nothing but its part', () => {
  const starts = new Set<string>();
  const before = chunksOf(blocksFrom(0, 300), starts);
  const entries = all.slice(0, 300).toReversed();
  const at = entries.findIndex(({ id }) => id === idOf(100));
  const changed = entries.with(at, { ...entries[at]!, state: 'read' });
  const after = chunksOf(blocksOf(changed, [], day), starts, before);
  expect(after.filter((chunk) => !before.includes(chunk))).toHaveLength(1);
});
