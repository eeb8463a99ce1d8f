import { randomBytes } from 'node:crypto';

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** All together; the oldest are forgotten, as a real file's address is after an hour. */
const mostBytes = 256 * 1024 * 1024;

/** What bots and customers have sent, for as long as there is room. */
export class StoredFiles {
  readonly #files = new Map<string, StoredFile>();
  #bytes = 0;

  add(file: Omit<StoredFile, 'id'>): StoredFile {
    const stored = { ...file, id: `BQAC${randomBytes(24).toString('base64url')}` };
    this.#files.set(stored.id, stored);
    this.#bytes += stored.bytes.length;
    for (const [id, { bytes }] of this.#files) {
      if (this.#bytes <= mostBytes || id === stored.id) break;
      this.#files.delete(id);
      this.#bytes -= bytes.length;
    }
    return stored;
  }

  get(id: string): StoredFile | undefined {
    return this.#files.get(id);
  }
}
