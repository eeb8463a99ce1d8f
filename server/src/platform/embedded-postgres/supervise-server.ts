import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './server-process.ts';
import type { ProcessIdentity } from './server-process.ts';
import type { LauncherLog } from './start-embedded-postgres.ts';

const interval = 1_000;

export interface Supervisor {
  current(): ProcessIdentity;
  /** Resolves to the server as it is when nobody will start it again. */
  end(): Promise<ProcessIdentity>;
}

/**
 * Starts the server again when it has gone though nobody stopped it (the kernel ran out of memory, an administrator
 * mistook it for another). A start that fails is tried again.
 */
export function superviseServer(
  first: ProcessIdentity,
  startAgain: () => Promise<ProcessIdentity>,
  log: LauncherLog,
): Supervisor {
  const over = new AbortController();
  let server = first;
  const watching = watch();

  async function watch(): Promise<void> {
    while (await pause(over.signal)) {
      if (isAlive(server)) continue;
      log.warn(`PostgreSQL (process ${server.pid}) has gone: starting it again`);
      try {
        server = await startAgain();
      } catch (error) {
        log.warn(error instanceof Error ? error.message : String(error));
      }
    }
  }

  return {
    current: () => server,
    async end() {
      over.abort();
      await watching;
      return server;
    },
  };
}

/** False when it is over. Does not keep the process alive. */
async function pause(signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(interval, undefined, { ref: false, signal });
    return true;
  } catch {
    return false;
  }
}
