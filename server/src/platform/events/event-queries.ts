import type { Database, Statement } from '../database/database.ts';

/** How far the order has come: everything up to (horizon, horizonId) has its position, below or at `lastPosition`. */
export interface Place {
  readonly horizon: string;
  readonly horizonId: string;
  readonly lastPosition: number;
  readonly cluster: string | null;
}

const columns = 'horizon::text as "horizon", horizon_id as "horizonId", last_position as "lastPosition", cluster';

const readPlace: Statement = { name: 'events_read_place', text: `select ${columns} from event_dispatcher` };
// A dispatcher that freezes inside its transaction must not keep the others out for longer than this.
const lockPlace: Statement = {
  name: 'events_lock_place',
  text: `select ${columns}, set_config('idle_in_transaction_session_timeout', '5000', true)
    from event_dispatcher for update skip locked`,
};

export async function findPlace(db: Database): Promise<Place> {
  return (await db.run<Place>(readPlace, []))[0]!;
}

/** The place, locked to the end of the transaction; null while another process is at it. */
export async function lockDispatcher(db: Database): Promise<Place | null> {
  return (await db.run<Place>(lockPlace, []))[0] ?? null;
}

/** Transactions below `complete` have ended, so nothing more appears there; those from `future` on have not begun. */
export interface Snapshot {
  readonly complete: string;
  readonly future: string;
}

const readSnapshot: Statement = {
  name: 'events_snapshot',
  text: `select pg_snapshot_xmin(s)::text as complete, pg_snapshot_xmax(s)::text as future from pg_current_snapshot() as s`,
};

export async function getSnapshot(db: Database): Promise<Snapshot> {
  return (await db.run<Snapshot>(readSnapshot, []))[0]!;
}

const readCluster: Statement = {
  name: 'events_cluster',
  text: 'select system_identifier::text as cluster from pg_control_system()',
};

/** Which PostgreSQL cluster this is: transaction numbers are comparable within one only. */
export async function getCluster(db: Database): Promise<string> {
  return (await db.run<{ cluster: string }>(readCluster, []))[0]!.cluster;
}

/** What waits behind the horizon: events that can be placed now, and events held back by a transaction that still runs. */
const readBacklog: Statement = {
  name: 'events_backlog',
  text: `select
    (select true from events where (xid, id) > ($1::xid8, $2::uuid) and xid < $3::xid8 order by xid, id limit 1) is not null as ready,
    (select true from events where xid >= $3::xid8 and xid < $4::xid8 order by xid, id limit 1) is not null as held`,
};

export async function findBacklog(
  db: Database,
  place: Place,
  snapshot: Snapshot,
): Promise<{ ready: boolean; held: boolean }> {
  const values = [place.horizon, place.horizonId, snapshot.complete, snapshot.future];
  return (await db.run<{ ready: boolean; held: boolean }>(readBacklog, values))[0]!;
}

/** What a pass has looked at, up to (xid, id), and what of that it has placed. */
export interface Placed {
  readonly scanned: number;
  readonly placed: number;
  readonly names: string[] | null;
  readonly xid: string;
  readonly id: string;
}

// The planner knows only the text: with the limit as a parameter, or an anti-join instead of the look-up, it would read and
// sort whole tables.
const placing = (name: string, range: string): Statement => ({
  name,
  text: `with scanned as (
      select organization_id, id, name, xid from events where ${range}
    ), fresh as (
      select scanned.* from scanned
      left join lateral (select position from event_positions as known
        where known.organization_id = scanned.organization_id and known.event_id = scanned.id limit 1) as known on true
      where known.position is null
    ), placed as (
      insert into event_positions (organization_id, position, event_id, name)
      select organization_id, $1::bigint + row_number() over (order by xid, id), id, name from fresh
    )
    select count(*)::int as scanned,
      (array_agg(xid::text order by xid desc, id desc))[1] as xid, (array_agg(id order by xid desc, id desc))[1] as id,
      (select count(*)::int from fresh) as placed, (select array_agg(distinct name) from fresh) as names
    from scanned`,
});

/** Gives the next `limit` events below `complete` the positions after `place.lastPosition`, in order of (xid, id). */
export async function placeEvents(db: Database, place: Place, complete: string, limit: number): Promise<Placed> {
  const range = `(xid, id) > ($2::xid8, $3::uuid) and xid < $4::xid8 order by xid, id limit ${limit}`;
  const statement = placing(`events_place_${limit}`, range);
  return (await db.run<Placed>(statement, [place.lastPosition, place.horizon, place.horizonId, complete]))[0]!;
}

const placeForeign = placing('events_place_foreign', 'xid < $2::xid8 or xid >= $3::xid8');

/** The same for all that came from another cluster: what is there and not of a transaction under way. */
export async function placeForeignEvents(db: Database, after: number, { complete, future }: Snapshot): Promise<Placed> {
  return (await db.run<Placed>(placeForeign, [after, complete, future]))[0]!;
}

const movePlace: Statement = {
  name: 'events_move_place',
  text: 'update event_dispatcher set horizon = $1::xid8, horizon_id = $2, last_position = $3, cluster = $4',
};

export async function updatePlace(db: Database, to: Place): Promise<void> {
  await db.run(movePlace, [to.horizon, to.horizonId, to.lastPosition, to.cluster]);
}
