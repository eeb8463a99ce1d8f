import { sql } from 'kysely';
import type { Database } from '#platform/database/database';
import { contactsMatching, type ContactsQuery, type ExactFilter } from './contact-filter-queries.ts';
import { placeColumns, sortOf, type Page, type Place } from './contact-order-queries.ts';
import { findPlaces, mostLookedAt, walk, type Found } from './contact-walk-queries.ts';

const usualLimits: readonly number[] = [50, 100];

/** The places of a page. Everybody, which is what people open, is read by a prepared statement: a third of its time less. */
export async function listPlaces(
  db: Database,
  organizationId: string,
  filter: ExactFilter,
  page: Page,
): Promise<Found> {
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  if (isFiltered) return findPlaces(db, organizationId, filter, page);
  if (sortOf(page.sort).key === 'lastCampaign') return walk(db, organizationId, {}, page, null, mostLookedAt);
  const query = inOrder(contactsMatching(db, organizationId, {}), page);
  if (!usualLimits.includes(page.limit)) return { places: await query.execute(), walkedTo: null };
  const { sql: text, parameters } = query.compile();
  const name = `contacts_places ${page.sort} ${page.limit} ${page.after ? 'on' : ''}`;
  return { places: await db.run({ name, text }, parameters), walkedTo: null };
}

/** One row more than the page holds. */
export function inOrder(query: ContactsQuery, { sort, limit, after }: Page): ContactsQuery<Place> {
  const { key, direction } = sortOf(sort);
  const comparison = sql.raw(direction === 'asc' ? '>' : '<');
  const column = placeColumns[key as keyof typeof placeColumns];
  const sorted = query
    .select(['contact.id', column.as('place')])
    // In the text: for a number it does not know, the planner prepares to read a tenth of the table.
    .limit(sql.lit(limit + 1));
  if (key === 'created') {
    const byId = sorted.orderBy('contact.id', direction);
    return after ? byId.where(sql<boolean>`contact.id ${comparison} ${after.id}`) : byId;
  }
  const byColumn = sorted.orderBy(column, direction).orderBy('contact.id', direction);
  return after
    ? byColumn.where(sql<boolean>`(${column}, contact.id) ${comparison} (${after.place}, ${after.id})`)
    : byColumn;
}

const own = sql`own.organization_id = contact.organization_id and own.contact_id = contact.id`;
/** `none` 0, `invalid` 1, `unknown` 2, `valid` 3: the best of several is the greatest. */
const rank = (column: string) =>
  sql`case ${sql.ref(`own.${column}`)} when 'valid' then 3 when 'unknown' then 2 else 1 end`;
const bestOf = (column: string) =>
  sql<number>`coalesce((select max(${rank(column)}) from contact_phones own where ${own}), 0)`;

export type SummaryRow = Awaited<ReturnType<typeof listContactsById>>[number];

/** Of these ids, in no order; who was erased meanwhile is missing. */
export async function listContactsById(db: Database, organizationId: string, ids: readonly string[]) {
  return contactsMatching(db, organizationId, { ids })
    .leftJoin('users as owner', 'owner.id', 'contact.owner_id')
    .leftJoin('contact_campaigns as campaigns', (join) =>
      join
        .onRef('campaigns.organization_id', '=', 'contact.organization_id')
        .onRef('campaigns.contact_id', '=', 'contact.id'),
    )
    .select([
      'contact.id',
      'contact.display_name',
      'contact.company',
      'contact.city',
      'contact.owner_id',
      'contact.created_at',
      'contact.updated_at',
      'owner.name as owner_name',
      'campaigns.campaign_count',
      'campaigns.last_campaign_at',
    ])
    .select(sql<string | null>`(select own.phone from contact_phones own where ${own} and own.is_primary)`.as('phone'))
    .select(sql<string | null>`(select own.email from contact_emails own where ${own} and own.is_primary)`.as('email'))
    .select(sql<string[]>`array(select own.tag from contact_tags own where ${own} order by own.tag)`.as('tags'))
    .select(
      sql<string[]>`array(select own.network from contact_consents own where ${own} and own.withdrawn_at is null
        order by own.network)`.as('consents'),
    )
    .select(
      sql<boolean>`exists (select from contact_phones own where ${own} and own.type in ('mobile', 'fixed_or_mobile', 'other'))`.as(
        'has_sms',
      ),
    )
    .select(bestOf('whatsapp').as('whatsapp'))
    .select(bestOf('telegram').as('telegram'))
    .select(
      sql<boolean>`exists (select from contact_identities own where ${own} and own.network = 'telegram')`.as(
        'is_on_telegram',
      ),
    )
    .execute();
}

/** Of these ids, those who are on the suppression list themselves or by an address. */
export async function listSuppressedAmong(
  db: Database,
  organizationId: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select s.subject as id from suppressions s
      where s.organization_id = ${organizationId} and s.subject_kind = 'contact' and s.subject = any(${ids}::text[])
    union all select own.contact_id::text from contact_phones own
      join suppressions s on s.organization_id = ${organizationId} and s.subject_kind = 'phone' and s.subject = own.phone
      where own.organization_id = ${organizationId} and own.contact_id = any(${ids}::uuid[])
    union all select own.contact_id::text from contact_emails own
      join suppressions s on s.organization_id = ${organizationId} and s.subject_kind = 'email' and s.subject = own.email
      where own.organization_id = ${organizationId} and own.contact_id = any(${ids}::uuid[])`.execute(db);
  return new Set(rows.map(({ id }) => id));
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

const valueTables = {
  tag: sql`select tag as value, count(*) as count from contact_tags where organization_id = `,
  city: sql`select coalesce(city, '') as value, count(*) as count from contacts where erased_at is null and organization_id = `,
} as const;

/** The most frequent values. Reads an index from end to end: 0.2 s a million. */
export async function listValues(
  db: Database,
  organizationId: string,
  field: keyof typeof valueTables,
): Promise<{ value: string; count: number }[]> {
  const query = sql<{ value: string; count: number }>`${valueTables[field]} ${organizationId}
    group by 1 order by 2 desc, 1 limit 500`;
  return (await query.execute(db)).rows;
}
