/** The PostgreSQL that database tests share: one server for a run, thrown away after it. */
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFolderLocked } from '../embedded-postgres/folder-lock.ts';
import { findServer, signal, waitForExit } from '../embedded-postgres/server-process.ts';
import { startEmbeddedPostgres } from '../embedded-postgres/start-embedded-postgres.ts';
import type { EmbeddedPostgres } from '../embedded-postgres/start-embedded-postgres.ts';

const prefix = 'parley-test-';
const roomInMemory = 2 * 1024 ** 3;

/** What a run loses when it is cut short does not matter, so nothing is forced to disk. */
const throwaway = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  shared_buffers: '128MB',
  max_wal_size: '512MB',
  logging_collector: 'off',
};

/** Starts a server in a temporary folder, from the PostgreSQL programs in `binaries` or the installed package's. */
export async function startTestPostgres(binaries: string | undefined): Promise<EmbeddedPostgres> {
  await removeAbandoned();
  const folder = mkdtempSync(join(temporaryRoot(), prefix));
  const log = { info: () => undefined, warn: (message: string) => process.stderr.write(`${message}\n`) };
  const server = await startEmbeddedPostgres({
    dataDir: folder,
    log,
    settings: throwaway,
    ...(binaries && { binaries }),
  });
  return {
    ...server,
    async stop() {
      await server.stop('immediate');
      removeFolder(folder);
    },
  };
}

/** Cloning a database creates hundreds of files, which takes four times as long on a disk. */
export function temporaryRoot(): string {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > roomInMemory ? memory : tmpdir();
}

/** A run that was killed leaves its server and folder. One younger than a minute may not have taken its lock yet. */
async function removeAbandoned(): Promise<void> {
  const aMinuteAgo = Date.now() - 60_000;
  const root = temporaryRoot();
  for (const name of readdirSync(root).filter((entry) => entry.startsWith(prefix))) {
    const folder = join(root, name);
    const found = statSync(folder, { throwIfNoEntry: false });
    if (!found || found.mtimeMs > aMinuteAgo || !isOurs(found.uid) || isFolderLocked(folder)) continue;
    const server = findServer(join(realpathSync(folder), 'cluster'));
    if (server) {
      signal(server.pid, 'SIGQUIT');
      await waitForExit(server, 5_000);
    }
    removeFolder(folder);
  }
}

function isOurs(uid: number): boolean {
  const self = process.getuid?.();
  return self === 0 || self === uid;
}

/** The folder may be a link to where PostgreSQL could reach it. */
function removeFolder(folder: string): void {
  rmSync(realpathSync(folder), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}
