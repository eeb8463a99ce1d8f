import type { Database } from '#platform/database/database';
import { sql } from 'kysely';

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

export interface Touched {
  /** Which of the person's messages it is. */
  readonly number: number;
  readonly at: Date;
  readonly statusBefore: 'open' | 'snoozed' | 'resolved';
}

/** A message of the person: counts it, moves the conversation to the top and opens it again. */
export async function touchInbound(
  db: Database,
  organizationId: string,
  id: string,
  messageId: string,
): Promise<Touched> {
  const { rows } = await sql<Touched>`
    with held as (select status, clock_timestamp() as at from conversations
      where organization_id = ${organizationId} and id = ${id} for no key update)
    update conversations c set last_message_id = ${messageId}, last_message_at = held.at, moved_at = held.at,
      last_inbound_at = held.at, waiting_since = coalesce(waiting_since, held.at),
      inbound_count = inbound_count + 1, status = 'open', snoozed_until = null
    from held where c.organization_id = ${organizationId} and c.id = ${id}
    returning c.inbound_count as number, held.at, held.status as "statusBefore"`.execute(db);
  return rows[0]!;
}

/**
 * An answer: nothing waits any more. Whoever answers first has the conversation: then their name is returned, otherwise null.
 */
export async function touchOutbound(
  db: Database,
  organizationId: string,
  id: string,
  sent: { messageId: string; claimedBy: string | null },
): Promise<string | null> {
  const { rows } = await sql<{ claimer: string | null }>`
    with held as (select assignee_id from conversations where organization_id = ${organizationId} and id = ${id} for no key update)
    update conversations c set last_message_id = ${sent.messageId}, last_message_at = clock_timestamp(),
      moved_at = clock_timestamp(), waiting_since = null, answered_count = inbound_count,
      assignee_id = coalesce(c.assignee_id, ${sent.claimedBy}::uuid)
    from held where c.organization_id = ${organizationId} and c.id = ${id}
    returning case when held.assignee_id is null then (select name from users where id = ${sent.claimedBy}::uuid) end as claimer`.execute(
    db,
  );
  return rows[0]?.claimer ?? null;
}

export async function touchNote(db: Database, organizationId: string, id: string, messageId: string): Promise<void> {
  await sql`update conversations set last_message_id = ${messageId}, last_message_at = clock_timestamp(),
      moved_at = clock_timestamp()
    where organization_id = ${organizationId} and id = ${id}`.execute(db);
}

/**
 * Finds out again what the thread says: the last message, and since when something waits for an answer. For what was taken
 * back or opened again.
 */
export async function restoreFromThread(db: Database, organizationId: string, id: string): Promise<void> {
  await sql`update conversations c set
      last_message_id = last.id, last_message_at = coalesce(last.created_at, c.created_at),
      waiting_since = waiting.created_at, answered_count = coalesce(waiting.inbound_number - 1, c.inbound_count)
    from (select 1) one
    left join lateral (select id, created_at from messages where organization_id = ${organizationId} and conversation_id = ${id}
      and direction <> 'event' and cancelled_at is null order by id desc limit 1) last on true
    left join lateral (select created_at, inbound_number from messages where organization_id = ${organizationId}
      and conversation_id = ${id} and direction = 'in' and id > coalesce((select id from messages
        where organization_id = ${organizationId} and conversation_id = ${id} and direction = 'out' and cancelled_at is null
        order by id desc limit 1), '00000000-0000-0000-0000-000000000000') order by id limit 1) waiting on true
    where c.organization_id = ${organizationId} and c.id = ${id}`.execute(db);
}

export interface ThreadRow {
  readonly id: string;
  readonly channelId: string;
  readonly channelName: string;
  readonly contactId: string;
  readonly peer: string;
  readonly status: 'open' | 'snoozed' | 'resolved';
  readonly snoozedUntil: Date | null;
  readonly assigneeId: string | null;
  /** Messages of the person. */
  readonly inboundCount: number;
}

/** What a use case needs to know of a conversation. With `lock` nobody else changes it until this commits. */
export async function findConversation(
  db: Database,
  organizationId: string,
  id: string,
  lock = false,
): Promise<ThreadRow | undefined> {
  const { rows } = await sql<ThreadRow>`
    select c.id, c.channel_id as "channelId", h.name as "channelName", c.contact_id as "contactId", c.peer, c.status,
      c.snoozed_until as "snoozedUntil", c.assignee_id as "assigneeId", c.inbound_count as "inboundCount"
    from conversations c join channels h on h.organization_id = c.organization_id and h.id = c.channel_id
    where c.organization_id = ${organizationId} and c.id = ${id} ${lock ? sql`for no key update of c` : sql``}`.execute(
    db,
  );
  return rows[0];
}

/**
 * Whether there still is a channel to send through and a person to write to. Until this commits nobody erases the person:
 * whoever does then finds the message.
 */
export async function lockForSending(
  db: Database,
  organizationId: string,
  id: string,
): Promise<{ channelRemoved: boolean; contactErased: boolean }> {
  const { rows } = await sql<{ channelRemoved: boolean; contactErased: boolean }>`
    select h.removed_at is not null as "channelRemoved", p.erased_at is not null as "contactErased"
    from conversations c
    join channels h on h.organization_id = c.organization_id and h.id = c.channel_id
    join contacts p on p.organization_id = c.organization_id and p.id = c.contact_id
    where c.organization_id = ${organizationId} and c.id = ${id} for key share of p`.execute(db);
  return rows[0]!;
}

export interface ConversationUpdate {
  readonly status?: 'open' | 'snoozed' | 'resolved';
  readonly snoozedUntil?: string | null;
  readonly assigneeId?: string | null;
  /** Back to the top of the lists. */
  readonly moved?: true;
}

export async function updateConversation(
  db: Database,
  organizationId: string,
  id: string,
  { status, snoozedUntil, assigneeId, moved }: ConversationUpdate,
): Promise<void> {
  await db
    .updateTable('conversations')
    .set({
      ...(status !== undefined && { status }),
      ...(status === 'resolved' && { waiting_since: null, answered_count: sql<number>`inbound_count` }),
      ...(snoozedUntil !== undefined && { snoozed_until: snoozedUntil }),
      ...(assigneeId !== undefined && { assignee_id: assigneeId }),
      ...(moved && { moved_at: sql<Date>`clock_timestamp()` }),
    })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}

/** Over all organizations, by the database's clock (F30). */
export async function listDueSnoozes(db: Database, limit: number): Promise<{ organizationId: string; id: string }[]> {
  const { rows } = await sql<{ organizationId: string; id: string }>`
    select organization_id as "organizationId", id from conversations
    where snoozed_until <= clock_timestamp() order by snoozed_until limit ${limit}`.execute(db);
  return rows;
}

/** False when somebody else woke it, or snoozed it for longer, since it was found. */
export async function wakeConversation(db: Database, organizationId: string, id: string): Promise<boolean> {
  const { rows } =
    await sql`update conversations set status = 'open', snoozed_until = null, moved_at = clock_timestamp()
    where organization_id = ${organizationId} and id = ${id} and snoozed_until <= clock_timestamp() returning 1`.execute(
      db,
    );
  return rows.length === 1;
}

/** Members who may answer, by name. */
export async function listAssignees(
  db: Database,
  organizationId: string,
  roles: readonly string[],
): Promise<{ id: string; name: string }[]> {
  return db
    .selectFrom('memberships as member')
    .innerJoin('users as user', 'user.id', 'member.user_id')
    .select(['user.id', 'user.name'])
    .where('member.organization_id', '=', organizationId)
    .where('member.disabled_at', 'is', null)
    .where('user.disabled_at', 'is', null)
    .where('member.role', 'in', roles)
    .orderBy('user.name')
    .orderBy('user.id')
    .execute();
}

/** Of these users the active members, with their names. */
export async function listMembers(
  db: Database,
  organizationId: string,
  userIds: readonly string[],
): Promise<{ id: string; name: string }[]> {
  if (userIds.length === 0) return [];
  return db
    .selectFrom('memberships as member')
    .innerJoin('users as user', 'user.id', 'member.user_id')
    .select(['user.id', 'user.name'])
    .where('member.organization_id', '=', organizationId)
    .where('member.user_id', 'in', userIds)
    .where('member.disabled_at', 'is', null)
    .execute();
}
