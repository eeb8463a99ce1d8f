import { sql } from 'kysely';
import type { EventName, EventPayload } from '@parley/contract/events';
import type { Database, Statement } from '../database/database.ts';
import { uuidv7 } from '../uuid.ts';
import type { PlacedEvent } from './reaction.ts';

/** A new consumer begins at the end: what happened before it existed is not its business. */
export async function insertConsumers(db: Database, names: readonly string[]): Promise<void> {
  await db
    .insertInto('event_consumers')
    .columns(['name', 'position'])
    .expression((eb) =>
      eb.selectFrom('event_dispatcher').select([sql<string>`unnest(${names}::text[])`.as('name'), 'last_position']),
    )
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
}

export async function getConsumerPosition(db: Database, name: string): Promise<number> {
  const row = await db
    .selectFrom('event_consumers')
    .select('position')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return row.position;
}

const lock: Statement = {
  name: 'consumer_lock',
  text: 'select position from event_consumers where name = $1 for update skip locked',
};

/** Its position, locked to the end of the transaction; null while another process is at it. */
export async function lockConsumer(db: Database, name: string): Promise<number | null> {
  return (await db.run<{ position: number }>(lock, [name]))[0]?.position ?? null;
}

const move: Statement = {
  name: 'consumer_move',
  text: 'update event_consumers set position = $2, attempts = 0, failing_since = null, last_error = null where name = $1',
};

export async function moveConsumer(db: Database, name: string, position: number): Promise<void> {
  await db.run(move, [name, position]);
}

/** Counts a failure at the consumer's present event; returns how many there have been. */
export async function countFailure(db: Database, name: string, error: string): Promise<number> {
  const row = await db
    .updateTable('event_consumers')
    .set((eb) => ({
      attempts: eb('attempts', '+', 1),
      failing_since: sql<Date>`coalesce(failing_since, now())`,
      last_error: error,
    }))
    .where('name', '=', name)
    .returning('attempts')
    .executeTakeFirstOrThrow();
  return row.attempts;
}

export async function insertQuarantined(
  db: Database,
  consumer: string,
  event: PlacedEvent,
  error: string,
): Promise<void> {
  const { organizationId, position } = event;
  await db
    .insertInto('quarantined_events')
    .values({ organization_id: organizationId, id: uuidv7(), consumer, position, error })
    .execute();
}

interface PlacedRow {
  readonly position: number;
  readonly organizationId: string;
  readonly id: string;
  readonly name: EventName;
  readonly payload: EventPayload<EventName>;
  readonly createdAt: Date;
}

const columns = `place.position, place.organization_id as "organizationId", event.id, event.name, event.payload, event.created_at as "createdAt"`;

/** The next events with one of these names, of all organizations. */
export async function listEventsAfter(
  db: Database,
  position: number,
  names: readonly EventName[],
  limit: number,
): Promise<PlacedEvent[]> {
  // The limit stands in the text for the planner, which would otherwise expect to need a tenth of the table.
  const text = `select ${columns}
    from event_positions as place
    join lateral (select id, name, payload, created_at from events
      where organization_id = place.organization_id and id = place.event_id) as event on true
    where place.position > $1 and place.name = any($2) order by place.position limit ${limit}`;
  return db.run<PlacedRow>({ name: `consumer_list_${limit}`, text }, [position, names]);
}

const lockQuarantinedRow: Statement = {
  name: 'consumer_lock_quarantined',
  text: `select quarantined.consumer, ${columns}
    from quarantined_events as quarantined
    join event_positions as place on place.organization_id = quarantined.organization_id and place.position = quarantined.position
    join events as event on event.organization_id = place.organization_id and event.id = place.event_id
    where quarantined.organization_id = $1 and quarantined.id = $2 and quarantined.replayed_at is null for update of quarantined`,
};

/** An event that was set aside and not replayed yet, with the name of the reaction; null when there is no such. */
export async function lockQuarantined(
  db: Database,
  organizationId: string,
  id: string,
): Promise<{ consumer: string; event: PlacedEvent } | null> {
  const [row] = await db.run<PlacedRow & { consumer: string }>(lockQuarantinedRow, [organizationId, id]);
  if (!row) return null;
  const { consumer, ...event } = row;
  return { consumer, event };
}

export interface QuarantinedRow {
  readonly id: string;
  readonly consumer: string;
  readonly eventId: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly error: string;
  readonly quarantinedAt: Date;
}

/** Those that were not replayed yet, newest first, before `beforeId` if given. */
export async function listQuarantined(
  db: Database,
  organizationId: string,
  limit: number,
  beforeId: string | null,
): Promise<QuarantinedRow[]> {
  const { rows } = await sql<QuarantinedRow>`
    select quarantined.id, quarantined.consumer, event.id as "eventId", event.name, event.created_at as "createdAt",
      quarantined.error, quarantined.quarantined_at as "quarantinedAt"
    from quarantined_events as quarantined
    join event_positions as place on place.organization_id = ${organizationId} and place.position = quarantined.position
    join events as event on event.organization_id = ${organizationId} and event.id = place.event_id
    where quarantined.organization_id = ${organizationId} and quarantined.replayed_at is null
      and (${beforeId}::uuid is null or quarantined.id < ${beforeId}::uuid)
    order by quarantined.id desc limit ${limit}`.execute(db);
  return rows;
}

export async function updateReplayed(db: Database, organizationId: string, id: string): Promise<void> {
  await db
    .updateTable('quarantined_events')
    .set({ replayed_at: sql<Date>`now()` })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}
