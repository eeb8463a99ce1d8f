/** Finds the PostgreSQL programs and makes them runnable. */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { canReach, makeReachableRoot, reachableRoot } from './account.ts';
import type { Account } from './account.ts';
import type { LauncherLog } from './start-embedded-postgres.ts';

export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Major version, such as 18. */
  readonly major: number;
}

/** Nothing of our own environment: PGDATA, PGPORT and the like would change what the server does. */
export const serverEnvironment = { LC_ALL: 'C', PATH: '/usr/bin:/bin' };

/** The programs in `folder`, or without it those of the installed package for this platform. */
export async function findBinaries(
  folder: string | undefined,
  account: Account | undefined,
  log: LauncherLog,
): Promise<Binaries> {
  const bin = realpathSync(folder ?? join(preparePackage(account, log), 'bin'));
  const postgres = join(bin, 'postgres');
  const { stdout } = await promisify(execFile)(postgres, ['--version'], { ...account, env: serverEnvironment });
  const major = Number(/ (\d+)/.exec(stdout)?.[1]);
  if (!(major >= 15)) throw new Error(`${postgres} is "${stdout.trim()}": Parley needs PostgreSQL 15 or later.`);
  return { postgres, initdb: join(bin, 'initdb'), major };
}

function preparePackage(account: Account | undefined, log: LauncherLog): string {
  const { native, version } = locatePackage();
  if (!account || canReach(account, join(native, 'bin/postgres'))) {
    linkLibraries(native);
    return native;
  }
  const copy = join(reachableRoot, `postgresql-${version}`);
  if (!existsSync(copy)) {
    log.info(`PostgreSQL, which does not run as root, cannot reach ${native}: its programs are copied to ${copy}`);
    makeReachableRoot();
    const draft = `${copy}.${process.pid}`;
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    openToAll(draft);
    linkLibraries(draft);
    placeCopy(draft, copy);
  }
  return copy;
}

/** A package installed under a strict umask can be read by its owner only. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), 0o755);
  }
}

/** Another process may have made the same copy meanwhile; then ours is not needed. */
function placeCopy(draft: string, copy: string): void {
  try {
    renameSync(draft, copy);
  } catch (error) {
    if (!existsSync(copy)) throw error;
    rmSync(draft, { recursive: true });
  }
}

function locatePackage(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new Error(
      `There is no PostgreSQL here (${name} is not installed). Run npm ci, or install PostgreSQL 15 or later and set DATABASE_URL.`,
      { cause },
    );
  }
  const root = dirname(dirname(realpathSync(entry)));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { native: join(root, 'native'), version };
}

/** The links between library names that the package's install script would make: npm packages cannot hold links, and we run no install scripts. */
function linkLibraries(native: string): void {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(native, relative('native', target));
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch (error) {
      // EEXIST: another process starting at the same moment made it.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
