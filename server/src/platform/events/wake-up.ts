import type pg from 'pg';
import type { Logger } from 'pino';

/**
 * What is looked at: events to be placed, events that got their place, a channel's work, an answer that is being written (key:
 * channel and conversation). The key says which, `''` all of it.
 */
export type Topic = 'events' | 'placed' | 'channel' | 'typing';

type Listener = (key: string) => void;

/**
 * "Look": a hint between and within processes that something was committed. Never carries facts and may be lost; whoever
 * listens also looks by itself from time to time.
 */
export interface WakeUps {
  /** At once in this process, within some milliseconds in the others. Call it after the commit. */
  wake(topic: Topic, key?: string): void;
  /** Returns the function that ends the listening. A listener must not throw. */
  on(topic: Topic, listener: Listener): () => void;
  close(): Promise<void>;
}

const postgresChannel = 'parley_wake_up';
// NOTIFY serialises commits, so hints are joined: at most one statement in this time.
const joinMilliseconds = 5;
const reconnectMilliseconds = 1_000;
// A notification holds 8000 bytes. More keys than this and the hint is for the whole topic.
const maxKeys = 100;

/** Hints over the database. Takes one connection of the pool for itself; while it is down, this process hears only its own. */
export async function openWakeUps(pool: pg.Pool, log: Logger): Promise<WakeUps> {
  const origin = crypto.randomUUID();
  const listeners = new Map<Topic, Set<Listener>>();
  const pending = new Map<Topic, Set<string>>();
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;
  let closed = false;

  const deliver = (topic: Topic, keys: Iterable<string>): void => {
    for (const listener of listeners.get(topic) ?? []) for (const key of keys) listener(key);
  };
  const send = async (): Promise<void> => {
    const hints = [...pending].map(([topic, keys]) => [topic, ...(keys.size > maxKeys ? [''] : keys)]);
    pending.clear();
    const values = [postgresChannel, JSON.stringify([origin, ...hints])];
    // When it fails, the others find out by their own polling.
    await pool.query({ name: 'wake_up', text: 'select pg_notify($1, $2)', values }).catch((error: unknown) => {
      log.warn({ err: error }, 'wake-up not sent');
    });
  };
  const flush = async (): Promise<void> => {
    await (sending = send());
    timer = undefined;
    if (pending.size > 0) schedule();
  };
  const schedule = (): void => {
    if (!closed) timer ??= setTimeout(() => void flush(), joinMilliseconds);
  };
  const receive = (payload: string): void => {
    const [from, ...hints] = JSON.parse(payload) as [string, ...[Topic, ...string[]][]];
    if (from === origin) return;
    for (const [topic, ...keys] of hints) deliver(topic, keys);
  };
  const connection = await listen(pool, log, receive, () => {
    for (const topic of listeners.keys()) deliver(topic, ['']);
  });

  return {
    wake(topic, key = '') {
      deliver(topic, [key]);
      const keys = pending.get(topic) ?? new Set();
      pending.set(topic, keys.add(key));
      schedule();
    },
    on(topic, listener) {
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set.add(listener));
      return () => set.delete(listener);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await sending;
      await connection.close();
    },
  };
}

/** Listens on one connection and replaces it when it breaks; `onGap` tells that hints may have been missed meanwhile. */
async function listen(
  pool: pg.Pool,
  log: Logger,
  receive: (payload: string) => void,
  onGap: () => void,
): Promise<{ close(): Promise<void> }> {
  let client: pg.PoolClient | undefined;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  const connect = async (): Promise<void> => {
    const opened = await pool.connect();
    if (closed) return opened.release();
    client = opened;
    opened.on('notification', ({ payload }) => receive(payload!));
    opened.on('error', (error) => drop(opened, error));
    try {
      await opened.query(`listen ${postgresChannel}`);
    } catch (error) {
      drop(opened, error as Error);
    }
  };
  const drop = (broken: pg.PoolClient, error: Error): void => {
    if (client !== broken) return;
    client = undefined;
    broken.release(error);
    log.warn({ err: error }, 'wake-up connection lost');
    reconnect();
  };
  const reconnect = (): void => {
    retry = setTimeout(() => void connect().then(onGap, reconnect), reconnectMilliseconds);
  };

  await connect();
  return {
    async close() {
      closed = true;
      clearTimeout(retry);
      // Not back to the pool: it would go on listening there.
      client?.release(true);
      client = undefined;
    },
  };
}
