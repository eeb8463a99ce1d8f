import { join } from 'node:path';
import { migrate } from '#platform/database/migrate';
import { startEmbeddedPostgres } from '#platform/embedded-postgres/start-embedded-postgres';
import { createLog } from '#platform/log';
import { loadConfig } from '../config.ts';

/** `parley migrate`: the roles, the tables and the job queue, for those who do it apart from the start. */
export async function migrateDatabase(): Promise<number> {
  const config = loadConfig();
  if (config.databaseUrl) {
    await migrate(config.databaseUrl);
  } else {
    const postgres = await startEmbeddedPostgres({ dataDir: join(config.dataDir, 'postgres'), log: createLog('warn') });
    try {
      await migrate(postgres.connectionString);
    } finally {
      await postgres.stop();
    }
  }
  console.log('The database has the schema of this version.');
  return 0;
}
