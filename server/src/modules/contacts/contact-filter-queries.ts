import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely';
import type { Database, Tables } from '#platform/database/database';
import { placeColumns } from './contact-order-queries.ts';

/** A filter as the database compares: everything exact. Of a list any one will do. */
export interface ExactFilter {
  readonly ids?: readonly string[] | undefined;
  readonly groupIds?: readonly string[] | undefined;
  readonly notGroupIds?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly notTags?: readonly string[] | undefined;
  /** The empty one stands for none. */
  readonly cities?: readonly string[] | undefined;
  /** `none` stands for contacts without an owner. */
  readonly owners?: readonly string[] | undefined;
  /** Contacts with this id or a later one. */
  readonly fromId?: string | undefined;
  readonly beforeId?: string | undefined;
  readonly reachable?: string | undefined;
  readonly consent?: string | undefined;
  readonly noConsent?: string | undefined;
  readonly isSuppressed?: boolean | undefined;
  readonly noCampaignSince?: string | undefined;
  readonly campaignSince?: string | undefined;
  readonly importId?: string | undefined;
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
}

type From = Tables & { contact: Tables['contacts'] };
export type ContactsQuery<Output = object> = SelectQueryBuilder<From, 'contact', Output>;
type Condition = RawBuilder<boolean>;

/** The organization's contacts that meet the filter. Under `parley_search`, too, where nothing else keeps tenants apart. */
export function contactsMatching(db: Database, organizationId: string, filter: ExactFilter): ContactsQuery {
  const query: ContactsQuery = db
    .selectFrom('contacts as contact')
    .where('contact.organization_id', '=', organizationId)
    .where('contact.erased_at', 'is', null);
  const conditions = [
    ...fieldConditions(filter),
    ...listConditions(organizationId, filter),
    ...historyConditions(organizationId, filter),
  ];
  return conditions.reduce((narrowed, condition) => narrowed.where(condition), query);
}

function fieldConditions(filter: ExactFilter): Condition[] {
  const { ids, cities, owners, fromId, beforeId, importId } = filter;
  const conditions: Condition[] = [];
  if (ids) conditions.push(sql`contact.id = any(${ids}::uuid[])`);
  if (cities) conditions.push(sql`${placeColumns.city} ${equals(cities, 'text')}`);
  if (fromId !== undefined) conditions.push(sql`contact.id >= ${fromId}`);
  if (beforeId !== undefined) conditions.push(sql`contact.id < ${beforeId}`);
  if (importId !== undefined) conditions.push(sql`contact.import_id = ${importId}`);
  if (owners) {
    const people = owners.filter((owner) => owner !== 'none');
    const owned = sql<boolean>`contact.owner_id ${equals(people, 'uuid')}`;
    const isNone = sql<boolean>`contact.owner_id is null`;
    if (people.length === owners.length) conditions.push(owned);
    else conditions.push(people.length === 0 ? isNone : sql`(${isNone} or ${owned})`);
  }
  return conditions;
}

/** One value is compared by itself: for it the planner knows how many rows there are. */
function equals(values: readonly string[], type: 'text' | 'uuid'): RawBuilder<unknown> {
  return values.length === 1 ? sql`= ${values[0]}` : sql`= any(${values}::${sql.raw(type)}[])`;
}

function listConditions(organizationId: string, filter: ExactFilter): Condition[] {
  const owns = (table: string, condition: RawBuilder<unknown>): Condition =>
    sql`exists (select from ${sql.table(table)} owned where owned.organization_id = ${organizationId}
      and owned.contact_id = contact.id and ${condition})`;
  const conditions: Condition[] = [];
  const { groupIds, notGroupIds, tags, notTags, phone, email, consent, noConsent, reachable } = filter;
  if (groupIds) conditions.push(owns('group_members', sql`owned.group_id ${equals(groupIds, 'uuid')}`));
  if (notGroupIds)
    conditions.push(sql`not ${owns('group_members', sql`owned.group_id ${equals(notGroupIds, 'uuid')}`)}`);
  if (tags) conditions.push(owns('contact_tags', sql`owned.tag ${equals(tags, 'text')}`));
  if (notTags) conditions.push(sql`not ${owns('contact_tags', sql`owned.tag ${equals(notTags, 'text')}`)}`);
  if (phone !== undefined) conditions.push(owns('contact_phones', sql`owned.phone = ${phone}`));
  if (email !== undefined) conditions.push(owns('contact_emails', sql`owned.email = ${email}`));
  const agreed = (network: string) =>
    owns('contact_consents', sql`owned.network in (${network}, 'any') and owned.withdrawn_at is null`);
  if (consent !== undefined) conditions.push(agreed(consent));
  if (noConsent !== undefined) conditions.push(sql`not ${agreed(noConsent)}`);
  if (reachable === 'sms')
    conditions.push(owns('contact_phones', sql`owned.type in ('mobile', 'fixed_or_mobile', 'other')`));
  if (reachable === 'email') conditions.push(owns('contact_emails', sql`true`));
  if (reachable === 'whatsapp') conditions.push(owns('contact_phones', sql`owned.whatsapp = 'valid'`));
  if (reachable === 'telegram') {
    conditions.push(sql`contact.id in (
      select owned.contact_id from contact_phones owned where owned.organization_id = ${organizationId} and owned.telegram = 'valid'
      union all select owned.contact_id from contact_identities owned
        where owned.organization_id = ${organizationId} and owned.network = 'telegram')`);
  }
  return conditions;
}

function historyConditions(organizationId: string, filter: ExactFilter): Condition[] {
  const { isSuppressed, noCampaignSince, campaignSince } = filter;
  const conditions: Condition[] = [];
  const among = isSuppressed ? sql`in` : sql`not in`;
  if (isSuppressed !== undefined) conditions.push(sql`contact.id ${among} (${suppressedContacts(organizationId)})`);
  const campaignFrom = (time: string): Condition =>
    sql`exists (select from contact_campaigns place where place.organization_id = ${organizationId}
      and place.contact_id = contact.id and place.last_campaign_at >= ${time}::timestamptz)`;
  if (campaignSince !== undefined) conditions.push(campaignFrom(campaignSince));
  if (noCampaignSince !== undefined) conditions.push(sql`not ${campaignFrom(noCampaignSince)}`);
  return conditions;
}

/** Ids of those who are on the suppression list, or whose address is. */
function suppressedContacts(organizationId: string): RawBuilder<unknown> {
  return sql`
    select s.subject::uuid from suppressions s where s.organization_id = ${organizationId} and s.subject_kind = 'contact'
    union all select own.contact_id from suppressions s
      join contact_phones own on own.organization_id = ${organizationId} and own.phone = s.subject
      where s.organization_id = ${organizationId} and s.subject_kind = 'phone'
    union all select own.contact_id from suppressions s
      join contact_emails own on own.organization_id = ${organizationId} and own.email = s.subject
      where s.organization_id = ${organizationId} and s.subject_kind = 'email'`;
}
