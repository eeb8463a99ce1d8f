/** PostgreSQL refuses to run as root. This finds the account it runs as then, and a home that account can reach. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  statSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { LauncherLog } from './start-embedded-postgres.ts';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Where files go that the account could not reach in their own place. */
export const reachableRoot = '/var/lib/parley';

/**
 * The account for the server whose files are in `dataDir`: undefined (our own) unless we are root; else the one that owns
 * existing files, the system user `parley`, or `nobody`.
 */
export function chooseAccount(dataDir: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const cluster = join(dataDir, 'cluster');
  if (existsSync(cluster)) {
    const { uid, gid } = statSync(cluster);
    if (uid !== 0) return { uid, gid };
  }
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'parley') ?? users.find(([name]) => name === 'nobody');
  // initdb looks its own account up by number, so a number without a name would not do.
  if (!user)
    throw new Error(
      'PostgreSQL does not run as root. Create an account for it (useradd --system parley), or start Parley as an ordinary user.',
    );
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

/** Whether the account may enter this folder (or run this program) and every folder above it. */
export function canReach(account: Account, path: string): boolean {
  const { mode, uid, gid } = statSync(path);
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  return (mode & bit) !== 0 && (path === '/' || canReach(account, dirname(path)));
}

/** Creates the folder that holds everything of one server, private to its account, and returns its real path. */
export function prepareHome(dataDir: string, account: Account | undefined, log: LauncherLog): string {
  const wanted = resolve(dataDir);
  mkdirSync(dirname(wanted), { recursive: true });
  const home = account && !canReach(account, realpathSync(dirname(wanted))) ? moveToReach(wanted, log) : wanted;
  mkdirSync(home, { recursive: true });
  if (!account && statSync(home).uid !== process.getuid?.()) {
    throw new Error(
      `${home} belongs to another user. Start Parley as that user, or give the folder to this one (chown -R).`,
    );
  }
  giveTo(account, home);
  chmodSync(home, 0o700);
  return realpathSync(home);
}

/** Leaves a link in place of the folder, so that the next start and the administrator find the files. */
function moveToReach(wanted: string, log: LauncherLog): string {
  const home = join(
    reachableRoot,
    `${basename(wanted)}-${createHash('sha256').update(wanted).digest('hex').slice(0, 8)}`,
  );
  if (existsSync(join(wanted, 'cluster')) && realpathSync(wanted) !== home) {
    throw new Error(
      `The unprivileged account that runs PostgreSQL cannot reach ${wanted}. Let others enter the folders above it (chmod o+x), or move it.`,
    );
  }
  log.info(`PostgreSQL, which does not run as root, cannot reach ${wanted}: its files are in ${home}`);
  makeReachableRoot();
  const there = lstatSync(wanted, { throwIfNoEntry: false });
  if (there?.isSymbolicLink()) unlinkSync(wanted);
  else if (there) rmdirSync(wanted);
  symlinkSync(home, wanted);
  return home;
}

export function makeReachableRoot(): void {
  mkdirSync(reachableRoot, { recursive: true });
  chmodSync(reachableRoot, 0o755);
}

export function giveTo(account: Account | undefined, path: string): void {
  if (account) chownSync(path, account.uid, account.gid);
}
