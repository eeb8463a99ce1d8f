import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

export interface TestDatabase {
  /** Connects as `parley`, which owns the database and is no superuser. */
  readonly connectionString: string;
  /** Ends the sessions that are left and deletes the database. */
  drop(): Promise<void>;
}

/** A migrated database of the caller's own, cloned from the template in some tens of milliseconds. For `*.db.test.ts` files. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { connectionString } = inject('testPostgres');
  const name = `test_${randomBytes(8).toString('hex')}`;
  // Copying the files beats writing every page of them to the log, PostgreSQL's default, by ten times.
  await administer(`create database ${name} template parley owner parley strategy file_copy`);
  return {
    connectionString: connectionString.replace('/parley?', `/${name}?`),
    drop: () => administer(`drop database ${name} with (force)`),
  };
}

async function administer(statement: string): Promise<void> {
  const client = new Client({ connectionString: inject('testPostgres').superuserConnectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
