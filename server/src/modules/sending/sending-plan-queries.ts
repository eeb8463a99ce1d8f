import type { CampaignOptions } from '@parley/contract/campaigns';
import type { Database } from '#platform/database/database';
import { sql } from 'kysely';
import { counterNames } from './sending-counter-queries.ts';

/** What a runner needs to know of a campaign on its channel. Frozen at the start, so it is read once. */
export interface CampaignPlan {
  readonly id: string;
  readonly network: string;
  readonly ownLane: number;
  readonly templateText: string;
  readonly options: Partial<CampaignOptions>;
  readonly organization: { readonly name: string; readonly language: 'en' | 'ru'; readonly timeZone: string };
}

export async function findCampaignPlan(
  db: Database,
  organizationId: string,
  campaignId: string,
  channelId: string,
): Promise<CampaignPlan | undefined> {
  const { rows } = await sql<CampaignPlan & { name: string; language: 'en' | 'ru'; timeZone: string }>`
    select c.id, c.network, cc.lane as "ownLane", v.items -> 0 ->> 'text' as "templateText", c.options,
      o.name, o.language, o.time_zone as "timeZone"
    from campaigns c
    join campaign_channels cc on cc.organization_id = c.organization_id and cc.campaign_id = c.id and cc.channel_id = ${channelId}
    join template_versions v on v.organization_id = c.organization_id and v.template_id = c.template_id and v.version = c.template_version
    join organizations o on o.organization_id = c.organization_id
    where c.organization_id = ${organizationId} and c.id = ${campaignId}`.execute(db);
  const row = rows[0];
  if (row === undefined) return undefined;
  const { name, language, timeZone, ...plan } = row;
  return { ...plan, organization: { name, language, timeZone } };
}

/** Running campaigns of this channel, and how many of their channels can send now. */
export async function listActiveCampaigns(
  db: Database,
  organizationId: string,
  channelId: string,
): Promise<{ id: string; sharers: number }[]> {
  const { rows } = await sql<{ id: string; sharers: number }>`
    select cc.campaign_id as id,
      (select count(*)::int from campaign_channels other
        join channels h on h.organization_id = other.organization_id and h.id = other.channel_id
        where other.organization_id = cc.organization_id and other.campaign_id = cc.campaign_id
          and h.state = 'connected' and h.paused_at is null and h.removed_at is null) as sharers
    from campaign_channels cc
    join campaigns c on c.organization_id = cc.organization_id and c.id = cc.campaign_id and c.status = 'RUNNING'
    where cc.organization_id = ${organizationId} and cc.channel_id = ${channelId}
      and exists (select 1 from campaign_lanes l
        where l.organization_id = cc.organization_id and l.campaign_id = cc.campaign_id and l.active)
    order by cc.campaign_id`.execute(db);
  return rows;
}

export async function insertLanes(
  db: Database,
  organizationId: string,
  campaignId: string,
  lanes: readonly { lane: number; shard: number; last: number }[],
): Promise<void> {
  if (lanes.length === 0) return;
  await db
    .insertInto('campaign_lanes')
    .values(lanes.map((lane) => ({ organization_id: organizationId, campaign_id: campaignId, ...lane })))
    .execute();
}

export async function insertCounters(
  db: Database,
  organizationId: string,
  campaignId: string,
  channelIds: readonly string[],
): Promise<void> {
  await db
    .insertInto('campaign_counters')
    .values(
      channelIds.map((channelId) => ({
        organization_id: organizationId,
        campaign_id: campaignId,
        channel_id: channelId,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Waits for claims under way: each holds its lane until it commits. */
export async function setLanesActive(
  db: Database,
  organizationId: string,
  campaignId: string,
  active: boolean,
): Promise<void> {
  await db
    .updateTable('campaign_lanes')
    .set({ active })
    .where('organization_id', '=', organizationId)
    .where('campaign_id', '=', campaignId)
    .execute();
}

/** A cancelled campaign's attempts that were waiting for another try end here. */
export async function cancelWaiting(
  db: Database,
  organizationId: string,
  campaignId: string,
): Promise<{ contactId: string; channelId: string }[]> {
  const { rows } = await sql<{ contactId: string; channelId: string }>`
    update deliveries set state = 9, next_attempt_at = null, finished_at = clock_timestamp()
    where organization_id = ${organizationId} and campaign_id = ${campaignId} and next_attempt_at is not null
    returning contact_id as "contactId", channel_id as "channelId"`.execute(db);
  return rows;
}

export interface Counters {
  readonly channelId: string;
  readonly submitting: number;
  readonly waiting: number;
  readonly unknown: number;
  readonly accepted: number;
  readonly delivered: number;
  readonly read: number;
  readonly failed: number;
  readonly expired: number;
  readonly skipped: number;
  readonly cancelled: number;
  /** Of all messages, that the network took: of every attempt. */
  readonly parts: number;
}

export async function listCounters(db: Database, organizationId: string, campaignId: string): Promise<Counters[]> {
  return db
    .selectFrom('campaign_counters')
    .select(['channel_id as channelId', ...counterNames])
    .where('organization_id', '=', organizationId)
    .where('campaign_id', '=', campaignId)
    .orderBy('channel_id')
    .execute();
}

/** The same figures from the deliveries themselves: the latest attempt of each recipient counts where it was made, parts of each. */
export async function recountCounters(db: Database, organizationId: string, campaignId: string): Promise<Counters[]> {
  const { rows } = await sql<Counters>`
    select channel_id as "channelId",
      count(*) filter (where is_latest and state = 1)::int as submitting,
      count(*) filter (where is_latest and next_attempt_at is not null)::int as waiting,
      count(*) filter (where is_latest and state = 2)::int as unknown,
      count(*) filter (where is_latest and state = 3)::int as accepted,
      count(*) filter (where is_latest and state = 4)::int as delivered,
      count(*) filter (where is_latest and state = 5)::int as read,
      count(*) filter (where is_latest and state = 6 and next_attempt_at is null)::int as failed,
      count(*) filter (where is_latest and state = 7)::int as expired,
      count(*) filter (where is_latest and state = 8)::int as skipped,
      count(*) filter (where is_latest and state = 9)::int as cancelled,
      sum(parts)::int as parts
    from (select channel_id, state, next_attempt_at, parts,
        row_number() over (partition by contact_id, item order by attempt desc) = 1 as is_latest
      from deliveries where organization_id = ${organizationId} and campaign_id = ${campaignId}) attempts
    group by channel_id having bool_or(is_latest) or sum(parts) > 0 order by channel_id`.execute(db);
  return rows;
}

/** Running campaigns, over all organizations, of which nothing is left to send, to settle or to try again. */
export async function listDrainedCampaigns(db: Database): Promise<{ organizationId: string; campaignId: string }[]> {
  const { rows } = await sql<{ organizationId: string; campaignId: string }>`
    select c.organization_id as "organizationId", c.id as "campaignId"
    from campaigns c
    where c.status = 'RUNNING'
      and exists (select 1 from campaign_lanes l where l.organization_id = c.organization_id and l.campaign_id = c.id and l.active)
      and not exists (select 1 from campaign_lanes l where l.organization_id = c.organization_id and l.campaign_id = c.id and l.cursor < l.last)
      and not exists (select 1 from campaign_counters n where n.organization_id = c.organization_id and n.campaign_id = c.id
        and (n.submitting > 0 or n.waiting > 0))`.execute(db);
  return rows;
}

/** Running campaigns none of whose accounts can send: logged out, paused by a person or removed. */
export async function listStalledCampaigns(db: Database): Promise<{ organizationId: string; campaignId: string }[]> {
  const { rows } = await sql<{ organizationId: string; campaignId: string }>`
    select c.organization_id as "organizationId", c.id as "campaignId"
    from campaigns c
    where c.status = 'RUNNING'
      and exists (select 1 from campaign_lanes l where l.organization_id = c.organization_id and l.campaign_id = c.id and l.active)
      and not exists (select 1 from campaign_channels cc
        join channels h on h.organization_id = cc.organization_id and h.id = cc.channel_id
        where cc.organization_id = c.organization_id and cc.campaign_id = c.id
          and h.removed_at is null and h.paused_at is null and h.state <> 'login_required')`.execute(db);
  return rows;
}

/**
 * Opens the lanes of accounts that cannot send to the others, and closes them again when the account is back. Not of kinds
 * whose people are reached only through the account they wrote to: they wait for it, unless it was removed and never comes.
 */
export async function openLanesOfFailedChannels(db: Database, boundKinds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ campaignId: string }>`
    update campaign_lanes l set open_to_all = down.is_down
    from (
      select cc.organization_id, cc.campaign_id, cc.lane,
        h.removed_at is not null or h.paused_at is not null or h.state = 'login_required'
          or (h.state <> 'connected' and h.state_changed_at < clock_timestamp() - interval '5 seconds')
          or lease.channel_id is null or lease.expires_at < clock_timestamp() as is_down
      from campaigns c
      join campaign_channels cc on cc.organization_id = c.organization_id and cc.campaign_id = c.id
      join channels h on h.organization_id = cc.organization_id and h.id = cc.channel_id
      left join channel_leases lease on lease.channel_id = h.id
      where c.status = 'RUNNING' and (h.kind <> all(${boundKinds}::text[]) or h.removed_at is not null)) down
    where l.organization_id = down.organization_id and l.campaign_id = down.campaign_id and l.lane = down.lane
      and l.active and l.cursor < l.last and l.open_to_all <> down.is_down
    returning l.campaign_id as "campaignId"`.execute(db);
  return [...new Set(rows.map((row) => row.campaignId))];
}

export async function lockActiveLanes(
  db: Database,
  organizationId: string,
  campaignId: string,
): Promise<{ open: boolean } | undefined> {
  const { rows } = await sql<{ open: boolean }>`
    select bool_or(active) as open from (select active from campaign_lanes
      where organization_id = ${organizationId} and campaign_id = ${campaignId} order by lane, shard for update) lanes`.execute(
    db,
  );
  return rows[0];
}
