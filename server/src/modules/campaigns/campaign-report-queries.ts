import { sql, type Insertable } from 'kysely';
import type { logLevels } from '@parley/contract/campaigns';
import type { Database, Tables } from '#platform/database/database';

type LogLevel = (typeof logLevels)[number];

export async function insertLogEntry(db: Database, row: Insertable<Tables['campaign_log']>): Promise<void> {
  await db.insertInto('campaign_log').values(row).execute();
}

export interface LogRow {
  readonly id: string;
  readonly level: LogLevel;
  readonly code: string;
  readonly by_name: string | null;
  readonly details: Record<string, unknown>;
  readonly at: Date;
}

/** Newest first, before `beforeId`. */
export async function listLog(
  db: Database,
  organizationId: string,
  campaignId: string,
  page: { level?: LogLevel | undefined; limit: number; beforeId: string | null },
): Promise<LogRow[]> {
  let query = db
    .selectFrom('campaign_log as entry')
    .leftJoin('users as person', (join) => join.on(sql<boolean>`person.id = (entry.details ->> 'userId')::uuid`))
    .select(['entry.id', 'entry.level', 'entry.code', 'entry.details', 'entry.at', 'person.name as by_name'])
    .where('entry.organization_id', '=', organizationId)
    .where('entry.campaign_id', '=', campaignId)
    .orderBy('entry.id', 'desc')
    .limit(page.limit + 1);
  if (page.level) query = query.where('entry.level', '=', page.level);
  if (page.beforeId) query = query.where('entry.id', '<', page.beforeId);
  return (await query.execute()) as unknown as LogRow[];
}

/** The code of the last entry about a channel, of those given if some are; undefined without any. */
export async function findLastChannelEntry(
  db: Database,
  organizationId: string,
  campaignId: string,
  channelId: string,
  among?: readonly string[],
): Promise<string | undefined> {
  let query = db
    .selectFrom('campaign_log')
    .select('code')
    .where('organization_id', '=', organizationId)
    .where('campaign_id', '=', campaignId)
    .where(sql<boolean>`details ->> 'channelId' = ${channelId}`)
    .orderBy('id', 'desc')
    .limit(1);
  if (among) query = query.where('code', 'in', among);
  return (await query.executeTakeFirst())?.code;
}

/** Notes how far a campaign is, unless that was noted since the moment given. */
export async function insertProgress(
  db: Database,
  organizationId: string,
  campaignId: string,
  point: ProgressPoint,
  unlessSince: Date,
): Promise<void> {
  await sql`
    insert into campaign_progress (organization_id, campaign_id, at, sent, accepted, delivered, read, unknown, failed, by_channel)
    select ${organizationId}, ${campaignId}, ${point.at}, ${point.sent}, ${point.accepted}, ${point.delivered}, ${point.read},
      ${point.unknown}, ${point.failed}, ${JSON.stringify(point.by_channel)}::jsonb
    where not exists (select from campaign_progress
      where organization_id = ${organizationId} and campaign_id = ${campaignId} and at > ${unlessSince})
    on conflict do nothing`.execute(db);
}

export interface ProgressPoint {
  readonly at: Date;
  /** The sum of the five that follow. */
  readonly sent: number;
  readonly accepted: number;
  readonly delivered: number;
  readonly read: number;
  readonly unknown: number;
  readonly failed: number;
  /** What each account had handed over. */
  readonly by_channel: Readonly<Record<string, number>>;
}

const pointColumns = ['at', 'sent', 'accepted', 'delivered', 'read', 'unknown', 'failed', 'by_channel'] as const;

/** The newest point within the span, both ends included. */
export async function findProgress(
  db: Database,
  organizationId: string,
  campaignId: string,
  from: Date,
  to: Date,
): Promise<ProgressPoint | undefined> {
  const row = await db
    .selectFrom('campaign_progress')
    .select(pointColumns)
    .where('organization_id', '=', organizationId)
    .where('campaign_id', '=', campaignId)
    .where('at', '>=', from)
    .where('at', '<=', to)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row as ProgressPoint | undefined;
}

/** Points over the whole time, thinned to at most `most`: the last of each stretch. */
export async function listProgress(
  db: Database,
  organizationId: string,
  campaignId: string,
  most: number,
): Promise<Omit<ProgressPoint, 'by_channel'>[]> {
  const { rows } = await sql<Omit<ProgressPoint, 'by_channel'>>`
    select distinct on (stretch) at, sent, accepted, delivered, read, unknown, failed
    from (
      select *, ntile(${most}::int) over (order by at) as stretch from campaign_progress
      where organization_id = ${organizationId} and campaign_id = ${campaignId}) points
    order by stretch, at desc`.execute(db);
  return rows;
}

/**
 * The campaign that a message from this contact over this channel answers: the latest that sent something there since the id.
 * Limit and order inside keep the look-up one by campaign and contact: deliveries have no index by contact alone.
 */
export async function findAnsweredCampaign(
  db: Database,
  organizationId: string,
  thread: { contactId: string; channelId: string },
  sinceId: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select recipient.campaign_id as id
    from recipients recipient
    join lateral (
      select id from deliveries where organization_id = ${organizationId} and campaign_id = recipient.campaign_id
        and contact_id = recipient.contact_id and channel_id = ${thread.channelId} and id >= ${sinceId} and state between 1 and 5
      order by item desc, attempt desc limit 1) latest on true
    where recipient.organization_id = ${organizationId} and recipient.contact_id = ${thread.contactId}
    order by latest.id desc limit 1`.execute(db);
  return rows[0]?.id;
}

/** The first reply counts; a later one only when it is the one that opts out. False: nothing new. */
export async function upsertReply(db: Database, row: Insertable<Tables['campaign_replies']>): Promise<boolean> {
  const written = await db
    .insertInto('campaign_replies')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'campaign_id', 'contact_id'])
        .doUpdateSet({ opted_out: true })
        .where('campaign_replies.opted_out', '=', false)
        .where(sql<boolean>`excluded.opted_out`),
    )
    .returning('contact_id')
    .executeTakeFirst();
  return written !== undefined;
}

/** `awaiting`: who answered in a conversation that waits for an answer. */
export async function countReplies(
  db: Database,
  organizationId: string,
  campaignId: string,
): Promise<{ replied: number; awaiting: number; opted_out: number }> {
  const { rows } = await sql<{ replied: number; awaiting: number; opted_out: number }>`
    select count(*)::int as replied, (count(*) filter (where reply.opted_out))::int as opted_out,
      (count(*) filter (where exists (
        select from campaign_channels use
        join conversations thread on thread.organization_id = ${organizationId} and thread.channel_id = use.channel_id
          and thread.contact_id = reply.contact_id
        where use.organization_id = ${organizationId} and use.campaign_id = ${campaignId}
          and thread.inbound_count > thread.answered_count and thread.status <> 'resolved')))::int as awaiting
    from campaign_replies reply
    where reply.organization_id = ${organizationId} and reply.campaign_id = ${campaignId}`.execute(db);
  return rows[0]!;
}

export interface HourOfUse {
  readonly channel_id: string;
  readonly hour: Date;
  readonly claimed: number;
}

/** What the accounts took for sending, hour by hour, over the last 24. */
export async function listUse(
  db: Database,
  organizationId: string,
  channelIds: readonly string[],
): Promise<HourOfUse[]> {
  if (channelIds.length === 0) return [];
  return db
    .selectFrom('channel_usage')
    .select(['channel_id', 'hour', 'claimed'])
    .where('organization_id', '=', organizationId)
    .where('channel_id', 'in', channelIds)
    .where('hour', '>', sql<Date>`date_trunc('hour', clock_timestamp()) - interval '24 hours'`)
    .execute();
}

/** How many nobody has taken yet, by lane: 0 is everybody's. */
export async function countLanes(
  db: Database,
  organizationId: string,
  campaignId: string,
): Promise<{ lane: number; left: number }[]> {
  return db
    .selectFrom('campaign_lanes')
    .select(['lane', sql<number>`sum(last - cursor)::int`.as('left')])
    .where('organization_id', '=', organizationId)
    .where('campaign_id', '=', campaignId)
    .groupBy('lane')
    .execute();
}
