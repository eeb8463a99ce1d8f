/** The same numbers for the same seed on every run, each in [0, 1): mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** A seed out of any text (FNV-1a), for choices that must not depend on the order of events. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** A span of milliseconds to choose from, both ends included. */
export interface DelayRange {
  readonly min: number;
  readonly max: number;
}

export function pickDelay(range: DelayRange, random: () => number): number {
  return range.max === range.min ? range.min : range.min + random() * (range.max - range.min);
}
