import { sql, type SelectQueryBuilder } from 'kysely';
import type { ContactSort } from '@parley/contract/contacts';
import type { Database, Tables } from '#platform/database/database';

/** A filter as the database compares: everything exact. */
export interface ExactFilter {
  readonly groupId?: string | undefined;
  readonly tag?: string | undefined;
  readonly city?: string | undefined;
  /** Contacts with this id or a later one: an id says when it was made. */
  readonly fromId?: string | undefined;
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
}

export interface Page {
  readonly sort: ContactSort;
  readonly limit: number;
  /** The sort values of the last row before: the name for a sort by name, and the id. */
  readonly after: readonly string[] | null;
}

const usualLimit = 50;

type From = Tables & { contact: Tables['contacts'] };
export type ContactsQuery<Output = object> = SelectQueryBuilder<From, 'contact', Output>;

/** The organization's contacts that meet the filter. Under `parley_search`, too, where nothing else keeps tenants apart. */
export function contactsMatching(db: Database, organizationId: string, filter: ExactFilter): ContactsQuery {
  let query: ContactsQuery = db
    .selectFrom('contacts as contact')
    .where('contact.organization_id', '=', organizationId)
    .where('contact.erased_at', 'is', null);
  if (filter.city !== undefined) query = query.where('contact.city', '=', filter.city);
  if (filter.fromId !== undefined) query = query.where('contact.id', '>=', filter.fromId);
  const owns = (
    table: 'group_members' | 'contact_tags' | 'contact_phones' | 'contact_emails',
    column: string,
    value: string,
  ) =>
    sql<boolean>`exists (select from ${sql.table(table)} owned where owned.organization_id = ${organizationId}
      and owned.contact_id = contact.id and ${sql.ref(`owned.${column}`)} = ${value})`;
  if (filter.groupId !== undefined) query = query.where(owns('group_members', 'group_id', filter.groupId));
  if (filter.tag !== undefined) query = query.where(owns('contact_tags', 'tag', filter.tag));
  if (filter.phone !== undefined) query = query.where(owns('contact_phones', 'phone', filter.phone));
  if (filter.email !== undefined) query = query.where(owns('contact_emails', 'email', filter.email));
  return query;
}

/** One row more than the page holds, to know whether there is a next. */
export function inOrder<Output>(query: ContactsQuery<Output>, { sort, limit, after }: Page): ContactsQuery<Output> {
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  const comparison = sql.raw(direction === 'asc' ? '>' : '<');
  // In the text: for a number it does not know, the planner prepares to read a tenth of the table.
  const limited = query.limit(sql.lit(limit + 1));
  if (sort.endsWith('created')) {
    const sorted = limited.orderBy('contact.id', direction);
    return after ? sorted.where(sql<boolean>`contact.id ${comparison} ${after[0]}`) : sorted;
  }
  const sorted = limited.orderBy('contact.display_name', direction).orderBy('contact.id', direction);
  return after
    ? sorted.where(sql<boolean>`(contact.display_name, contact.id) ${comparison} (${after[0]}, ${after[1]})`)
    : sorted;
}

const own = sql`own.organization_id = contact.organization_id and own.contact_id = contact.id`;
const summaryColumns = [
  'contact.id',
  'contact.display_name',
  'contact.company',
  'contact.city',
  'contact.created_at',
  'contact.updated_at',
] as const;

function withSummary(query: ContactsQuery) {
  return query
    .select(summaryColumns)
    .select(sql<string | null>`(select own.phone from contact_phones own where ${own} and own.is_primary)`.as('phone'))
    .select(sql<string | null>`(select own.email from contact_emails own where ${own} and own.is_primary)`.as('email'))
    .select(sql<string[]>`array(select own.tag from contact_tags own where ${own} order by own.tag)`.as('tags'));
}

export type SummaryRow = Awaited<ReturnType<typeof listContactsById>>[number];

/**
 * A page of the list. Without a filter, which is what people open, the statement is prepared: that saves a third of its
 * time. With one it is planned for its values, because a group of three and one of a million want different plans.
 */
export async function listContacts(
  db: Database,
  organizationId: string,
  filter: ExactFilter,
  page: Page,
): Promise<SummaryRow[]> {
  const query = inOrder(withSummary(contactsMatching(db, organizationId, filter)), page);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  if (isFiltered || page.limit !== usualLimit) return query.execute();
  const { sql: text, parameters } = query.compile();
  return db.run({ name: `contacts_list ${page.sort} ${page.after ? 'on' : ''}`, text }, parameters);
}

/** Of these ids, in no order. */
export async function listContactsById(db: Database, organizationId: string, ids: readonly string[]) {
  return withSummary(
    contactsMatching(db, organizationId, {}).where(sql<boolean>`contact.id = any(${ids}::uuid[])`),
  ).execute();
}

/** The next ids that match, in the order of their making, up to `throughId`. */
export async function listMatchingIds(
  db: Database,
  organizationId: string,
  filter: ExactFilter,
  { afterId, throughId, limit }: { afterId: string | null; throughId: string; limit: number },
): Promise<string[]> {
  let query = contactsMatching(db, organizationId, filter).select('contact.id').where('contact.id', '<=', throughId);
  if (afterId !== null) query = query.where('contact.id', '>', afterId);
  const rows = await query.orderBy('contact.id').limit(limit).execute();
  return rows.map(({ id }) => id);
}
