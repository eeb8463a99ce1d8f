import { AppError } from '../errors.ts';
import { isUuid } from '../uuid.ts';
import { parseUuidArray } from './array-text.ts';
import { Database } from './database.ts';
import type { Role } from './roles.ts';
import pg from 'pg';

// bigint counts fit a double as long as they stay below 2^53; dates without a time stay text, as a birthday has no zone.
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === 20) return Number;
    if (oid === 1700) return Number;
    if (oid === 1082) return (text: string) => text;
    if (oid === 2951) return parseUuidArray;
    return pg.types.getTypeParser(oid, format);
  }) as pg.CustomTypesConfig['getTypeParser'],
};

export interface TransactionOptions {
  readonly readOnly?: boolean;
}

/** Every way into the database: one pool a role, and nothing outside a transaction. */
export interface Pools {
  /** A transaction of one organization, as `parley_app`: row-level security shows nothing of any other. */
  tenant<T>(organizationId: string, work: (db: Database) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** A transaction over all organizations, as `parley_system`: scheduler, lease keeper, dispatcher, sign-in. */
  system<T>(work: (db: Database) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /**
   * A read as `parley_search`, for predicates that no index serves behind a policy (ILIKE, full text, arrays, jsonb).
   * Only `*-search-queries.ts` may use it; each such query is handed the organization and must filter by it.
   */
  search<T>(work: (db: Database) => Promise<T>): Promise<T>;
  /** The pool the job queue works with. */
  readonly systemPool: pg.Pool;
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly connectionString: string;
  readonly maxConnections?: number;
  readonly onError?: (error: Error) => void;
}

/** Well below a lease; no transaction of ours waits for anything but the database. */
const idleMilliseconds = 5_000;

export function createPools(options: PoolOptions): Pools {
  const size = options.maxConnections ?? 20;
  const open = (role: Role, max: number): pg.Pool => {
    const pool = new pg.Pool({
      connectionString: options.connectionString,
      // Statements here are short and many at a time: to compile one that looks costly, or to share it out to several
      // workers, takes longer than to run it. And a process that freezes between two of them must not keep its locks, or
      // nobody could take its channels over (F12). The page cost is that of memory and solid disks: PostgreSQL's own is for
      // spinning ones and has batches of keys read whole tables.
      options: [
        `-c role=${role} -c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1`,
        `-c idle_in_transaction_session_timeout=${idleMilliseconds}`,
      ].join(' '),
      application_name: `parley ${role.replace('parley_', '')}`,
      max,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 30_000,
      types,
    });
    // A connection that breaks while idle is replaced on the next use.
    pool.on('error', (error) => options.onError?.(error));
    // One that breaks while it is lent fails the statement under way, and its own event must not end the process (F13).
    pool.on('connect', (client) => client.on('error', (error) => options.onError?.(error)));
    return pool;
  };
  const app = open('parley_app', size);
  const system = open('parley_system', Math.max(4, Math.ceil(size / 2)));
  const search = open('parley_search', Math.max(2, Math.ceil(size / 4)));

  return {
    tenant: (organizationId, work, transactionOptions) => {
      if (!isUuid(organizationId)) throw new Error(`Not an organization id: ${organizationId}`);
      // One round trip: the id is a checked UUID, so it can stand in the text.
      const begin = `${beginText(transactionOptions)}; set local app.organization_id = '${organizationId}'`;
      return transact(app, begin, work);
    },
    system: (work, transactionOptions) => transact(system, beginText(transactionOptions), work),
    search: (work) => transact(search, beginText({ readOnly: true }), work),
    systemPool: system,
    close: async () => {
      await Promise.all([app.end(), system.end(), search.end()]);
    },
  };
}

function beginText(options?: TransactionOptions): string {
  return options?.readOnly ? 'begin read only' : 'begin';
}

async function transact<T>(pool: pg.Pool, begin: string, work: (db: Database) => Promise<T>): Promise<T> {
  const client = await connectAndBegin(pool, begin);
  const db = new Database(client);
  let broken: Error | undefined;
  let result: T;
  try {
    result = await work(db);
    await client.query('commit');
  } catch (error) {
    try {
      await client.query('rollback');
    } catch (rollbackError) {
      // The connection is gone or in an unknown state: it must not go back to the pool.
      broken = rollbackError as Error;
    }
    throw error;
  } finally {
    client.release(broken);
  }
  db.committed();
  return result;
}

/** A connection may have died while it lay idle. Nothing has begun on it, so another one may be taken (F13). */
async function connectAndBegin(pool: pg.Pool, begin: string): Promise<pg.PoolClient> {
  for (;;) {
    const idle = pool.idleCount;
    const client = await connect(pool);
    try {
      await client.query(begin);
      return client;
    } catch (error) {
      client.release(error as Error);
      if (idle === 0) throw new AppError('server_busy', { cause: error });
    }
  }
}

/** No connection within the time, or no server at all: the caller is asked to come again (F14). */
async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (cause) {
    throw new AppError('server_busy', { cause });
  }
}
