import { SpreadsheetFault } from './spreadsheet-fault.ts';

const chunkLength = 1024 * 1024;

/** Many texts in the room of their bytes, outside the heap: as strings they would take several times as much. */
export class TextStore {
  readonly #chunks: Buffer[] = [];
  /** Of the last chunk. */
  #used = chunkLength;
  /** Where each text begins, as if the chunks were one. It ends with a zero, which XML cannot say. */
  #starts = new Uint32Array(1024);
  #count = 0;

  get byteLength(): number {
    return this.#chunks.length * chunkLength;
  }

  add(text: string): void {
    const length = Buffer.byteLength(text) + 1;
    if (length > chunkLength) throw new SpreadsheetFault('A text is longer than a cell can be.');
    if (this.#used + length > chunkLength) {
      this.#chunks.push(Buffer.alloc(chunkLength));
      this.#used = 0;
    }
    if (this.#count === this.#starts.length) {
      const starts = new Uint32Array(2 * this.#count);
      starts.set(this.#starts);
      this.#starts = starts;
    }
    this.#starts[this.#count++] = (this.#chunks.length - 1) * chunkLength + this.#used;
    this.#chunks.at(-1)!.write(text, this.#used);
    this.#used += length;
  }

  get(index: number): string | undefined {
    const start = index < this.#count ? this.#starts[index] : undefined;
    if (start === undefined) return undefined;
    const chunk = this.#chunks[Math.floor(start / chunkLength)]!;
    const offset = start % chunkLength;
    return chunk.toString('utf8', offset, chunk.indexOf(0, offset));
  }
}
