/** One Parley for one folder: a file naming the process that holds it. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identifyProcess, isAlive } from './server-process.ts';
import type { ProcessIdentity } from './server-process.ts';

export interface FolderLock {
  release(): void;
}

/** Takes the folder for this process. A lock whose holder has gone is taken over; throws when the holder is alive. */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, 'parley.lock');
  const mine = JSON.stringify(identifyProcess(process.pid));
  // Written aside and linked into place, so that nobody ever reads a lock that is not complete.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    while (!tryLink(draft, path)) {
      const held = readIfThere(path);
      if (held === undefined) continue;
      const holder = parseHolder(held);
      if (holder && isAlive(holder)) {
        throw new Error(
          `${folder} is in use by another Parley (process ${holder.pid}). Stop it, or give this one a folder of its own.`,
        );
      }
      removeStale(path, held);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    release() {
      if (readIfThere(path) === mine) rmSync(path, { force: true });
    },
  };
}

/** True when a living process holds the folder. */
export function isFolderLocked(folder: string): boolean {
  const holder = parseHolder(readIfThere(join(folder, 'parley.lock')) ?? '');
  return holder !== undefined && isAlive(holder);
}

function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moved away before it is deleted: two processes may find the same stale lock, and the slower must not delete the faster's new one. */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readFileSync(aside, 'utf8') !== stale) tryLink(aside, path);
  rmSync(aside);
}

function parseHolder(text: string): ProcessIdentity | undefined {
  try {
    const { pid, startedAt } = JSON.parse(text) as Partial<ProcessIdentity>;
    return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined;
  } catch {
    return undefined;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
