import { sql } from 'kysely';
import type { EventName } from '@parley/contract/events';
import type { Database } from '#platform/database/database';

/**
 * The place of the installation's newest event. Not the organization's own: to find that, the planner may walk back over
 * everybody's.
 */
export async function getLastPosition(db: Database): Promise<number> {
  const row = await db.selectFrom('event_dispatcher').select('last_position').executeTakeFirstOrThrow();
  return row.last_position;
}

export interface EventRow {
  readonly position: number;
  readonly id: string;
  readonly name: EventName;
  readonly payload: Record<string, unknown>;
  readonly createdAt: Date;
}

/** The organization's events with one of these names, after one place and up to another, in order. */
export async function listEvents(
  db: Database,
  organizationId: string,
  range: { readonly after: number; readonly until: number },
  names: readonly EventName[],
  limit: number,
): Promise<EventRow[]> {
  // A look-up for each place: as a join, the planner reads all events of the organization.
  const { rows } = await sql<EventRow>`
    select place.position, event.id, place.name, event.payload, event.created_at as "createdAt"
    from event_positions as place
    join lateral (select id, payload, created_at from events
      where organization_id = place.organization_id and id = place.event_id limit 1) as event on true
    where place.organization_id = ${organizationId} and place.position > ${range.after} and place.position <= ${range.until}
      and place.name = any(${names})
    order by place.position limit ${limit}`.execute(db);
  return rows;
}
