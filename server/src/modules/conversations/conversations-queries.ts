import type { ListConversationsQuery } from '@parley/contract/conversations';
import type { Database } from '#platform/database/database';
import { sql } from 'kysely';

export async function findNetworkOfChannel(db: Database, organizationId: string, channelId: string): Promise<string> {
  const row = await db
    .selectFrom('channels')
    .select('network')
    .where('organization_id', '=', organizationId)
    .where('id', '=', channelId)
    .executeTakeFirstOrThrow();
  return row.network;
}

/** The one thread of a contact and a channel. The peer follows the address the person last wrote from. */
export async function upsertConversation(
  db: Database,
  organizationId: string,
  row: { id: string; channelId: string; contactId: string; peer: string },
): Promise<{ id: string; created: boolean }> {
  const { rows } = await sql<{ id: string; created: boolean }>`
    insert into conversations (organization_id, id, channel_id, contact_id, peer)
    values (${organizationId}, ${row.id}, ${row.channelId}, ${row.contactId}, ${row.peer})
    on conflict (organization_id, channel_id, contact_id) do update set peer = excluded.peer
    returning id, id = ${row.id} as created`.execute(db);
  return rows[0]!;
}

export interface NewMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly direction: 'in' | 'out' | 'note';
  readonly authorKind: 'contact' | 'user' | 'api_key' | 'system';
  readonly authorId: string | null;
  readonly text: string;
  readonly providerTime: Date | null;
  readonly inboundEventId: string | null;
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
      provider_time: message.providerTime,
      inbound_event_id: message.inboundEventId,
    })
    .execute();
}

/** Moves a conversation to the top. A person's message opens it again and counts as unread. */
export async function touchConversation(
  db: Database,
  organizationId: string,
  id: string,
  touched: { messageId: string; inbound: boolean },
): Promise<void> {
  await sql`update conversations set last_message_id = ${touched.messageId}, last_message_at = clock_timestamp(),
      last_inbound_at = case when ${touched.inbound} then clock_timestamp() else last_inbound_at end,
      unread = case when ${touched.inbound} then unread + 1 else unread end,
      status = case when ${touched.inbound} then 'open' else status end
    where organization_id = ${organizationId} and id = ${id}`.execute(db);
}

const columns = sql`c.id, c.channel_id as "channelId", h.name as "channelName", c.contact_id as "contactId",
  p.display_name as "contactName", c.peer, c.status, c.assignee_id as "assigneeId", c.unread, m.text as "lastText",
  m.direction as "lastDirection", c.last_message_at as "lastMessageAt", c.last_inbound_at as "lastInboundAt", c.created_at as "createdAt"`;

const joins = sql`join channels h on h.organization_id = c.organization_id and h.id = c.channel_id
  join contacts p on p.organization_id = c.organization_id and p.id = c.contact_id
  left join messages m on m.organization_id = c.organization_id and m.id = c.last_message_id`;

export interface ConversationRow {
  readonly id: string;
  readonly channelId: string;
  readonly channelName: string;
  readonly contactId: string;
  readonly contactName: string;
  readonly peer: string;
  readonly status: 'open' | 'snoozed' | 'resolved';
  readonly assigneeId: string | null;
  readonly unread: number;
  readonly lastText: string | null;
  readonly lastDirection: 'in' | 'out' | 'note' | null;
  readonly lastMessageAt: Date;
  readonly lastInboundAt: Date | null;
  readonly createdAt: Date;
}

export async function listConversations(
  db: Database,
  organizationId: string,
  filter: Omit<ListConversationsQuery, 'cursor' | 'assignee'> & { assignee: string | null },
  after: { at: string; id: string } | null,
): Promise<ConversationRow[]> {
  const { rows } = await sql<ConversationRow>`
    select ${columns} from conversations c ${joins}
    where c.organization_id = ${organizationId} and c.status = ${filter.status}
      ${filter.assignee === 'none' ? sql`and c.assignee_id is null` : filter.assignee === null ? sql`` : sql`and c.assignee_id = ${filter.assignee}`}
      ${filter.channelId === undefined ? sql`` : sql`and c.channel_id = ${filter.channelId}`}
      ${filter.contactId === undefined ? sql`` : sql`and c.contact_id = ${filter.contactId}`}
      ${after === null ? sql`` : sql`and (c.last_message_at, c.id) < (${after.at}::timestamptz, ${after.id}::uuid)`}
    order by c.last_message_at desc, c.id desc limit ${filter.limit + 1}`.execute(db);
  return rows;
}

export async function findConversation(
  db: Database,
  organizationId: string,
  id: string,
): Promise<ConversationRow | undefined> {
  const { rows } = await sql<ConversationRow>`
    select ${columns} from conversations c ${joins} where c.organization_id = ${organizationId} and c.id = ${id}`.execute(
    db,
  );
  return rows[0];
}

export interface MessageRow {
  readonly id: string;
  readonly direction: 'in' | 'out' | 'note';
  readonly authorKind: 'contact' | 'user' | 'api_key' | 'system';
  readonly authorId: string | null;
  readonly text: string;
  readonly providerTime: Date | null;
  readonly createdAt: Date;
}

/** Newest first, before an id. */
export async function listMessages(
  db: Database,
  organizationId: string,
  conversationId: string,
  before: string | null,
  limit: number,
): Promise<MessageRow[]> {
  let query = db
    .selectFrom('messages')
    .select([
      'id',
      'direction',
      'author_kind as authorKind',
      'author_id as authorId',
      'text',
      'provider_time as providerTime',
      'created_at as createdAt',
    ])
    .where('organization_id', '=', organizationId)
    .where('conversation_id', '=', conversationId);
  if (before !== null) query = query.where('id', '<', before);
  return (await query.orderBy('id', 'desc').limit(limit).execute()) as MessageRow[];
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

export async function findMessage(db: Database, organizationId: string, id: string): Promise<MessageRow | undefined> {
  const row = await db
    .selectFrom('messages')
    .select([
      'id',
      'direction',
      'author_kind as authorKind',
      'author_id as authorId',
      'text',
      'provider_time as providerTime',
      'created_at as createdAt',
    ])
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row as MessageRow | undefined;
}

export async function updateConversation(
  db: Database,
  organizationId: string,
  id: string,
  change: { status?: 'open' | 'resolved'; assigneeId?: string | null; unread?: 0 },
): Promise<void> {
  await db
    .updateTable('conversations')
    .set({
      ...(change.status !== undefined && { status: change.status }),
      ...(change.assigneeId !== undefined && { assignee_id: change.assigneeId }),
      ...(change.unread !== undefined && { unread: change.unread }),
    })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}

export async function isMember(db: Database, organizationId: string, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('memberships')
    .select('user_id')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}
