import type { Readable } from 'node:stream';

/** Where the bytes of files are kept. Local disk by default; another store is another implementation of this. */
export interface FileStorage {
  /**
   * Streams to the store; resolves after the bytes are durable. Fails with `file_too_large` past `limitBytes`, with
   * `storage_full` when there is no room, and as the source fails; then nothing is kept.
   */
  write(source: Readable, limitBytes: number): Promise<StoredFile>;
  /** `end` is included. Rejects when there is nothing under the key. */
  read(storageKey: string, range?: { start: number; end?: number }): Promise<Readable>;
  /**
   * Deletes content, unless somebody has written the same since `writtenBefore`: they may be about to refer to it.
   * True when it is gone.
   */
  remove(storageKey: string, writtenBefore: Date): Promise<boolean>;
  /** All keys, in portions. */
  list(): AsyncIterable<readonly string[]>;
}

export interface StoredFile {
  /** The same for the same content: whoever removes it first makes sure that nobody else refers to it. */
  readonly storageKey: string;
  readonly sizeBytes: number;
  readonly sha256: Buffer;
}
