import { existsSync } from 'node:fs';
import { type FileHandle, open, readFile, rename, writeFile } from 'node:fs/promises';

const writeInterval = 100;

/**
 * What the sandbox remembers: one JSON object a line, appended about 100 ms after it became true. The file is written anew
 * at every start, so it does not keep what was removed.
 */
export class StateFile {
  readonly #file: FileHandle;
  readonly #timer: NodeJS.Timeout;
  #lines: string[] = [];
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle) {
    this.#file = file;
    this.#timer = setInterval(() => this.#write(), writeInterval);
  }

  /** The records of a file in their order; none when there is no file. A last line that was cut short is left out. */
  static async read(path: string): Promise<unknown[]> {
    if (!existsSync(path)) return [];
    const records: unknown[] = [];
    const lines = (await readFile(path, 'utf8')).split('\n');
    for (const [index, line] of lines.entries()) {
      if (line === '') continue;
      try {
        records.push(JSON.parse(line) as unknown);
      } catch (error) {
        // Only a write that was interrupted may look so, and nothing follows it.
        if (index < lines.length - 1) throw error;
      }
    }
    return records;
  }

  /** Replaces the file by these records, in one step, and goes on from there. */
  static async begin(path: string, records: readonly unknown[]): Promise<StateFile> {
    const draft = `${path}.new`;
    await writeFile(draft, records.map((record) => `${JSON.stringify(record)}\n`).join(''), { mode: 0o600 });
    await rename(draft, path);
    return new StateFile(await open(path, 'a', 0o600));
  }

  append(record: unknown): void {
    this.#lines.push(`${JSON.stringify(record)}\n`);
  }

  /** Resolves when everything is in the file. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#write();
    await this.#writing;
    await this.#file.close();
  }

  #write(): void {
    if (this.#lines.length === 0) return;
    const text = this.#lines.join('');
    this.#lines = [];
    this.#writing = this.#writing
      .then(() => this.#file.appendFile(text))
      // A full disk must not end the sandbox: what is in memory still holds until it stops.
      .catch((error: unknown) => console.error(error));
  }
}
