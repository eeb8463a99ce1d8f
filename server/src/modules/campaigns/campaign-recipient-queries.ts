import { sql } from 'kysely';
import type { ExclusionReason } from '@parley/contract/exclusion-reasons';
import { isException, type DeliveryState } from '#sending';
import type { Database } from '#platform/database/database';

export interface RecipientRow {
  readonly contact_id: string;
  readonly display_name: string;
  readonly address: string | null;
  readonly state: number;
  readonly reason: string | null;
  readonly exclusion: ExclusionReason | null;
  readonly settled_at: Date | null;
  readonly replied_at: Date | null;
  readonly opted_out: boolean | null;
}

export interface RecipientsWanted {
  readonly states?: readonly number[] | undefined;
  readonly reason?: string | undefined;
  readonly exclusion?: ExclusionReason | 'any' | undefined;
  readonly reply?: 'any' | 'opted_out' | undefined;
  /** Of the last attempt. */
  readonly channelId?: string | undefined;
}

function recipients(db: Database, organizationId: string, campaignId: string) {
  return db
    .selectFrom('recipients as recipient')
    .innerJoin('contacts as contact', (join) =>
      join.on('contact.organization_id', '=', organizationId).onRef('contact.id', '=', 'recipient.contact_id'),
    )
    .leftJoin('campaign_replies as reply', (join) =>
      join
        .on('reply.organization_id', '=', organizationId)
        .on('reply.campaign_id', '=', campaignId)
        .onRef('reply.contact_id', '=', 'recipient.contact_id'),
    )
    .select([
      'recipient.contact_id',
      'contact.display_name',
      'recipient.address',
      'recipient.state',
      'recipient.reason',
      'recipient.exclusion',
      'recipient.settled_at',
      'reply.at as replied_at',
      'reply.opted_out',
    ])
    .where('recipient.organization_id', '=', organizationId)
    .where('recipient.campaign_id', '=', campaignId);
}

interface Page {
  readonly limit: number;
  readonly afterId: string | null;
}

/** By contact, after `afterId`. Each filter has an index that gives this order, so a page costs the same at any size. */
export async function listRecipients(
  db: Database,
  organizationId: string,
  campaignId: string,
  wanted: RecipientsWanted,
  page: Page,
): Promise<RecipientRow[]> {
  // Statistics that are older than the sending say that hardly anybody is in the state asked for; then reading and sorting
  // the whole campaign looks cheaper than going along the primary key until a page is full.
  await sql`set local enable_sort = off`.execute(db);
  const rows = await wantedRecipients(db, organizationId, campaignId, wanted, page).execute();
  await sql`set local enable_sort = default`.execute(db);
  return rows as unknown as RecipientRow[];
}

function wantedRecipients(
  db: Database,
  organizationId: string,
  campaignId: string,
  wanted: RecipientsWanted,
  page: Page,
) {
  let query = recipients(db, organizationId, campaignId)
    .orderBy('recipient.contact_id')
    .limit(page.limit + 1);
  if (wanted.states?.length === 0) return query.where(sql<boolean>`false`);
  if (wanted.states)
    query = query.where('recipient.exclusion', 'is', null).where('recipient.state', 'in', wanted.states);
  // The few that ask for a look have an index of their own; the many are met soon in the order of the primary key.
  const isOfExceptions = wanted.states?.every((state) => isException(state as DeliveryState)) ?? false;
  if (isOfExceptions) {
    query = query.innerJoin(exceptionsPage(db, organizationId, campaignId, wanted, page).as('exception'), (join) =>
      join.onRef('exception.contact_id', '=', 'recipient.contact_id'),
    ) as typeof query;
  }
  // Of the few it was asked where their page was chosen.
  if (wanted.channelId && !isOfExceptions)
    query = query.where(lastChannel(organizationId, campaignId, 'recipient.contact_id'), '=', wanted.channelId);
  if (wanted.reason) query = query.where('recipient.reason', '=', wanted.reason);
  if (wanted.exclusion === 'any') query = query.where('recipient.exclusion', 'is not', null);
  else if (wanted.exclusion) query = query.where('recipient.exclusion', '=', wanted.exclusion);
  if (wanted.reply) query = query.where('reply.contact_id', 'is not', null);
  if (wanted.reply === 'opted_out') query = query.where('reply.opted_out', '=', true);
  return page.afterId ? query.where('recipient.contact_id', '>', page.afterId) : query;
}

/** Through which channel the last attempt for a person went: one look into the index of the recipient's deliveries. */
function lastChannel(organizationId: string, campaignId: string, contact: string) {
  return sql<string>`(select delivery.channel_id from deliveries as delivery
    where delivery.organization_id = ${organizationId} and delivery.campaign_id = ${campaignId}
      and delivery.contact_id = ${sql.ref(contact)}
    order by delivery.item desc, delivery.attempt desc limit 1)`;
}

/** The page is chosen here, in the order of the index: joined first, all exceptions of the campaign would be sorted for each page. */
function exceptionsPage(
  db: Database,
  organizationId: string,
  campaignId: string,
  { states = [], reason, channelId }: RecipientsWanted,
  page: Page,
) {
  let query = db
    .selectFrom('recipient_exceptions')
    .select('contact_id')
    .where('organization_id', '=', organizationId)
    .where('campaign_id', '=', campaignId)
    .where('state', 'in', states)
    .orderBy('contact_id')
    .limit(page.limit + 1);
  if (reason) query = query.where('reason', '=', reason);
  if (channelId)
    query = query.where(lastChannel(organizationId, campaignId, 'recipient_exceptions.contact_id'), '=', channelId);
  return page.afterId ? query.where('contact_id', '>', page.afterId) : query;
}

export async function findRecipient(
  db: Database,
  organizationId: string,
  campaignId: string,
  contactId: string,
): Promise<RecipientRow | undefined> {
  const row = await recipients(db, organizationId, campaignId)
    .where('recipient.contact_id', '=', contactId)
    .executeTakeFirst();
  return row as unknown as RecipientRow | undefined;
}

/** The first people of the plan by contact, without those erased since. */
export async function listSample(
  db: Database,
  organizationId: string,
  campaignId: string,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('recipients as recipient')
    .innerJoin('contacts as contact', (join) =>
      join.on('contact.organization_id', '=', organizationId).onRef('contact.id', '=', 'recipient.contact_id'),
    )
    .select('recipient.contact_id')
    .where('recipient.organization_id', '=', organizationId)
    .where('recipient.campaign_id', '=', campaignId)
    .where('recipient.exclusion', 'is', null)
    .where('contact.erased_at', 'is', null)
    .orderBy('recipient.contact_id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.contact_id);
}

export interface ExportRow extends RecipientRow {
  readonly channel: string | null;
  readonly text: string | null;
  readonly parts: number | null;
  readonly provider_code: string | null;
  readonly accepted_at: Date | null;
  readonly delivered_at: Date | null;
}

/** A page of recipients with the last attempt of each. */
export async function listExportRows(
  db: Database,
  organizationId: string,
  campaignId: string,
  wanted: RecipientsWanted,
  page: Page,
): Promise<ExportRow[]> {
  const query = wantedRecipients(db, organizationId, campaignId, wanted, page)
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('deliveries')
          .select(['channel_id', 'text', 'parts', 'provider_code', 'accepted_at', 'delivered_at'])
          .where('organization_id', '=', organizationId)
          .where('campaign_id', '=', campaignId)
          .whereRef('contact_id', '=', 'recipient.contact_id')
          .orderBy('item', 'desc')
          .orderBy('attempt', 'desc')
          .limit(1)
          .as('delivery'),
      (join) => join.onTrue(),
    )
    .leftJoin('channels as channel', (join) =>
      join.on('channel.organization_id', '=', organizationId).onRef('channel.id', '=', 'delivery.channel_id'),
    )
    .select([
      'channel.name as channel',
      'delivery.text',
      'delivery.parts',
      'delivery.provider_code',
      'delivery.accepted_at',
      'delivery.delivered_at',
    ]);
  return (await query.execute()) as unknown as ExportRow[];
}

/** The most frequent first. Only those with a reason: what went well has none. */
export async function countReasons(
  db: Database,
  organizationId: string,
  campaignId: string,
): Promise<{ state: number; reason: string; people: number }[]> {
  const { rows } = await sql<{ state: number; reason: string; people: number }>`
    select state, reason, count(*)::int as people from recipient_exceptions
    where organization_id = ${organizationId} and campaign_id = ${campaignId} and reason is not null
    group by state, reason order by people desc, reason`.execute(db);
  return rows;
}

/** Personal data of people erased; the figures stay. */
export async function eraseAddresses(
  db: Database,
  organizationId: string,
  contactIds: readonly string[],
): Promise<void> {
  await db
    .updateTable('recipients')
    .set({ address: '' })
    .where('organization_id', '=', organizationId)
    .where('contact_id', 'in', contactIds)
    .where('address', 'is not', null)
    .execute();
}
