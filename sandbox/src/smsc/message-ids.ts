export type IdBase = 'decimal' | 'hex';

/** Fewer ids a millisecond than this keep them unique over restarts. */
const idsPerMillisecond = 2 ** 12;

/**
 * Ids that never repeat, not even after a restart: those of a run begin where the clock stood when it started. Numbers stay
 * below 2^53, so that an id can be written in either base.
 */
export class MessageIds {
  #next = Date.now() * idsPerMillisecond;

  next(): number {
    return this.#next++;
  }
}

export function writeId(id: number, base: IdBase): string {
  return base === 'hex' ? id.toString(16).toUpperCase() : id.toString();
}
