import type { QueueMessage } from './enqueue-message.ts';
import type { Database } from '#platform/database/database';
import { uuidv7 } from '#platform/uuid';
import { sql, type RawBuilder } from 'kysely';

export async function insertQueuedItems(db: Database, organizationId: string, message: QueueMessage): Promise<void> {
  const rows = message.items.map(({ text, fileId }, item) => ({
    organization_id: organizationId,
    channel_id: message.channelId,
    id: uuidv7(),
    message_id: message.messageId,
    contact_id: message.contactId,
    address: message.address,
    item,
    text,
    file_id: fileId,
    not_before: sql<Date>`clock_timestamp() + make_interval(secs => ${message.delaySeconds ?? 0})`,
  }));
  await db.insertInto('message_queue').values(rows).execute();
}

/** Queues another attempt of those items whose last one failed, ran out or is in doubt, to the address given. */
export async function insertFailedItems(
  db: Database,
  organizationId: string,
  message: { messageId: string; address: string },
): Promise<{ channelId: string; attempt: number }[]> {
  const { rows } = await sql<{ channelId: string; attempt: number }>`
    insert into message_queue (organization_id, channel_id, id, message_id, contact_id, address, item, text, file_id, attempt)
    select ${organizationId}, channel_id, gen_random_uuid(), ${message.messageId}, contact_id, ${message.address}, item, text,
      file_id, attempt + 1
    from (select distinct on (item) channel_id, contact_id, item, text, file_id, attempt, state from deliveries
      where organization_id = ${organizationId} and message_id = ${message.messageId} order by item, attempt desc) latest
    where state in (2, 6, 7)
    on conflict (organization_id, message_id, item) do nothing
    returning channel_id as "channelId", attempt`.execute(db);
  return rows;
}

/**
 * Waits for a claim under way. Whoever gets the first item has the message: no other is claimed before it. One that a person
 * sends again is never taken back: it did leave once.
 */
export async function deleteQueuedMessage(db: Database, organizationId: string, messageId: string): Promise<boolean> {
  const { rows } = await sql`delete from message_queue
    where organization_id = ${organizationId} and message_id = ${messageId} and item = 0 and attempt = 1 returning 1`.execute(
    db,
  );
  if (rows.length === 0) return false;
  await sql`delete from message_queue
    where organization_id = ${organizationId} and message_id = ${messageId}`.execute(db);
  return true;
}

export interface MessageDelivery {
  readonly messageId: string;
  /** 0 as long as an item waits for its first or another attempt. */
  readonly state: number;
  readonly reason: string | null;
  /** When it may be claimed, if that is later than now. */
  readonly sendAt: Date | null;
}

/** What became of each message, of the latest attempts of all its items together, by the rule of `deriveStates`. */
export async function listMessageDeliveries(
  db: Database,
  organizationId: string,
  messageIds: readonly string[],
): Promise<MessageDelivery[]> {
  if (messageIds.length === 0) return [];
  const { rows } = await sql<MessageDelivery>`
    select "messageId", max(reason) as reason, max("sendAt") as "sendAt",
      case
        when bool_or(waiting) then 0 when bool_or(state = 1) then 1 when bool_or(state = 2) then 2
        when bool_or(state = 6) then 6 when bool_or(state = 7) then 7 when bool_or(state = 8) then 8 when bool_or(state = 9) then 9
        else min(state)
      end as state
    from (
      select distinct on ("messageId", item) * from (
        select message_id as "messageId", item, attempt, state, next_attempt_at is not null as waiting, reason,
          null::timestamptz as "sendAt"
        from deliveries where organization_id = ${organizationId} and message_id = any(${messageIds}::uuid[])
        union all
        select message_id, item, attempt, 0, true, null, case when not_before > clock_timestamp() then not_before end
        from message_queue where organization_id = ${organizationId} and message_id = any(${messageIds}::uuid[])) attempts
      order by "messageId", item, attempt desc) latest
    group by "messageId"`.execute(db);
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

/** A part of a thread: entries before, from or after the one with an id; of all, before nothing. */
export type ThreadRange =
  | { readonly side: 'before'; readonly id: string | null }
  | { readonly side: 'from' | 'after'; readonly id: string };

/** The condition of a range and the order in which it is read: from where it begins. */
export function idIn({ side, id }: ThreadRange, column: RawBuilder<unknown>): RawBuilder<unknown> {
  const order = side === 'before' ? sql`order by ${column} desc` : sql`order by ${column}`;
  if (id === null) return order;
  const sign = { before: sql`<`, from: sql`>=`, after: sql`>` }[side];
  return sql`and ${column} ${sign} ${id}::uuid ${order}`;
}

/**
 * Every attempt that campaigns made for one contact, as a table. The offset keeps it a look-up by campaign and contact:
 * joined freely, a person of many campaigns has the planner walk everybody's deliveries in the order of their ids.
 */
export function deliveriesToContact(organizationId: string, contactId: string): RawBuilder<unknown> {
  return sql`(select attempt.* from recipients place
    cross join lateral (select * from deliveries where organization_id = ${organizationId}
      and campaign_id = place.campaign_id and contact_id = place.contact_id offset 0) attempt
    where place.organization_id = ${organizationId} and place.contact_id = ${contactId} and place.exclusion is null)`;
}

/**
 * What campaigns sent to a contact over a channel, for its place in the thread: those nearest to where the range begins.
 * Skipped ones were never sent.
 */
export async function listThreadDeliveries(
  db: Database,
  organizationId: string,
  thread: { contactId: string; channelId: string },
  range: ThreadRange,
  limit: number,
): Promise<ThreadDelivery[]> {
  const { rows } = await sql<ThreadDelivery>`
    select d.id, d.campaign_id as "campaignId", g.name as "campaignName", d.text, d.state, d.reason,
      d.claimed_at as "claimedAt", d.delivered_at as "deliveredAt"
    from ${deliveriesToContact(organizationId, thread.contactId)} d
    join campaigns g on g.organization_id = ${organizationId} and g.id = d.campaign_id
    where d.channel_id = ${thread.channelId} and d.state <> 8 and d.next_attempt_at is null
      ${idIn(range, sql`d.id`)} limit ${limit}`.execute(db);
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

/** Where the person of a conversation is written to over this channel. */
export async function findConversationPeer(
  db: Database,
  organizationId: string,
  channelId: string,
  conversationId: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('conversations')
    .select('peer')
    .where('organization_id', '=', organizationId)
    .where('id', '=', conversationId)
    .where('channel_id', '=', channelId)
    .executeTakeFirst();
  return row?.peer;
}
