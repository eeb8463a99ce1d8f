import { Client } from 'pg';
import type { EmbeddedPostgres } from '../../server/src/platform/embedded-postgres/start-embedded-postgres.ts';

/**
 * As on a server that has run for an hour: the log's files are there to be used again. New ones are filled with zeros first,
 * which is as much writing once more.
 */
export async function checkpoint(postgres: EmbeddedPostgres): Promise<void> {
  const client = new Client(postgres.superuserConnectionString);
  await client.connect();
  try {
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}
