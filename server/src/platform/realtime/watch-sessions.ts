import type { Permission } from '@parley/contract/permissions';
import type { Logger } from 'pino';
import { repeat, type Repeating } from '../repeat.ts';

/** Who is behind a session now. */
export interface SessionHolder {
  readonly userId: string;
  readonly organizationId: string;
  readonly name: string;
  readonly permissions: ReadonlySet<Permission>;
  /** One of the installation's own people. */
  readonly isRoot: boolean;
}

/** Those of the sessions that are still good; the others are over, whoever ended them and however. */
export type FindSessionHolders = (sessionIds: readonly string[]) => Promise<ReadonlyMap<string, SessionHolder>>;

export interface SessionWatch {
  readonly find: FindSessionHolders;
  /** Of the sockets that are open in this process. */
  readonly sessionIds: () => readonly string[];
  /** Told of each of them, again and again; null when it is over. */
  readonly onSeen: (sessionId: string, holder: SessionHolder | null) => void;
  readonly log: Logger;
}

/** By key, for all of a process in one statement: a thousand sessions are some milliseconds. */
const watchMilliseconds = 1_000;

/**
 * Looks every second whether the sessions behind the sockets are still good (SEC-39). The database says so whichever process
 * ended one or changed its person, so nobody has to be told and no message can be missed.
 */
export function watchSessions({ find, sessionIds, onSeen, log }: SessionWatch): Repeating {
  const look = async (): Promise<void> => {
    const ids = sessionIds();
    if (ids.length === 0) return;
    const holders = await find(ids);
    for (const id of ids) onSeen(id, holders.get(id) ?? null);
  };
  return repeat('realtime.watch-sessions', watchMilliseconds, look, log);
}
