import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadSecretKey } from './secrets.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-secrets-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('PLT-62 processes that start at once agree on one key, whole and private', async () => {
  const path = join(folder, 'deep', 'secret.key');
  const keys = await Promise.all(Array.from({ length: 20 }, () => loadSecretKey(path)));
  expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
  expect(keys[0]).toHaveLength(32);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder, 'deep'))).toEqual(['secret.key']);
  expect(await loadSecretKey(path)).toEqual(keys[0]);
});

test('a file that holds no key is not taken for one', async () => {
  const path = join(folder, 'secret.key');
  await writeFile(path, 'short\n');
  await expect(loadSecretKey(path)).rejects.toThrow('does not hold a 32-byte key');
});
