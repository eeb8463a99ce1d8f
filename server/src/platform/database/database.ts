import {
  Kysely,
  PostgresAdapter,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import pg from 'pg';
import type { DB } from './tables.ts';

export type Tables = DB;

/** A statement that is prepared once a connection and run by name. For hot paths; all other SQL goes through Kysely. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/**
 * The database inside one transaction of one role. Everything done through it commits or fails together.
 * `run` executes a named prepared statement; the Kysely methods build everything else.
 */
export class Database extends Kysely<Tables> {
  readonly client: pg.PoolClient;
  readonly #afterCommit: (() => void)[] = [];

  constructor(client: pg.PoolClient) {
    super({ dialect: new ClientDialect(client) });
    this.client = client;
  }

  async run<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    const result = await this.client.query({ name: statement.name, text: statement.text, values: values as unknown[] });
    return result.rows as Row[];
  }

  /** Called once the transaction has committed, never when it failed. For wake-ups, not for effects. */
  afterCommit(listener: () => void): void {
    this.#afterCommit.push(listener);
  }

  committed(): void {
    for (const listener of this.#afterCommit) listener();
  }
}

/** Has no state between two queries, and takes longer to make than a query to build: one for all. */
const compiler = new PostgresQueryCompiler();

/** Kysely over the one connection that holds our transaction; beginning and ending it is not Kysely's business. */
class ClientDialect implements Dialect {
  readonly #connection: DatabaseConnection;

  constructor(client: pg.PoolClient) {
    this.#connection = {
      executeQuery: async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
        const result = await client.query(query.sql, query.parameters as unknown[]);
        return { rows: (result.rows ?? []) as R[], numAffectedRows: BigInt(result.rowCount ?? 0) };
      },
      streamQuery: () => {
        throw new Error('Page by cursor instead of streaming: a stream would hold the transaction open.');
      },
    };
  }

  createDriver(): Driver {
    const nested = (): Promise<never> =>
      Promise.reject(new Error('A use case is one transaction; it does not begin another.'));
    return {
      init: async () => {},
      acquireConnection: async () => this.#connection,
      releaseConnection: async () => {},
      beginTransaction: nested,
      commitTransaction: nested,
      rollbackTransaction: nested,
      destroy: async () => {},
    };
  }

  createAdapter(): PostgresAdapter {
    return new PostgresAdapter();
  }

  createQueryCompiler(): PostgresQueryCompiler {
    return compiler;
  }

  createIntrospector(): never {
    throw new Error('Table types are generated; nothing introspects at run time.');
  }
}
