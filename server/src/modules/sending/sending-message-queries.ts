import type { QueueMessage } from './enqueue-message.ts';
import type { Database } from '#platform/database/database';
import { uuidv7 } from '#platform/uuid';
import { sql } from 'kysely';

export async function insertQueuedMessage(db: Database, organizationId: string, message: QueueMessage): Promise<void> {
  await db
    .insertInto('message_queue')
    .values({
      organization_id: organizationId,
      channel_id: message.channelId,
      id: uuidv7(),
      message_id: message.messageId,
      contact_id: message.contactId,
      address: message.address,
      text: message.text,
      attempt: message.attempt ?? 1,
      not_before: sql`clock_timestamp() + make_interval(secs => ${message.delaySeconds ?? 0})`,
    })
    .execute();
}

/** Waits for a claim under way. One that a person sends again is never taken back: it did leave once. */
export async function deleteQueuedMessage(db: Database, organizationId: string, messageId: string): Promise<boolean> {
  const { rows } = await sql`delete from message_queue
    where organization_id = ${organizationId} and message_id = ${messageId} and attempt = 1 returning 1`.execute(db);
  return rows.length === 1;
}

export interface MessageDelivery {
  readonly messageId: string;
  readonly attempt: number;
  /** 0 as long as the attempt waits for its claim. */
  readonly state: number;
  readonly waiting: boolean;
  readonly reason: string | null;
  /** When it may be claimed, if that is later than now. */
  readonly sendAt: Date | null;
}

/** The latest attempt of each message. */
export async function listMessageDeliveries(
  db: Database,
  organizationId: string,
  messageIds: readonly string[],
): Promise<MessageDelivery[]> {
  if (messageIds.length === 0) return [];
  const { rows } = await sql<MessageDelivery>`
    select distinct on ("messageId") * from (
      select message_id as "messageId", attempt, state, next_attempt_at is not null as waiting, reason,
        null::timestamptz as "sendAt"
      from deliveries where organization_id = ${organizationId} and message_id = any(${messageIds}::uuid[])
      union all
      select message_id, attempt, 0, false, null, case when not_before > clock_timestamp() then not_before end
      from message_queue where organization_id = ${organizationId} and message_id = any(${messageIds}::uuid[])) attempts
    order by "messageId", attempt desc`.execute(db);
  return rows;
}

export interface ThreadDelivery {
  readonly id: string;
  readonly campaignId: string;
  readonly campaignName: string;
  readonly text: string;
  readonly state: number;
  readonly reason: string | null;
  readonly claimedAt: Date;
  readonly deliveredAt: Date | null;
}

/** What campaigns sent to a contact over a channel, for its place in the thread; skipped ones were never sent. Newest first. */
export async function listThreadDeliveries(
  db: Database,
  organizationId: string,
  thread: { contactId: string; channelId: string },
  page: { before: string | null; limit: number },
): Promise<ThreadDelivery[]> {
  const { rows } = await sql<ThreadDelivery>`
    select d.id, d.campaign_id as "campaignId", g.name as "campaignName", d.text, d.state, d.reason,
      d.claimed_at as "claimedAt", d.delivered_at as "deliveredAt"
    from recipients r
    join campaigns g on g.organization_id = r.organization_id and g.id = r.campaign_id
    join deliveries d on d.organization_id = r.organization_id and d.campaign_id = r.campaign_id and d.contact_id = r.contact_id
    where r.organization_id = ${organizationId} and r.contact_id = ${thread.contactId} and d.channel_id = ${thread.channelId}
      and d.state <> 8 and d.next_attempt_at is null and (${page.before}::uuid is null or d.id < ${page.before}::uuid)
    order by d.id desc limit ${page.limit}`.execute(db);
  return rows;
}

export interface ContactCampaign {
  readonly id: string;
  readonly name: string;
  readonly state: number;
  readonly reason: string | null;
  readonly claimedAt: Date;
}

/** What campaigns sent to a contact over any channel, the latest first: of each campaign its last attempt. */
export async function listContactCampaigns(
  db: Database,
  organizationId: string,
  contactId: string,
  limit: number,
): Promise<ContactCampaign[]> {
  const { rows } = await sql<ContactCampaign>`
    select g.id, g.name, d.state, d.reason, d.claimed_at as "claimedAt"
    from recipients r
    join campaigns g on g.organization_id = r.organization_id and g.id = r.campaign_id
    cross join lateral (select state, reason, claimed_at from deliveries
      where organization_id = ${organizationId} and campaign_id = r.campaign_id and contact_id = ${contactId} and state <> 8
      order by id desc limit 1) d
    where r.organization_id = ${organizationId} and r.contact_id = ${contactId}
    order by d.claimed_at desc limit ${limit}`.execute(db);
  return rows;
}

export interface RecipientDelivery {
  readonly id: string;
  readonly channelId: string;
  readonly attempt: number;
  readonly state: number;
  readonly waiting: boolean;
  readonly parts: number;
  readonly address: string;
  readonly text: string;
  readonly reason: string | null;
  readonly providerCode: string | null;
  readonly claimedAt: Date;
  readonly acceptedAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly finishedAt: Date | null;
}

/** Every attempt for one recipient of a campaign, oldest first: what was sent, when, and what the network said. */
export async function listRecipientDeliveries(
  db: Database,
  organizationId: string,
  campaignId: string,
  contactId: string,
): Promise<RecipientDelivery[]> {
  const { rows } = await sql<RecipientDelivery>`
    select id, channel_id as "channelId", attempt, state, next_attempt_at is not null as waiting, parts, address, text, reason,
      provider_code as "providerCode", claimed_at as "claimedAt", accepted_at as "acceptedAt", delivered_at as "deliveredAt",
      finished_at as "finishedAt"
    from deliveries where organization_id = ${organizationId} and campaign_id = ${campaignId} and contact_id = ${contactId}
    order by attempt, id`.execute(db);
  return rows;
}

/** Takes personal data out of what was sent to these people; the figures stay (PLT-64). */
export async function eraseDeliveries(
  db: Database,
  organizationId: string,
  contactIds: readonly string[],
): Promise<void> {
  await sql`update deliveries d set address = '', text = ''
    from recipients r
    where r.organization_id = ${organizationId} and r.contact_id = any(${contactIds}::uuid[])
      and d.organization_id = ${organizationId} and d.campaign_id = r.campaign_id and d.contact_id = r.contact_id`.execute(
    db,
  );
  await sql`update deliveries d set address = '', text = ''
    from conversations c
    join messages m on m.organization_id = c.organization_id and m.conversation_id = c.id
    where c.organization_id = ${organizationId} and c.contact_id = any(${contactIds}::uuid[])
      and d.organization_id = ${organizationId} and d.message_id = m.id`.execute(db);
  await sql`update deliveries d set address = '', text = ''
    from test_sends t
    where t.organization_id = ${organizationId} and t.contact_id = any(${contactIds}::uuid[])
      and d.organization_id = ${organizationId} and d.message_id = t.id`.execute(db);
}
