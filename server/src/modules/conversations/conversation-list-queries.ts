import { mostCounted } from '@parley/contract/conversations';
import type { Database } from '#platform/database/database';
import { sql, type RawBuilder } from 'kysely';

export interface ConversationRow {
  readonly id: string;
  readonly channelId: string;
  readonly channelName: string;
  readonly channelRemoved: boolean;
  readonly network: string;
  readonly contactId: string;
  readonly contactName: string;
  readonly peer: string;
  readonly status: 'open' | 'snoozed' | 'resolved';
  readonly snoozedUntil: Date | null;
  readonly assigneeId: string | null;
  readonly labelIds: string[];
  readonly unread: number;
  readonly inboundCount: number;
  readonly lastId: string | null;
  readonly lastText: string | null;
  readonly lastDirection: 'in' | 'out' | 'note' | null;
  readonly lastAuthorId: string | null;
  readonly lastFiles: number;
  readonly lastMessageAt: Date;
  readonly lastInboundAt: Date | null;
  readonly waitingSince: Date | null;
  readonly movedAt: Date;
  readonly draft: string | null;
  readonly createdAt: Date;
}

/** Of a text that is shown on one line. */
const previewLength = 200;

/** In the order of the ids. */
export async function listConversationRows(
  db: Database,
  organizationId: string,
  readerId: string | null,
  ids: readonly string[],
): Promise<ConversationRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<ConversationRow>`
    select c.id, c.channel_id as "channelId", h.name as "channelName",
      h.removed_at is not null as "channelRemoved", h.network, c.contact_id as "contactId",
      p.display_name as "contactName", c.peer, c.status, c.snoozed_until as "snoozedUntil", c.assignee_id as "assigneeId",
      array(select l.label_id from conversation_labels l
        where l.organization_id = ${organizationId} and l.conversation_id = c.id order by l.label_id) as "labelIds",
      greatest(c.inbound_count - coalesce(r.read_count, c.answered_count), 0) as unread,
      c.inbound_count as "inboundCount", m.id as "lastId", left(m.text, ${previewLength}) as "lastText", m.direction as "lastDirection", m.author_id as "lastAuthorId",
      (select count(*)::int from message_files f where f.organization_id = ${organizationId} and f.message_id = m.id) as "lastFiles",
      c.last_message_at as "lastMessageAt", c.last_inbound_at as "lastInboundAt", c.waiting_since as "waitingSince",
      c.moved_at as "movedAt", left(d.text, ${previewLength}) as draft, c.created_at as "createdAt"
    from conversations c
    join channels h on h.organization_id = c.organization_id and h.id = c.channel_id
    join contacts p on p.organization_id = c.organization_id and p.id = c.contact_id
    left join messages m on m.organization_id = c.organization_id and m.id = c.last_message_id
    left join conversation_reads r on r.organization_id = c.organization_id and r.conversation_id = c.id
      and r.reader_id = ${readerId}
    left join conversation_drafts d on d.organization_id = c.organization_id and d.conversation_id = c.id
      and d.author_id = ${readerId} and d.text <> ''
    where c.organization_id = ${organizationId} and c.id = any(${ids}::uuid[])`.execute(db);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

export interface Counts {
  readonly mine: number;
  readonly unassigned: number;
  readonly all: number;
  readonly snoozed: number;
  readonly unread: number;
}

/** Each at most `mostCounted`: an inbox of a hundred thousand costs as little as one of a thousand. */
export async function countConversations(
  db: Database,
  organizationId: string,
  readerId: string | null,
): Promise<Counts> {
  const count = (condition: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`(select count(*)::int from (select from conversations where organization_id = ${organizationId} and ${condition}
      limit ${mostCounted}) counted)`;
  const newest = (owner: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`(select id, inbound_count, answered_count, moved_at from conversations
      where organization_id = ${organizationId} and status = 'open' and assignee_id ${owner}
      order by moved_at desc, id desc limit ${mostCounted})`;
  const { rows } = await sql<Counts>`select
    ${count(sql`status = 'open' and assignee_id = ${readerId}`)} as mine,
    ${count(sql`status = 'open' and assignee_id is null`)} as unassigned,
    ${count(sql`status = 'open'`)} as "all",
    ${count(sql`status = 'snoozed'`)} as snoozed,
    (select count(*)::int from (
      select * from (${newest(sql`= ${readerId}`)} union all ${newest(sql`is null`)}) both_ranges
      order by moved_at desc, id desc limit ${mostCounted}) c
      left join conversation_reads r on r.organization_id = ${organizationId} and r.conversation_id = c.id
        and r.reader_id = ${readerId}
      where c.inbound_count > coalesce(r.read_count, c.answered_count)) as unread`.execute(db);
  return rows[0]!;
}

/** Open ones of each channel that has any. */
export async function countByChannel(
  db: Database,
  organizationId: string,
): Promise<{ channelId: string; open: number }[]> {
  const { rows } = await sql<{ channelId: string; open: number }>`
    select h.id as "channelId", counted.open
    from channels h
    cross join lateral (select count(*)::int as open from (select from conversations c
      where c.organization_id = ${organizationId} and c.status = 'open' and c.channel_id = h.id limit ${mostCounted}) open_ones) counted
    where h.organization_id = ${organizationId} and counted.open > 0
    order by h.name, h.id`.execute(db);
  return rows;
}
