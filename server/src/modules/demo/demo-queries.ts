import { sql } from 'kysely';
import type { Database } from '#platform/database/database';

/** Channels that are held, tasks that run, and events that have no place yet. */
export async function countBusy(db: Database, organizationId: string): Promise<number> {
  const { rows } = await sql<{ busy: number }>`
    select (
      (select count(*) from channel_leases where organization_id = ${organizationId} and expires_at > clock_timestamp())
      + (select count(*) from tasks where organization_id = ${organizationId} and state = 'running')
      + (select count(*) from events e where e.organization_id = ${organizationId}
          and not exists (select from event_positions p where p.organization_id = ${organizationId} and p.event_id = e.id))
    )::int as busy`.execute(db);
  return rows[0]?.busy ?? 0;
}
