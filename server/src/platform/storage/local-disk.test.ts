import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FileStorage } from './file-storage.ts';
import { openLocalDisk } from './local-disk.ts';

let folder: string;
let storage: FileStorage;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-storage-'));
  storage = await openLocalDisk(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const limit = 1_000_000;
const write = (bytes: Buffer) => storage.write(Readable.from([bytes]), limit);
const later = (): Date => new Date(Date.now() + 60_000);
async function filesOnDisk(): Promise<string[]> {
  return (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
}
const pathOf = (key: string): string => join(folder, key.slice(0, 2), key.slice(2, 4), key);

describe('writing', () => {
  test('keeps the bytes under their hash, and parts of them can be read', async () => {
    const bytes = randomBytes(300_000);
    const stored = await storage.write(Readable.from([bytes.subarray(0, 100_000), bytes.subarray(100_000)]), limit);
    const sha256 = createHash('sha256').update(bytes).digest();
    expect(stored).toEqual({ storageKey: sha256.toString('hex'), sizeBytes: bytes.length, sha256 });
    expect(await buffer(await storage.read(stored.storageKey))).toEqual(bytes);
    expect(await buffer(await storage.read(stored.storageKey, { start: 5, end: 14 }))).toEqual(bytes.subarray(5, 15));
    expect(await buffer(await storage.read(stored.storageKey, { start: 299_990 }))).toEqual(bytes.subarray(299_990));
  });

  test('PLT-40 the same content is kept once, also when it comes several times at once', async () => {
    const bytes = randomBytes(50_000);
    const stored = await Promise.all([write(bytes), write(bytes), write(bytes)]);
    expect(new Set(stored.map((file) => file.storageKey)).size).toBe(1);
    expect(await filesOnDisk()).toEqual([stored[0].storageKey]);
  });

  test('SEC-34 stops at the limit while it reads, and keeps nothing', async () => {
    let read = 0;
    const endless = new Readable({
      read() {
        read += 65_536;
        this.push(Buffer.alloc(65_536));
      },
    });
    await expect(storage.write(endless, limit)).rejects.toMatchObject({ code: 'file_too_large', details: { limit } });
    expect(read).toBeLessThan(2 * limit);
    expect(endless.destroyed).toBe(true);
    expect(await filesOnDisk()).toEqual([]);
    expect((await write(Buffer.alloc(limit))).sizeBytes).toBe(limit);
  });

  test('keeps nothing of a source that breaks off', async () => {
    const broken = Readable.from(
      (function* pieces() {
        yield randomBytes(1_000);
        throw new Error('connection lost');
      })(),
    );
    await expect(storage.write(broken, limit)).rejects.toThrow('connection lost');
    expect(await filesOnDisk()).toEqual([]);
  });

  test('what was on its way when a process died is removed a day later', async () => {
    const [old, fresh] = ['old', 'fresh'].map((name) => join(folder, 'incoming', name)) as [string, string];
    await writeFile(old, 'x');
    await writeFile(fresh, 'x');
    await utimes(old, new Date(0), new Date(0));
    await openLocalDisk(folder);
    expect(await filesOnDisk()).toEqual(['fresh']);
  });
});

describe('reading', () => {
  test('SEC-32 a key that is not one never becomes a path', async () => {
    for (const key of ['../../etc/passwd', `${'a'.repeat(60)}/../`, '', 'A'.repeat(64)]) {
      await expect(storage.read(key)).rejects.toThrow('Not a storage key');
      await expect(storage.remove(key, later())).rejects.toThrow('Not a storage key');
    }
  });

  test('what is not there is an error at once', async () => {
    await expect(storage.read('0'.repeat(64))).rejects.toThrow('ENOENT');
  });
});

describe('removing', () => {
  test('takes what is older, and is content when it is gone already', async () => {
    const { storageKey } = await write(Buffer.from('one'));
    expect(await storage.remove(storageKey, later())).toBe(true);
    expect(await filesOnDisk()).toEqual([]);
    expect(await storage.remove(storageKey, later())).toBe(true);
  });

  test('leaves what was written again meanwhile', async () => {
    const { storageKey } = await write(Buffer.from('one'));
    await utimes(pathOf(storageKey), new Date(0), new Date(0));
    const before = new Date(Date.now() - 60_000);
    await write(Buffer.from('one'));
    expect(await storage.remove(storageKey, before)).toBe(false);
    expect(await filesOnDisk()).toEqual([storageKey]);
  });

  test('a writer and a remover at the same moment: what the writer was told is kept is kept', async () => {
    const bytes = Buffer.from('contested');
    const { storageKey } = await write(bytes);
    for (let round = 0; round < 200; round++) {
      await utimes(pathOf(storageKey), new Date(0), new Date(0));
      await Promise.all([write(bytes), storage.remove(storageKey, new Date(Date.now() - 60_000))]);
      expect(await buffer(await storage.read(storageKey))).toEqual(bytes);
    }
  });
});

test('listing names everything that is kept and nothing that is on its way', async () => {
  const keys = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => (await write(Buffer.from(`${index}`))).storageKey),
  );
  await writeFile(join(folder, 'incoming', 'half'), 'x');
  const listed: string[] = [];
  for await (const portion of storage.list()) listed.push(...portion);
  expect(listed.toSorted()).toEqual(keys.toSorted());
});
