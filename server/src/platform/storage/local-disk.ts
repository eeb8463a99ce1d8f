import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import type { FileStorage, StoredFile } from './file-storage.ts';

const temporaryFolder = 'incoming';
const abandonedAfterMilliseconds = 24 * 60 * 60 * 1_000;

/**
 * Files below a folder, named by the hash of their content: what is stored twice takes the room of one. Names that people
 * give never become part of a path (SEC-32).
 */
export async function openLocalDisk(folder: string): Promise<FileStorage> {
  const temporary = join(folder, temporaryFolder);
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  await removeAbandoned(temporary);
  const pathOf = (storageKey: string): string => {
    if (!/^[0-9a-f]{64}$/.test(storageKey)) throw new Error(`Not a storage key: ${storageKey}`);
    return join(folder, storageKey.slice(0, 2), storageKey.slice(2, 4), storageKey);
  };

  return {
    async write(source, limitBytes) {
      const incoming = join(temporary, randomUUID());
      try {
        const stored = await receive(source, incoming, limitBytes);
        await putInPlace(incoming, pathOf(stored.storageKey), folder);
        return stored;
      } catch (error) {
        await rm(incoming, { force: true });
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOSPC' || code === 'EDQUOT') throw new AppError('storage_full', { cause: error });
        throw error;
      }
    },

    async read(storageKey, range) {
      const file = await open(pathOf(storageKey));
      return file.createReadStream({ ...range });
    },

    async remove(storageKey, writtenBefore) {
      const path = pathOf(storageKey);
      const isFresh = async (at: string): Promise<boolean> => (await stat(at)).mtime >= writtenBefore;
      const leaving = join(temporary, randomUUID());
      try {
        if (await isFresh(path)) return false;
        await rename(path, leaving);
      } catch (error) {
        if (isMissing(error)) return true;
        throw error;
      }
      // Written again between the two: it goes back, unless yet another has come to its place.
      const cameBack = await isFresh(leaving);
      if (cameBack) await link(leaving, path).catch(ignore('EEXIST'));
      await rm(leaving);
      return !cameBack;
    },

    async *list() {
      for (const first of await folders(folder)) {
        for (const second of await folders(join(folder, first))) yield await readdir(join(folder, first, second));
      }
    },
  };
}

/** To a file of its own, counted and hashed on the way, and on the disk when this resolves. */
async function receive(source: Readable, path: string, limitBytes: number): Promise<StoredFile> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length;
      if (sizeBytes > limitBytes) throw new AppError('file_too_large', { details: { limit: limitBytes } });
      hash.update(chunk);
      await file.appendFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  const sha256 = hash.digest();
  return { storageKey: sha256.toString('hex'), sizeBytes, sha256 };
}

/** Over what may be there, which is the same: so its time tells when it was last written. */
async function putInPlace(incoming: string, path: string, folder: string): Promise<void> {
  const parent = dirname(path);
  const isNew = (await mkdir(parent, { recursive: true, mode: 0o700 })) !== undefined;
  await rename(incoming, path);
  await syncFolder(parent);
  if (isNew) {
    await syncFolder(dirname(parent));
    await syncFolder(folder);
  }
}

/** A name is durable when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** What was on its way when a process died. */
async function removeAbandoned(temporary: string): Promise<void> {
  const limit = Date.now() - abandonedAfterMilliseconds;
  for (const name of await readdir(temporary)) {
    const path = join(temporary, name);
    const found = await stat(path).catch(ignore('ENOENT'));
    if (found && found.mtimeMs < limit) await rm(path, { force: true });
  }
}

async function folders(path: string): Promise<string[]> {
  return (await readdir(path)).filter((name) => /^[0-9a-f]{2}$/.test(name));
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function ignore(code: string): (error: NodeJS.ErrnoException) => undefined {
  return (error) => {
    if (error.code !== code) throw error;
  };
}
