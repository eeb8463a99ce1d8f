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
    .selectFrom('campaign_log')
    .select(['id', 'level', 'code', 'details', 'at'])
    .where('organization_id', '=', organizationId)
    .where('campaign_id', '=', campaignId)
    .orderBy('id', 'desc')
    .limit(page.limit + 1);
  if (page.level) query = query.where('level', '=', page.level);
  if (page.beforeId) query = query.where('id', '<', page.beforeId);
  return (await query.execute()) as unknown as LogRow[];
}

/** The code of the last entry about a channel; undefined without any. */
export async function findLastChannelEntry(
  db: Database,
  organizationId: string,
  campaignId: string,
  channelId: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('campaign_log')
    .select('code')
    .where('organization_id', '=', organizationId)
    .where('campaign_id', '=', campaignId)
    .where(sql<boolean>`details ->> 'channelId' = ${channelId}`)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.code;
}

/** Notes how many messages had been handed to the networks, unless that was noted since the moment given. */
export async function insertProgress(
  db: Database,
  organizationId: string,
  campaignId: string,
  point: ProgressPoint,
  unlessSince: Date,
): Promise<void> {
  await sql`
    insert into campaign_progress (organization_id, campaign_id, at, sent)
    select ${organizationId}, ${campaignId}, ${point.at}, ${point.sent}
    where not exists (select from campaign_progress
      where organization_id = ${organizationId} and campaign_id = ${campaignId} and at > ${unlessSince})
    on conflict do nothing`.execute(db);
}

export interface ProgressPoint {
  readonly at: Date;
  readonly sent: number;
}

/** The newest point within the span, both ends included. */
export async function findProgress(
  db: Database,
  organizationId: string,
  campaignId: string,
  from: Date,
  to: Date,
): Promise<ProgressPoint | undefined> {
  return db
    .selectFrom('campaign_progress')
    .select(['at', 'sent'])
    .where('organization_id', '=', organizationId)
    .where('campaign_id', '=', campaignId)
    .where('at', '>=', from)
    .where('at', '<=', to)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Points over the whole time, thinned to at most `most`: the last of each stretch. */
export async function listProgress(
  db: Database,
  organizationId: string,
  campaignId: string,
  most: number,
): Promise<ProgressPoint[]> {
  const { rows } = await sql<ProgressPoint>`
    select max(at) as at, max(sent) as sent
    from (
      select at, sent, ntile(${most}::int) over (order by at) as stretch from campaign_progress
      where organization_id = ${organizationId} and campaign_id = ${campaignId}) points
    group by stretch order by 1`.execute(db);
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

export async function countReplies(
  db: Database,
  organizationId: string,
  campaignId: string,
): Promise<{ replied: number; opted_out: number }> {
  return db
    .selectFrom('campaign_replies')
    .select([
      sql<number>`count(*)::int`.as('replied'),
      sql<number>`(count(*) filter (where opted_out))::int`.as('opted_out'),
    ])
    .where('organization_id', '=', organizationId)
    .where('campaign_id', '=', campaignId)
    .executeTakeFirstOrThrow();
}
