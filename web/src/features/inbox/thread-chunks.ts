/** A thread in parts that are laid out by themselves: see `ThreadChunk`. */
import type { Block } from './thread-blocks.ts';

export interface Chunk {
  readonly key: string;
  readonly blocks: readonly Block[];
}

const mostBlocks = 60;

/**
 * The blocks in parts of at most `mostBlocks` and their days. `starts` remembers where parts begin: what is loaded above or
 * arrives below makes parts of its own, and the others stay the same objects, so that nothing of them is made anew.
 */
export function chunksOf(blocks: readonly Block[], starts: Set<string>, before: readonly Chunk[] = []): Chunk[] {
  const chunks: { key: string; blocks: Block[] }[] = [];
  let day: Block[] = [];
  for (const block of blocks) {
    if (block.kind === 'day') {
      // It goes with what it stands above.
      day = [block];
      continue;
    }
    const last = chunks.at(-1);
    if (last && !starts.has(block.key) && last.blocks.length < mostBlocks) last.blocks.push(...day, block);
    else {
      starts.add(block.key);
      chunks.push({ key: block.key, blocks: [...day, block] });
    }
    day = [];
  }
  const known = new Map(before.map((chunk) => [chunk.key, chunk]));
  return chunks.map((chunk) => {
    const held = known.get(chunk.key);
    return held && isSame(held.blocks, chunk.blocks) ? held : chunk;
  });
}

const isSame = (ones: readonly Block[], others: readonly Block[]): boolean =>
  ones.length === others.length && ones.every((one, index) => isSameBlock(one, others[index]!));

function isSameBlock(one: Block, other: Block): boolean {
  if (one.key !== other.key) return false;
  if (one.kind === 'day') return true;
  if (one.kind === 'outgoing') return other.kind === 'outgoing' && one.item === other.item;
  if (other.kind !== one.kind || one.entry !== other.entry) return false;
  return one.kind !== 'bubble' || other.kind !== 'bubble' || one.closes === other.closes;
}
