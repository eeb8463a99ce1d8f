import type { ThreadEvent } from '@parley/contract/conversations';
import { idIn, type ThreadRange } from '#sending';
import type { Database } from '#platform/database/database';
import { sql, type RawBuilder } from 'kysely';

type AuthorKind = 'contact' | 'user' | 'api_key' | 'system';

export interface NewMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly direction: 'in' | 'out' | 'note' | 'event';
  readonly authorKind: AuthorKind;
  readonly authorId: string | null;
  readonly text: string;
  readonly clientId?: string | undefined;
  /** Which of the person's messages it is; of an inbound one only. */
  readonly inboundNumber?: number;
  readonly mentions?: readonly string[];
  readonly event?: ThreadEvent;
  readonly providerTime?: Date | null;
  readonly inboundEventId?: string;
  readonly createdAt?: Date;
}

export async function insertMessage(db: Database, organizationId: string, message: NewMessage): Promise<void> {
  await db
    .insertInto('messages')
    .values({
      organization_id: organizationId,
      id: message.id,
      conversation_id: message.conversationId,
      direction: message.direction,
      author_kind: message.authorKind,
      author_id: message.authorId,
      text: message.text,
      client_id: message.clientId ?? null,
      inbound_number: message.inboundNumber ?? null,
      mentions: [...(message.mentions ?? [])],
      event: message.event === undefined ? null : JSON.stringify(message.event),
      provider_time: message.providerTime ?? null,
      inbound_event_id: message.inboundEventId ?? null,
      ...(message.createdAt && { created_at: message.createdAt }),
    })
    .execute();
}

export interface MessageRow {
  readonly id: string;
  readonly clientId: string | null;
  readonly conversationId: string;
  readonly direction: 'in' | 'out' | 'note' | 'event';
  readonly authorKind: AuthorKind;
  readonly authorId: string | null;
  /** Of a member or a key. */
  readonly authorName: string | null;
  readonly text: string;
  readonly inboundNumber: number | null;
  readonly mentions: string[];
  readonly event: ThreadEvent | null;
  readonly providerTime: Date | null;
  readonly cancelledAt: Date | null;
  readonly createdAt: Date;
}

const columns = sql`m.id, m.client_id as "clientId", m.conversation_id as "conversationId", m.direction, m.author_kind as "authorKind",
  m.author_id as "authorId", coalesce(u.name, k.name) as "authorName", m.text, m.inbound_number as "inboundNumber", m.mentions,
  m.event, m.provider_time as "providerTime", m.cancelled_at as "cancelledAt", m.created_at as "createdAt"`;

const authors = (organizationId: string): RawBuilder<unknown> => sql`
  left join users u on m.author_kind = 'user' and u.id = m.author_id
  left join api_keys k on m.author_kind = 'api_key' and k.organization_id = ${organizationId} and k.id = m.author_id`;

/** Those nearest to where the range begins, newest first. What was taken back is not among them. */
export async function listMessages(
  db: Database,
  organizationId: string,
  conversationId: string,
  range: ThreadRange,
  limit: number,
): Promise<MessageRow[]> {
  const { rows } = await sql<MessageRow>`
    select ${columns} from (select * from messages
      where organization_id = ${organizationId} and conversation_id = ${conversationId} and cancelled_at is null
        ${idIn(range, sql`id`)} limit ${limit}) m
    ${authors(organizationId)} order by m.id desc`.execute(db);
  return rows;
}

export async function findMessage(db: Database, organizationId: string, id: string): Promise<MessageRow | undefined> {
  const { rows } = await sql<MessageRow>`select ${columns} from messages m ${authors(organizationId)}
    where m.organization_id = ${organizationId} and m.id = ${id}`.execute(db);
  return rows[0];
}

/** Of two people who send a message again, or take it back, one waits for the other. */
export async function lockMessage(
  db: Database,
  organizationId: string,
  conversationId: string,
  id: string,
): Promise<boolean> {
  const { rows } = await sql`select 1 from messages where organization_id = ${organizationId} and id = ${id}
    and conversation_id = ${conversationId} for update`.execute(db);
  return rows.length === 1;
}

export async function markCancelled(db: Database, organizationId: string, id: string): Promise<void> {
  await sql`update messages set cancelled_at = clock_timestamp()
    where organization_id = ${organizationId} and id = ${id}`.execute(db);
}

/** The message that this client id already made, if it did. A concurrent repeat waits for the first to commit. */
export async function claimClientKey(
  db: Database,
  organizationId: string,
  key: { conversationId: string; clientId: string; messageId: string },
): Promise<{ messageId: string; isNew: boolean }> {
  const { rows } = await sql<{ messageId: string }>`
    insert into message_client_keys as k (organization_id, conversation_id, client_id, message_id)
    values (${organizationId}, ${key.conversationId}, ${key.clientId}, ${key.messageId})
    on conflict (organization_id, conversation_id, client_id) do update set client_id = excluded.client_id
    returning k.message_id as "messageId"`.execute(db);
  const messageId = rows[0]!.messageId;
  return { messageId, isNew: messageId === key.messageId };
}

/** The reader's place: through all the person has written, or up to before the first inbound message from `fromId` on. */
export async function upsertReadPlace(
  db: Database,
  organizationId: string,
  place: { conversationId: string; readerId: string; through: RawBuilder<unknown>; onlyForward: boolean },
): Promise<boolean> {
  const { rows } = await sql`
    insert into conversation_reads as r (organization_id, conversation_id, reader_id, read_count)
    select ${organizationId}, ${place.conversationId}, ${place.readerId}, ${place.through}
    on conflict (organization_id, conversation_id, reader_id) do update set read_count = excluded.read_count
      where r.read_count ${place.onlyForward ? sql`<` : sql`<>`} excluded.read_count
    returning 1`.execute(db);
  return rows.length === 1;
}

/** How many of the person's messages there are up to a message, or before it. */
export function inboundThrough(organizationId: string, conversationId: string, messageId: string): RawBuilder<number> {
  return sql`coalesce((select inbound_number from messages where organization_id = ${organizationId}
    and conversation_id = ${conversationId} and direction = 'in' and id <= ${messageId}::uuid order by id desc limit 1), 0)`;
}

export function inboundBefore(organizationId: string, conversationId: string, messageId: string): RawBuilder<number> {
  return sql`coalesce((select inbound_number from messages where organization_id = ${organizationId}
    and conversation_id = ${conversationId} and direction = 'in' and id < ${messageId}::uuid order by id desc limit 1), 0)`;
}

export function inboundAll(organizationId: string, conversationId: string): RawBuilder<number> {
  return sql`(select inbound_count from conversations where organization_id = ${organizationId} and id = ${conversationId})`;
}

/** So many of them, or all if there are fewer. */
export function inboundAtMost(organizationId: string, conversationId: string, count: number): RawBuilder<number> {
  return sql`least(${count}::int, ${inboundAll(organizationId, conversationId)})`;
}

export function inboundBeforeLast(organizationId: string, conversationId: string): RawBuilder<number> {
  return sql`(select greatest(inbound_count - 1, 0) from conversations
    where organization_id = ${organizationId} and id = ${conversationId})`;
}
