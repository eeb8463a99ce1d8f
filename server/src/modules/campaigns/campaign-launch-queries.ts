import { sql, type RawBuilder } from 'kysely';
import type { ExclusionReason } from '@parley/contract/exclusion-reasons';
import { arrayText } from '#platform/database/array-text';
import type { Database } from '#platform/database/database';
import { everybody, judged, withoutCompiling, type Audience, type People } from './campaign-audience-queries.ts';

/** One launch of a campaign at a time. An advisory lock, as it needs no transaction number: see freezeAudience. */
export async function lockLaunch(db: Database, campaignId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${campaignId}::text, 8))`.execute(db);
}

export interface Launch {
  readonly slices: number;
  readonly done: number;
  readonly shards: number;
  /** How many people have a place, by lane. */
  readonly lanes: Readonly<Record<string, number>>;
  readonly exclusions: Readonly<Partial<Record<ExclusionReason, number>>>;
}

export async function findLaunch(
  db: Database,
  organizationId: string,
  campaignId: string,
): Promise<Launch | undefined> {
  const { rows } = await sql<Launch>`select slices, done, shards, lanes, exclusions from campaign_launches
    where organization_id = ${organizationId} and campaign_id = ${campaignId}`.execute(db);
  return rows[0];
}

/**
 * Writes down who is in the audience, in lists of `sliceSize`. One statement, so that the transaction has a number only once
 * it begins to write, and holds back the order of events for a fraction of a second.
 */
export async function freezeAudience(
  db: Database,
  campaignId: string,
  audience: Audience,
  sizes: { readonly slice: number; readonly shards: number },
): Promise<void> {
  await withoutCompiling(db);
  await sql`
    with people as (select distinct contact_id from ${everybody(audience)} member),
    numbered as (select contact_id, (row_number() over (order by contact_id) - 1) / ${sizes.slice}::int as slice from people),
    sliced as (
      insert into campaign_launch_slices (organization_id, campaign_id, slice, contact_ids)
      select ${audience.organizationId}::uuid, ${campaignId}::uuid, slice, array_agg(contact_id order by contact_id)
      from numbered group by slice
      returning slice
    )
    insert into campaign_launches (organization_id, campaign_id, slices, shards)
    select ${audience.organizationId}::uuid, ${campaignId}::uuid, count(*), ${sizes.shards}::int from sliced`.execute(
    db,
  );
}

/** Where somebody stands in the plan. */
export interface Place {
  readonly lane: number;
  readonly shard: number;
  readonly position: number;
}

export interface PlaceCount {
  readonly exclusion: ExclusionReason | null;
  readonly lane: number | null;
  readonly people: number;
}

/**
 * Writes the next slice of the plan: each of its people with a place in a lane, or a reason for having none. Who talks with
 * one of the accounts already gets its lane; the others share lane 0, which is split into shards so that several claims can
 * be under way at once. Places go on where the slice before ended. Returns how many came where.
 */
export async function insertSlice(
  db: Database,
  campaignId: string,
  audience: Audience,
  launch: Launch,
): Promise<PlaceCount[]> {
  const { organizationId } = audience;
  await withoutCompiling(db);
  const taken = await sql<{ contactIds: string[] }>`
    delete from campaign_launch_slices where organization_id = ${organizationId} and campaign_id = ${campaignId}
      and slice = ${launch.done} returning contact_ids as "contactIds"`.execute(db);
  const people = slicePeople(organizationId, campaignId, taken.rows[0]!.contactIds);
  const { rows } = await sql<PlaceCount>`
    with ${judged(audience, people)}, laned as (
      select judged.*, coalesce(own.lane, 0) as lane
      from judged
      left join campaign_channels own on own.organization_id = ${organizationId} and own.campaign_id = ${campaignId}
        and own.channel_id = judged.known_to
    ), placed as (
      select laned.*, row_number() over (partition by exclusion is null, lane order by contact_id) - 1
          + coalesce((${JSON.stringify(launch.lanes)}::jsonb ->> lane::text)::int, 0) as place,
        case when lane = 0 then ${launch.shards}::int else 1 end as shards
      from laned
    ), written as (
      insert into recipients (organization_id, campaign_id, contact_id, address, exclusion, lane, shard, position)
      select ${organizationId}, ${campaignId}, contact_id, address, exclusion,
        case when exclusion is null then lane end,
        case when exclusion is null then place % shards end,
        case when exclusion is null then place / shards + 1 end
      from placed
      returning exclusion, lane
    )
    select exclusion, lane, count(*)::int as people from written group by exclusion, lane`.execute(db);
  return rows;
}

/**
 * Bounds on everything that is joined: without them each slice might hash whole tables. Whoever was deleted since the
 * audience was frozen is not there any more. An address is taken by those judged before, as within a slice by the first.
 */
function slicePeople(organizationId: string, campaignId: string, contactIds: readonly string[]): People {
  const first = contactIds[0]!;
  const last = contactIds.at(-1)!;
  const within = (column: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`and ${column} between ${first}::uuid and ${last}::uuid`;
  return {
    rows: sql`(select contact.id as contact_id from unnest(${arrayText(contactIds)}::uuid[]) as frozen (contact_id)
      join contacts contact on contact.organization_id = ${organizationId}::uuid and contact.id = frozen.contact_id
        ${within(sql`contact.id`)})`,
    within,
    // Neither the planner nor anybody knows yet how many recipients there are: each look-up is kept to its index.
    taken: sql`left join lateral (
      select true as hit
      from (select contact_id from contact_phones where organization_id = ${organizationId} and phone = screened.address
        and contact_id < ${first}::uuid and screened.reason is null offset 0) other
      cross join lateral (select from recipients earlier where earlier.organization_id = ${organizationId}
        and earlier.campaign_id = ${campaignId} and earlier.contact_id = other.contact_id
        and earlier.address = screened.address and (earlier.exclusion is null or earlier.exclusion = 'cooldown') limit 1) earlier
      limit 1) taken on true`,
  };
}

export async function updateLaunch(
  db: Database,
  organizationId: string,
  campaignId: string,
  launch: Pick<Launch, 'done' | 'lanes' | 'exclusions'>,
): Promise<void> {
  await db
    .updateTable('campaign_launches')
    .set({
      done: launch.done,
      lanes: JSON.stringify(launch.lanes),
      exclusions: JSON.stringify(launch.exclusions),
    })
    .where('organization_id', '=', organizationId)
    .where('campaign_id', '=', campaignId)
    .execute();
}

/** People of the plan at places of it, save for those erased since. */
export async function listAtPlaces(
  db: Database,
  organizationId: string,
  campaignId: string,
  places: readonly Place[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select planned.contact_id as id
    from unnest(${places.map(({ lane }) => lane)}::smallint[], ${places.map(({ shard }) => shard)}::smallint[],
      ${places.map(({ position }) => position)}::int[]) as wanted (lane, shard, position)
    cross join lateral (select contact_id from recipients where organization_id = ${organizationId} and campaign_id = ${campaignId}
      and lane = wanted.lane and shard = wanted.shard and position = wanted.position limit 1) planned
    join contacts contact on contact.organization_id = ${organizationId} and contact.id = planned.contact_id
      and contact.erased_at is null`.execute(db);
  return rows.map((row) => row.id);
}

export async function deleteLaunch(db: Database, organizationId: string, campaignId: string): Promise<void> {
  await db
    .deleteFrom('campaign_launches')
    .where('organization_id', '=', organizationId)
    .where('campaign_id', '=', campaignId)
    .execute();
}

/** Of a plan that never ran. Returns how many there were, at most `limit`. */
export async function deleteSomeRecipients(
  db: Database,
  organizationId: string,
  campaignId: string,
  limit: number,
): Promise<number> {
  const result =
    await sql`delete from recipients where organization_id = ${organizationId} and campaign_id = ${campaignId}
    and contact_id = any(array(select contact_id from recipients
      where organization_id = ${organizationId} and campaign_id = ${campaignId} order by contact_id limit ${limit}))`.execute(
      db,
    );
  return Number(result.numAffectedRows ?? 0);
}
