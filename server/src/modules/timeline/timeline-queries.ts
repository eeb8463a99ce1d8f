import type { Database, Statement } from '#platform/database/database';

export interface Range {
  readonly contactId: string;
  readonly beforeId: string | null;
  readonly limit: number;
}

export async function contactExists(db: Database, organizationId: string, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('contacts')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('erased_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Above every id. */
const end = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const valuesOf = (organizationId: string, { contactId, beforeId, limit }: Range) =>
  [organizationId, contactId, beforeId ?? end, limit] as const;

// A person has few conversations: each is read newest first by its own index, as far as one page can need.
const messagesStatement: Statement = {
  name: 'timeline_messages',
  text: `select message.*, sent.state, coalesce(sent.is_waiting, true) as "isWaiting", sent.reason
    from (
      select m.id, m.created_at as at, m.direction, m.text, thread.id as "conversationId", thread.channel_id as "channelId",
        channel.name as "channelName", author.name as author
      from conversations thread
      join channels channel on channel.organization_id = $1 and channel.id = thread.channel_id
      cross join lateral (
        select * from messages m where m.organization_id = $1 and m.conversation_id = thread.id and m.id < $3
          and m.direction <> 'event' and m.cancelled_at is null
        order by m.id desc limit $4
      ) m
      left join users author on author.id = m.author_id and m.author_kind = 'user'
      where thread.organization_id = $1 and thread.contact_id = $2
      order by m.id desc limit $4
    ) message
    left join lateral (
      select d.state, d.next_attempt_at is not null as is_waiting, d.reason from deliveries d
      where d.organization_id = $1 and d.message_id = message.id order by d.attempt desc limit 1
    ) sent on message.direction = 'out'
    order by message.id desc`,
};

export interface MessageRow {
  readonly id: string;
  readonly at: Date;
  readonly direction: 'in' | 'out' | 'note';
  readonly text: string;
  readonly conversationId: string;
  readonly channelId: string;
  readonly channelName: string;
  readonly author: string | null;
  readonly state: number | null;
  readonly isWaiting: boolean;
  readonly reason: string | null;
}

export async function listMessages(db: Database, organizationId: string, range: Range): Promise<MessageRow[]> {
  return db.run(messagesStatement, valuesOf(organizationId, range));
}

// The offset keeps deliveries a look-up by campaign and contact: else those of everybody are walked in the order of their ids.
const deliveriesStatement: Statement = {
  name: 'timeline_deliveries',
  text: `select d.id, d.claimed_at as at, d.text, d.state, d.next_attempt_at is not null as "isWaiting", d.reason,
      campaign.id as "campaignId", campaign.name as "campaignName", channel.id as "channelId", channel.name as "channelName"
    from recipients place
    join campaigns campaign on campaign.organization_id = $1 and campaign.id = place.campaign_id
    cross join lateral (
      select * from deliveries where organization_id = $1 and campaign_id = place.campaign_id and contact_id = $2 offset 0
    ) d
    join channels channel on channel.organization_id = $1 and channel.id = d.channel_id
    where place.organization_id = $1 and place.contact_id = $2 and place.exclusion is null and d.id < $3
    order by d.id desc limit $4`,
};

export interface DeliveryRow {
  readonly id: string;
  readonly at: Date;
  readonly text: string;
  readonly state: number;
  readonly isWaiting: boolean;
  readonly reason: string | null;
  readonly campaignId: string;
  readonly campaignName: string;
  readonly channelId: string;
  readonly channelName: string;
}

export async function listDeliveries(db: Database, organizationId: string, range: Range): Promise<DeliveryRow[]> {
  return db.run(deliveriesStatement, valuesOf(organizationId, range));
}

const auditStatement: Statement = {
  name: 'timeline_audit',
  text: `select entry.id, entry.at, entry.action, entry.after, entry.actor_kind as "actorKind", person.name as "actorName"
    from audit_entries entry
    left join users person on person.id = entry.actor_id and entry.actor_kind = 'user'
    where entry.organization_id = $1 and entry.subject_kind = 'contact' and entry.subject_id = $2 and entry.id < $3
      and entry.action = any($5::text[])
    order by entry.id desc limit $4`,
};

export interface AuditRow {
  readonly id: string;
  readonly at: Date;
  readonly action: string;
  readonly after: Record<string, unknown> | null;
  readonly actorKind: 'user' | 'api_key' | 'system';
  readonly actorName: string | null;
}

export async function listAudit(
  db: Database,
  organizationId: string,
  range: Range,
  actions: readonly string[],
): Promise<AuditRow[]> {
  return db.run(auditStatement, [...valuesOf(organizationId, range), actions]);
}

// The contact that an import made says so itself; the one that it met has a row of what was changed.
const importsStatement: Statement = {
  name: 'timeline_imports',
  text: `select source.id, coalesce(source.started_at, source.created_at) as at, file.name as "fileName",
      case when made.is_made then 'created' else 'updated' end as outcome
    from (
      select import_id, true as is_made from contacts where organization_id = $1 and id = $2 and import_id is not null
      union all
      select met.import_id, false from import_changes met where met.organization_id = $1 and met.contact_id = $2
        and not exists (select from contacts c where c.organization_id = $1 and c.id = $2 and c.import_id = met.import_id)
    ) made
    join imports source on source.organization_id = $1 and source.id = made.import_id
    join files file on file.organization_id = $1 and file.id = source.file_id
    where source.id < $3 order by source.id desc limit $4`,
};

export interface ImportRow {
  readonly id: string;
  readonly at: Date;
  readonly fileName: string;
  readonly outcome: 'created' | 'updated';
}

export async function listImports(db: Database, organizationId: string, range: Range): Promise<ImportRow[]> {
  return db.run(importsStatement, valuesOf(organizationId, range));
}
