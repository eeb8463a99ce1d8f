/** Run by vitest once before the database tests: a server, and in it a migrated database for `createTestDatabase` to clone. */
import type { TestProject } from 'vitest/node';
import { migrate } from '../database/migrate.ts';
import { startTestPostgres } from './test-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    testPostgres: { connectionString: string; superuserConnectionString: string; binaries?: string };
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const binaries = process.env['PARLEY_TEST_POSTGRES_BIN'];
  const server = await startTestPostgres(binaries);
  try {
    await migrate(server.connectionString);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const { connectionString, superuserConnectionString } = server;
  project.provide('testPostgres', { connectionString, superuserConnectionString, ...(binaries && { binaries }) });
  return () => server.stop();
}
