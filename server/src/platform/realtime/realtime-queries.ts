import type { EventName, PlacedEvent } from '@parley/contract/events';
import type { Database, Statement } from '../database/database.ts';

/** An event as it goes out, with whose it is. */
export interface PublishedEvent extends PlacedEvent {
  readonly organizationId: string;
}

/** After one place and up to another. */
export interface Range {
  readonly after: number;
  readonly until: number;
}

interface Row extends Omit<PublishedEvent, 'createdAt'> {
  readonly createdAt: Date;
}

// A look-up for each place, as in consumer-queries: as a join, the planner may read all events.
const columns = `place.position, place.organization_id as "organizationId", event.id, place.name, event.payload,
    event.created_at as "createdAt"
  from event_positions as place
  join lateral (select id, payload, created_at from events
    where organization_id = place.organization_id and id = place.event_id limit 1) as event on true`;

/** The next events of these organizations, in order. Reads the places of all: it follows their end, a few at a time. */
export async function listPublished(
  db: Database,
  organizationIds: readonly string[],
  { after, until }: Range,
  limit: number,
): Promise<PublishedEvent[]> {
  const statement: Statement = {
    name: `realtime_list_published_${limit}`,
    text: `select ${columns}
      where place.position > $1 and place.position <= $2 and place.organization_id = any($3)
      order by place.position limit ${limit}`,
  };
  return (await db.run<Row>(statement, [after, until, organizationIds])).map(published);
}

/** What a listener of one organization missed, in order. */
export async function listMissed(
  db: Database,
  organizationId: string,
  { after, until }: Range,
  names: readonly EventName[],
  limit: number,
): Promise<PublishedEvent[]> {
  const statement: Statement = {
    name: `realtime_list_missed_${limit}`,
    text: `select ${columns}
      where place.organization_id = $3 and place.position > $1 and place.position <= $2 and place.name = any($4)
      order by place.position limit ${limit}`,
  };
  return (await db.run<Row>(statement, [after, until, organizationId, names])).map(published);
}

function published(row: Row): PublishedEvent {
  return { ...row, createdAt: row.createdAt.toISOString() };
}
