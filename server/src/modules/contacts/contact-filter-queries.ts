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
export type Condition = RawBuilder<boolean>;
/** Whether the contact has a row in a table that meets the condition. */
type Look = (table: string, condition: RawBuilder<unknown>) => Condition;

/** The organization's contacts that meet the filter. Under `parley_search`, too, where nothing else keeps tenants apart. */
export function contactsMatching(db: Database, organizationId: string, filter: ExactFilter): ContactsQuery {
  const query: ContactsQuery = db
    .selectFrom('contacts as contact')
    .where('contact.organization_id', '=', organizationId)
    .where('contact.erased_at', 'is', null);
  const conditions = conditionsOf(organizationId, filter, 'joined');
  return conditions.reduce((narrowed, condition) => narrowed.where(condition), query);
}

/**
 * `joined`: the planner chooses how each condition is met, and may read a whole table for it. `probed`: one look into an
 * index for each contact, whatever the statistics say; for rows that are few already.
 */
export function conditionsOf(organizationId: string, filter: ExactFilter, how: 'joined' | 'probed'): Condition[] {
  const look: Look = (table, condition) =>
    sql`exists (select from ${sql.table(table)} owned where owned.organization_id = ${organizationId}
      and owned.contact_id = contact.id and ${condition}${how === 'probed' ? sql` offset 0` : sql``})`;
  return [
    ...fieldConditions(filter),
    ...listConditions(look, filter),
    ...reachConditions(organizationId, look, filter, how),
    ...historyConditions(organizationId, look, filter, how),
  ];
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
export function equals(values: readonly string[], type: 'text' | 'uuid'): RawBuilder<unknown> {
  return values.length === 1 ? sql`= ${values[0]}` : sql`= any(${values}::${sql.raw(type)}[])`;
}

function listConditions(look: Look, filter: ExactFilter): Condition[] {
  const conditions: Condition[] = [];
  const { groupIds, notGroupIds, tags, notTags, phone, email, consent, noConsent } = filter;
  if (groupIds) conditions.push(look('group_members', sql`owned.group_id ${equals(groupIds, 'uuid')}`));
  if (notGroupIds)
    conditions.push(sql`not ${look('group_members', sql`owned.group_id ${equals(notGroupIds, 'uuid')}`)}`);
  if (tags) conditions.push(look('contact_tags', sql`owned.tag ${equals(tags, 'text')}`));
  if (notTags) conditions.push(sql`not ${look('contact_tags', sql`owned.tag ${equals(notTags, 'text')}`)}`);
  if (phone !== undefined) conditions.push(look('contact_phones', sql`owned.phone = ${phone}`));
  if (email !== undefined) conditions.push(look('contact_emails', sql`owned.email = ${email}`));
  const agreed = (network: string) =>
    look('contact_consents', sql`owned.network in (${network}, 'any') and owned.withdrawn_at is null`);
  if (consent !== undefined) conditions.push(agreed(consent));
  if (noConsent !== undefined) conditions.push(sql`not ${agreed(noConsent)}`);
  return conditions;
}

function reachConditions(
  organizationId: string,
  look: Look,
  { reachable }: ExactFilter,
  how: 'joined' | 'probed',
): Condition[] {
  switch (reachable) {
    case 'sms':
      return [look('contact_phones', sql`owned.type in ('mobile', 'fixed_or_mobile', 'other')`)];
    case 'email':
      return [look('contact_emails', sql`true`)];
    case 'whatsapp':
      return [look('contact_phones', sql`owned.whatsapp = 'valid'`)];
    case 'telegram':
      if (how === 'joined') return [sql`contact.id in (${telegramContacts(organizationId)})`];
      return [
        sql`(${look('contact_phones', sql`owned.telegram = 'valid'`)}
          or ${look('contact_identities', sql`owned.network = 'telegram'`)})`,
      ];
    default:
      return [];
  }
}

/** Ids of those who can be reached there, some of them twice. */
export function telegramContacts(organizationId: string): RawBuilder<unknown> {
  return sql`
    select owned.contact_id from contact_phones owned where owned.organization_id = ${organizationId} and owned.telegram = 'valid'
    union all select owned.contact_id from contact_identities owned
      where owned.organization_id = ${organizationId} and owned.network = 'telegram'`;
}

function historyConditions(
  organizationId: string,
  look: Look,
  { isSuppressed, noCampaignSince, campaignSince }: ExactFilter,
  how: 'joined' | 'probed',
): Condition[] {
  const conditions: Condition[] = [];
  if (isSuppressed !== undefined) {
    const is =
      how === 'joined'
        ? sql<boolean>`contact.id in (${suppressedContacts(organizationId)})`
        : isOnSuppressionList(organizationId);
    conditions.push(isSuppressed ? is : sql`not ${is}`);
  }
  const campaignFrom = (time: string): Condition =>
    look('contact_campaigns', sql`owned.last_campaign_at >= ${time}::timestamptz`);
  if (campaignSince !== undefined) conditions.push(campaignFrom(campaignSince));
  if (noCampaignSince !== undefined) conditions.push(sql`not ${campaignFrom(noCampaignSince)}`);
  return conditions;
}

/** One contact, looked up by its id and its addresses. */
function isOnSuppressionList(organizationId: string): Condition {
  const listed = (kind: string, subject: RawBuilder<unknown>) =>
    sql`exists (select from suppressions s where s.organization_id = ${organizationId} and s.subject_kind = ${kind}
      and s.subject = ${subject} offset 0)`;
  const owned = (table: string) =>
    sql`select from ${sql.table(table)} owned where owned.organization_id = ${organizationId} and owned.contact_id = contact.id`;
  return sql`(${listed('contact', sql`contact.id::text`)}
    or exists (${owned('contact_phones')} and ${listed('phone', sql`owned.phone`)} offset 0)
    or exists (${owned('contact_emails')} and ${listed('email', sql`owned.email`)} offset 0))`;
}

/** Ids of those who are on the suppression list, or whose address is. */
export function suppressedContacts(organizationId: string): RawBuilder<unknown> {
  return sql`
    select s.subject::uuid from suppressions s where s.organization_id = ${organizationId} and s.subject_kind = 'contact'
    union all select own.contact_id from suppressions s
      join contact_phones own on own.organization_id = ${organizationId} and own.phone = s.subject
      where s.organization_id = ${organizationId} and s.subject_kind = 'phone'
    union all select own.contact_id from suppressions s
      join contact_emails own on own.organization_id = ${organizationId} and own.email = s.subject
      where s.organization_id = ${organizationId} and s.subject_kind = 'email'`;
}
