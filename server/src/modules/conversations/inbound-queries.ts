import type { AddressReport, InboundMessage } from '#channel';
import type { Database } from '#platform/database/database';
import { sql } from 'kysely';

/** Whether the event is new on this channel. The key is kept apart, narrow, so that a repeat days later is still known. */
export async function insertInboundKey(
  db: Database,
  organizationId: string,
  channelId: string,
  providerEventId: string,
): Promise<boolean> {
  const result = await db
    .insertInto('inbound_keys')
    .values({ organization_id: organizationId, channel_id: channelId, provider_event_id: providerEventId })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function insertInboundEvent(
  db: Database,
  organizationId: string,
  row: { id: string; channelId: string; message: InboundMessage | AddressReport },
): Promise<void> {
  await db
    .insertInto('inbound_events')
    .values({
      organization_id: organizationId,
      id: row.id,
      channel_id: row.channelId,
      sender: 'news' in row.message ? row.message.address : row.message.from,
      payload: JSON.stringify(row.message),
    })
    .execute();
}

export interface InboundEvent {
  readonly id: string;
  readonly channelId: string;
  readonly sender: string;
  readonly message: InboundMessage | AddressReport;
  readonly receivedAt: Date;
  readonly attempts: number;
}

/** Whose channel it is: the only look before an organization is known. */
export async function findChannelOwner(db: Database, channelId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('channels')
    .select('organization_id')
    .where('id', '=', channelId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return row?.organization_id;
}

export async function getChannelKind(
  db: Database,
  organizationId: string,
  channelId: string,
): Promise<{ kind: string; network: string }> {
  return db
    .selectFrom('channels')
    .select(['kind', 'network'])
    .where('organization_id', '=', organizationId)
    .where('id', '=', channelId)
    .executeTakeFirstOrThrow();
}

/** Channels, over all organizations, with events that are not digested. A narrow partial index holds only those. */
export async function listChannelsWithInbound(db: Database): Promise<{ organizationId: string; channelId: string }[]> {
  const { rows } = await sql<{ organizationId: string; channelId: string }>`
    select distinct organization_id as "organizationId", channel_id as "channelId"
    from inbound_events where processed_at is null and quarantined_at is null limit 1000`.execute(db);
  return rows;
}

/** The oldest open events; of a sender whose event failed, only that one: what came after it waits. */
export async function listOpenInbound(
  db: Database,
  organizationId: string,
  channelId: string,
  limit: number,
): Promise<InboundEvent[]> {
  const { rows } = await sql<InboundEvent>`
    select id, channel_id as "channelId", sender, payload as message, received_at as "receivedAt", attempts
    from inbound_events
    where organization_id = ${organizationId} and channel_id = ${channelId} and processed_at is null and quarantined_at is null
    order by id limit ${limit}`.execute(db);
  return rows;
}

export async function lockInbound(db: Database, organizationId: string, id: string): Promise<boolean> {
  const { rows } = await sql`select 1 from inbound_events where organization_id = ${organizationId} and id = ${id}
    and processed_at is null for update skip locked`.execute(db);
  return rows.length === 1;
}

export async function markInboundProcessed(db: Database, organizationId: string, id: string): Promise<void> {
  await sql`update inbound_events set processed_at = clock_timestamp(), error = null, quarantined_at = null
    where organization_id = ${organizationId} and id = ${id}`.execute(db);
}

/** Counts a failure; after `maxAttempts` the event is set aside and its sender's next ones go on. Returns whether it was. */
export async function markInboundFailed(
  db: Database,
  organizationId: string,
  id: string,
  error: string,
  maxAttempts: number,
): Promise<boolean> {
  const { rows } = await sql<{ quarantined: boolean }>`
    update inbound_events set attempts = attempts + 1, error = ${error},
      quarantined_at = case when attempts + 1 >= ${maxAttempts} then clock_timestamp() end
    where organization_id = ${organizationId} and id = ${id} returning quarantined_at is not null as quarantined`.execute(
    db,
  );
  return rows[0]?.quarantined ?? false;
}

export interface QuarantinedInbound {
  readonly id: string;
  readonly channelId: string;
  readonly channelName: string;
  readonly sender: string;
  readonly error: string | null;
  readonly receivedAt: Date;
  readonly quarantinedAt: Date;
}

/** Newest first, before `beforeId` if given. The index of what is open holds them; they are few. */
export async function listQuarantinedInbound(
  db: Database,
  organizationId: string,
  limit: number,
  beforeId: string | null,
): Promise<QuarantinedInbound[]> {
  const { rows } = await sql<QuarantinedInbound>`
    select event.id, event.channel_id as "channelId", channel.name as "channelName", event.sender, event.error,
      event.received_at as "receivedAt", event.quarantined_at as "quarantinedAt"
    from inbound_events event
    join channels channel on channel.organization_id = ${organizationId} and channel.id = event.channel_id
    where event.organization_id = ${organizationId} and event.processed_at is null and event.quarantined_at is not null
      and (${beforeId}::uuid is null or event.id < ${beforeId}::uuid)
    order by event.id desc limit ${limit}`.execute(db);
  return rows;
}

/** The digester takes it up again, with all its tries. False when it is not set aside. */
export async function releaseInbound(db: Database, organizationId: string, id: string): Promise<boolean> {
  const { rows } = await sql`update inbound_events set quarantined_at = null, attempts = 0
    where organization_id = ${organizationId} and id = ${id} and processed_at is null and quarantined_at is not null
    returning 1`.execute(db);
  return rows.length === 1;
}

export async function deleteOldInboundKeys(db: Database, days: number): Promise<void> {
  await sql`delete from inbound_keys where received_at < clock_timestamp() - make_interval(days => ${days})`.execute(
    db,
  );
}

/** What erased people wrote and were answered, and the raw events: the rows stay, as figures. */
export async function eraseThreads(db: Database, organizationId: string, contactIds: readonly string[]): Promise<void> {
  await sql`update inbound_events e set sender = '', payload = '{}'
    from messages m join conversations c on c.organization_id = m.organization_id and c.id = m.conversation_id
    where c.organization_id = ${organizationId} and c.contact_id = any(${contactIds}::uuid[])
      and e.organization_id = ${organizationId} and e.id = m.inbound_event_id`.execute(db);
  await sql`update messages m set text = ''
    from conversations c
    where c.organization_id = ${organizationId} and c.contact_id = any(${contactIds}::uuid[])
      and m.organization_id = ${organizationId} and m.conversation_id = c.id`.execute(db);
  await sql`update conversations set peer = '' where organization_id = ${organizationId}
    and contact_id = any(${contactIds}::uuid[])`.execute(db);
}

/** The network has given an address another name. */
export async function updatePeer(
  db: Database,
  organizationId: string,
  { channelId, peer, movedTo }: { channelId: string; peer: string; movedTo: string },
): Promise<void> {
  await sql`update conversations set peer = ${movedTo}
    where organization_id = ${organizationId} and channel_id = ${channelId} and peer = ${peer}`.execute(db);
}
