import { type FileHandle, open } from 'node:fs/promises';
import { describeEntry, type Ledger } from './ledger.ts';

const writeInterval = 100;

/** Appends the entries of a ledger to a file, one JSON object a line, about 100 ms after they were made. */
export class LedgerFile {
  readonly #ledger: Ledger;
  readonly #file: FileHandle;
  readonly #timer: NodeJS.Timeout;
  #written = 0;
  #writing: Promise<void> = Promise.resolve();

  private constructor(ledger: Ledger, file: FileHandle) {
    this.#ledger = ledger;
    this.#file = file;
    this.#timer = setInterval(() => this.#write(), writeInterval);
  }

  /** Rejects when the file cannot be opened. */
  static async open(ledger: Ledger, path: string): Promise<LedgerFile> {
    return new LedgerFile(ledger, await open(path, 'a'));
  }

  /** Resolves when everything is in the file. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#write();
    await this.#writing;
    await this.#file.close();
  }

  #write(): void {
    const entries = this.#ledger.since(this.#written);
    if (entries.length === 0) return;
    this.#written += entries.length;
    const lines = entries.map((entry) => `${JSON.stringify(describeEntry(entry))}\n`).join('');
    this.#writing = this.#writing
      .then(() => this.#file.appendFile(lines))
      // A full disk must not end the run: the ledger that counts is the one in memory.
      .catch((error: unknown) => console.error(error));
  }
}
