import type { Database } from '#platform/database/database';
import type { Lease } from './types.ts';
import { sql } from 'kysely';

const fenceStatement = {
  name: 'sending_fence',
  text: `select 1 from channel_leases where channel_id = $1 and token = $2 and expires_at > clock_timestamp() for key share`,
};

/** The first statement of every writing transaction of a runner. False: the lease is gone, write nothing. */
export async function fence(db: Database, lease: Lease): Promise<boolean> {
  const rows = await db.run(fenceStatement, [lease.channelId, lease.token]);
  return rows.length === 1;
}

/** Channels that nobody holds: never held, or held by a process that stopped renewing. */
export async function listFreeChannels(
  db: Database,
  limit: number,
): Promise<{ id: string; organizationId: string; kind: string }[]> {
  return db
    .selectFrom('channels as c')
    .leftJoin('channel_leases as l', 'l.channel_id', 'c.id')
    .select(['c.id', 'c.organization_id as organizationId', 'c.kind'])
    .where('c.removed_at', 'is', null)
    .where((eb) => eb.or([eb('l.channel_id', 'is', null), eb('l.expires_at', '<', sql<Date>`clock_timestamp()`)]))
    .orderBy(sql`random()`)
    .limit(limit)
    .execute();
}

export interface TakenLease {
  readonly token: number;
  readonly watermark: string;
}

/**
 * Takes a free channel. The row is locked FOR UPDATE, which waits for a writing transaction of the old holder to end;
 * the raised token then fences all its later ones.
 */
export async function takeLease(
  db: Database,
  channel: { id: string; organizationId: string },
  holder: string,
  leaseSeconds: number,
  watermark: string,
): Promise<TakenLease | undefined> {
  await sql`insert into channel_leases (channel_id, organization_id, holder, token, expires_at, watermark)
    values (${channel.id}, ${channel.organizationId}, ${holder}, 0, clock_timestamp() - interval '1 second', ${watermark})
    on conflict (channel_id) do nothing`.execute(db);
  const free =
    await sql`select 1 from channel_leases where channel_id = ${channel.id} and expires_at < clock_timestamp()
    for update skip locked`.execute(db);
  if (free.rows.length === 0) return undefined;
  const taken = await sql<TakenLease>`update channel_leases
    set holder = ${holder}, token = token + 1, expires_at = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    where channel_id = ${channel.id} returning token, watermark`.execute(db);
  return taken.rows[0];
}

/** Prolongs the leases that still carry our tokens; what is not in the answer is lost. Also one that ran out but nobody took. */
export async function renewLeases(
  db: Database,
  held: readonly { channelId: string; token: number; watermark: string }[],
  leaseSeconds: number,
): Promise<Set<string>> {
  const { rows } = await sql<{ channelId: string }>`update channel_leases l
    set expires_at = clock_timestamp() + make_interval(secs => ${leaseSeconds}), watermark = h.watermark
    from unnest(${held.map((lease) => lease.channelId)}::uuid[], ${held.map((lease) => lease.token)}::bigint[],
      ${held.map((lease) => lease.watermark)}::uuid[]) as h(channel_id, token, watermark)
    where l.channel_id = h.channel_id and l.token = h.token
    returning l.channel_id as "channelId"`.execute(db);
  return new Set(rows.map((row) => row.channelId));
}

/** Gives a channel back at once, after everything in flight is settled. */
export async function releaseLease(db: Database, lease: Lease, watermark: string): Promise<void> {
  await sql`update channel_leases set expires_at = clock_timestamp() - interval '1 second', watermark = ${watermark}
    where channel_id = ${lease.channelId} and token = ${lease.token}`.execute(db);
}
