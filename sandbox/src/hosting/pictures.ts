import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Pictures on the phones, stored under the SHA-256 of their bytes. */
export class Pictures {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(folder: string): Promise<Pictures> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new Pictures(folder);
  }

  async put(bytes: Uint8Array): Promise<string> {
    const id = createHash('sha256').update(bytes).digest('hex');
    await writeFile(join(this.#folder, id), bytes, { mode: 0o600 });
    return id;
  }

  /** `id` must be one that `put` gave. */
  async get(id: string): Promise<Buffer> {
    return readFile(join(this.#folder, id));
  }

  async keepOnly(wanted: ReadonlySet<string>): Promise<void> {
    const unwanted = (await readdir(this.#folder)).filter((id) => !wanted.has(id));
    await Promise.all(unwanted.map((id) => rm(join(this.#folder, id), { force: true })));
  }
}
