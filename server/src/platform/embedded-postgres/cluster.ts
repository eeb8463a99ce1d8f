/** The files of one PostgreSQL server: creating them, and the configuration we keep true. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { giveTo } from './account.ts';
import type { Account } from './account.ts';
import { serverEnvironment } from './binaries.ts';
import type { Binaries } from './binaries.ts';

/** Where the parts of one server are. Everything is below `home`, except the socket when its path would be too long. */
export interface Layout {
  readonly home: string;
  readonly cluster: string;
  readonly logFolder: string;
  readonly socketDir: string;
  /** Distinguishes this server's processes from those of other servers in the list of processes. */
  readonly clusterName: string;
}

/** Part of the socket's file name; nothing listens on the network. */
export const socketPort = 5432;

/** The kernel's limit for a socket's path is 107 bytes on Linux and 103 on macOS. */
const maxSocketPath = 103;

export function layOut(home: string): Layout {
  const id = createHash('sha256').update(home).digest('hex').slice(0, 12);
  const nearSocket = join(home, 'socket');
  const fits = Buffer.byteLength(join(nearSocket, `.s.PGSQL.${socketPort}`)) <= maxSocketPath;
  return {
    home,
    cluster: join(home, 'cluster'),
    logFolder: join(home, 'log'),
    socketDir: fits ? nearSocket : `/tmp/parley-${id}`,
    clusterName: `parley-${id}`,
  };
}

/** Creates the folders for log and socket. Throws when somebody else made the socket folder under /tmp before us. */
export function prepareFolders(layout: Layout, account: Account | undefined): void {
  for (const folder of [layout.logFolder, layout.socketDir]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder);
    const owner = account?.uid ?? process.getuid?.();
    if (!found.isDirectory() || (found.uid !== owner && found.uid !== process.getuid?.())) {
      throw new Error(`${folder} belongs to somebody else. Remove it and start again.`);
    }
    giveTo(account, folder);
    chmodSync(folder, 0o700);
  }
}

/** Creates the cluster when there is none. Throws when the one there was made by another major version. */
export async function ensureCluster(layout: Layout, binaries: Binaries, account: Account | undefined): Promise<void> {
  if (existsSync(layout.cluster)) return checkVersion(layout.cluster, binaries.major);
  // Made aside and renamed when complete: a first start that was killed leaves nothing half made.
  const draft = `${layout.cluster}.new`;
  rmSync(draft, { recursive: true, force: true });
  const args = [
    '-D',
    draft,
    '-U',
    'postgres',
    '--auth-local=peer',
    '--auth-host=reject',
    '--data-checksums',
    '--no-instructions',
    '-E',
    'UTF8',
  ];
  await promisify(execFile)(binaries.initdb, [...args, ...localeOptions(binaries.major)], {
    ...account,
    env: serverEnvironment,
    cwd: '/',
  });
  const start = "# Settings written below this line win over Parley's own.\ninclude 'parley.conf'\n";
  writeFileSync(join(draft, 'postgresql.conf'), start);
  renameSync(draft, layout.cluster);
}

/** C.UTF-8 sorts by code point, the same everywhere, and still knows the letters of every language. */
function localeOptions(major: number): string[] {
  return major >= 17
    ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--lc-ctype=C.UTF-8']
    : ['--locale=C.UTF-8'];
}

function checkVersion(cluster: string, major: number): void {
  const found = Number(readFileSync(join(cluster, 'PG_VERSION'), 'utf8'));
  if (found === major) return;
  throw new Error(
    `${cluster} was made by PostgreSQL ${found}, and this is PostgreSQL ${major}. Start the version of Parley that made it, take a backup, and restore that here into an empty folder.`,
  );
}

export type Settings = Readonly<Record<string, string>>;

/**
 * Writes the configuration. Returns whether anything changed, so that a server already running needs a restart.
 *
 * Who may connect: the kernel tells the server the user at the other end of the socket (`peer`), and only the user that
 * runs Parley may log in. So no password has to be made, kept, lost or logged, and another user of the machine is refused
 * twice, for the socket's folder is private as well.
 */
export function writeConfiguration(layout: Layout, settings: Settings, account: Account | undefined): boolean {
  const user = `"${userInfo().username}"`;
  const files = {
    'parley.conf': render({ ...ownSettings(layout), ...settings }),
    'pg_hba.conf': 'local all all peer map=parley\n',
    'pg_ident.conf': `parley ${user} parley\nparley ${user} postgres\n`,
  };
  return Object.entries(files)
    .map(([name, content]) => writeIfDifferent(join(layout.cluster, name), content, account))
    .includes(true);
}

function writeIfDifferent(path: string, content: string, account: Account | undefined): boolean {
  if (existsSync(path) && readFileSync(path, 'utf8') === content) return false;
  writeFileSync(`${path}.new`, content, { mode: 0o600 });
  giveTo(account, `${path}.new`);
  renameSync(`${path}.new`, path);
  return true;
}

function render(settings: Settings): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`);
  return `# Written by Parley at every start.\n${lines.join('')}`;
}

function ownSettings(layout: Layout): Settings {
  return {
    cluster_name: layout.clusterName,
    listen_addresses: '',
    port: String(socketPort),
    unix_socket_directories: `"${layout.socketDir.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    max_connections: '200',
    shared_buffers: '256MB',
    maintenance_work_mem: '128MB',
    // An acknowledged write survives a power cut.
    fsync: 'on',
    synchronous_commit: 'on',
    // A campaign rewrites the same rows several times: fewer checkpoints mean fewer full pages in the log.
    max_wal_size: '4GB',
    min_wal_size: '256MB',
    checkpoint_timeout: '15min',
    wal_compression: 'on',
    random_page_cost: '1.1',
    // Costs more than it gains on queries of a few milliseconds.
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    logging_collector: 'on',
    log_directory: layout.logFolder,
    // One file for each day of the week, overwritten a week later.
    log_filename: 'postgresql-%a.log',
    log_truncate_on_rotation: 'on',
    log_rotation_age: '1d',
    log_rotation_size: '0',
    // The details of an error quote rows, and rows hold personal data.
    log_error_verbosity: 'terse',
  };
}
