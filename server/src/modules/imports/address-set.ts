const smallest = 1 << 12;
const fullest = 0.6;

/**
 * Addresses in some 20 bytes each however long they are, by 53 bits of a hash. That two of two million have the same is
 * less likely than one in four thousand, and would make a count wrong by one.
 */
export class AddressSet {
  /** Zero is an empty place. */
  #slots = new Float64Array(smallest);
  #size = 0;

  has(address: string): boolean {
    const hash = hashOf(address);
    return this.#slots[this.#placeOf(hash)] === hash;
  }

  add(address: string): void {
    const hash = hashOf(address);
    const place = this.#placeOf(hash);
    if (this.#slots[place] === hash) return;
    this.#slots[place] = hash;
    if (++this.#size > fullest * this.#slots.length) this.#grow();
  }

  /** Where the hash is, or the empty place where it would go. */
  #placeOf(hash: number): number {
    const last = this.#slots.length - 1;
    let place = hash & last;
    while (this.#slots[place] !== 0 && this.#slots[place] !== hash) place = (place + 1) & last;
    return place;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Float64Array(2 * before.length);
    for (const hash of before) if (hash !== 0) this.#slots[this.#placeOf(hash)] = hash;
  }
}

/** Two multiplicative hashes side by side; from 1 to 2^53. */
function hashOf(text: string): number {
  let one = 0x9e3779b9;
  let two = 0x85ebca6b;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 0x01000193);
    two = Math.imul(two ^ code, 0xcc9e2d51);
    two ^= two >>> 15;
  }
  one = Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ two;
  two = Math.imul(two ^ (two >>> 13), 0xc2b2ae35) ^ (one >>> 16);
  return (two >>> 11) * 0x1_0000_0000 + (one >>> 0) + 1;
}
