import { sql, type RawBuilder } from 'kysely';
import type { Database } from '#platform/database/database';
import type { Pools } from '#platform/database/pools';
import { contactsMatching, type ContactsQuery, type ExactFilter } from './contact-filter-queries.ts';
import { sortOf, type Page, type Place } from './contact-order-queries.ts';
import { estimateRows, numbered, type BorderOptions, type Borders } from './contact-border-queries.ts';
import { inOrder, listPlaces } from './contact-list-queries.ts';
import { inOtherLayout } from './keyboard-layout.ts';
import type { TextSearch } from './text-search.ts';

/*
 * Behind a policy no index serves LIKE, so these run as `parley_search`, which sees every tenant: `contactsMatching` puts
 * the organization into each of them.
 */

/** Rows read in the order of the page before the trigrams are asked: a few milliseconds. */
const nearby = 2_000;

/**
 * A page of contacts that were searched for and meet the filter. What many names have is found among the first contacts in
 * the order; what few have by its trigrams, all of them. The planner cannot tell which it is: it takes `zzz` for the
 * fragment of every 25th name and reads a million of them.
 */
export async function searchContacts(
  pools: Pools,
  organizationId: string,
  text: TextSearch,
  filter: ExactFilter,
  page: Page,
): Promise<Place[]> {
  return pools.search(async (db) => {
    const everybody = contactsMatching(db, organizationId, filter);
    if (text.words.length > 0) {
      const first = await searchNearby(db, organizationId, text.words, filter, page);
      if (first.length > page.limit) return first;
    }
    // The offset keeps the planner from putting the order first.
    const all = derived(db, found(everybody, organizationId, text).select(carried).offset(sql.lit(0)));
    return inAnyOrder(db, all, page).execute();
  });
}

async function searchNearby(
  db: Database,
  organizationId: string,
  words: readonly string[],
  filter: ExactFilter,
  page: Page,
): Promise<Place[]> {
  const first = { ...page, limit: nearby };
  if (sortOf(page.sort).key !== 'lastCampaign') {
    const query = inOrder(contactsMatching(db, organizationId, filter), first).select(looked);
    return inOrder(named(derived(db, query), words), page).execute();
  }
  const { places } = await listPlaces(db, organizationId, filter, first);
  const ids = places.map(({ id }) => id);
  const rows = await named(contactsMatching(db, organizationId, { ids }), words)
    .select('contact.id')
    .execute();
  const meeting = new Set(rows.map(({ id }) => id));
  return places.filter(({ id }) => meeting.has(id)).slice(0, page.limit + 1);
}

/** Where the pages of what was searched for begin. */
export async function searchBorders(
  pools: Pools,
  organizationId: string,
  text: TextSearch,
  filter: ExactFilter,
  { sort, pageSize, most }: BorderOptions,
): Promise<Borders> {
  return pools.search(async (db) => {
    const matching = found(contactsMatching(db, organizationId, filter), organizationId, text);
    const page: Page = { sort, limit: most, after: null };
    const ordered = inAnyOrder(db, derived(db, matching.select(carried).offset(sql.lit(0))), page);
    const borders = await numbered(db, sql`${ordered}`, pageSize, 0);
    const total = borders.at(-1)?.n ?? 0;
    return { borders, total: Math.min(total, most), exact: total <= most };
  });
}

/** Of more than the places of a list, each of which was found. */
export async function estimateFound(
  pools: Pools,
  organizationId: string,
  text: TextSearch,
  filter: ExactFilter,
): Promise<number> {
  return pools.search((db) => estimateRows(found(contactsMatching(db, organizationId, filter), organizationId, text)));
}

/** The next ids that match, in the order of their making, up to `throughId`. */
export async function searchMatchingIds(
  pools: Pools,
  organizationId: string,
  text: TextSearch,
  filter: ExactFilter,
  { afterId, throughId, limit }: { afterId: string | null; throughId: string; limit: number },
): Promise<string[]> {
  const rows = await pools.search((db) => {
    const query = found(contactsMatching(db, organizationId, filter), organizationId, text)
      .select('contact.id')
      .where('contact.id', '<=', throughId);
    return (afterId === null ? query : query.where('contact.id', '>', afterId))
      .orderBy('contact.id')
      .limit(limit)
      .execute();
  });
  return rows.map(({ id }) => id);
}

/** What the orders and the search look at. */
const looked = ['contact.organization_id', 'contact.display_name', 'contact.city'] as const;
const carried = ['contact.id', ...looked] as const;

/** A query over the rows of another one. */
function derived(db: Database, rows: ContactsQuery): ContactsQuery {
  return db.selectFrom(rows.as('contact'));
}

/** In an order that no index gives: of few rows, or of all. */
function inAnyOrder(db: Database, rows: ContactsQuery, page: Page): ContactsQuery<Place> {
  const { key, direction } = sortOf(page.sort);
  if (key !== 'lastCampaign') return inOrder(rows, page);
  const place = sql<string>`coalesce(to_char((select last.last_campaign_at from contact_campaigns last
    where last.organization_id = contact.organization_id and last.contact_id = contact.id) at time zone 'UTC',
    'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), '')`;
  const comparison = sql.raw(direction === 'asc' ? '>' : '<');
  const placed = db.selectFrom(rows.select(['contact.id', place.as('place')]).as('contact'));
  const sorted = placed
    .select(['contact.id', 'contact.place'])
    .orderBy(sql`contact.place collate "C"`, direction)
    .orderBy('contact.id', direction)
    .limit(sql.lit(page.limit + 1));
  const { after } = page;
  const rest = after
    ? sorted.where(sql<boolean>`(contact.place collate "C", contact.id) ${comparison} (${after.place}, ${after.id})`)
    : sorted;
  return rest;
}

function found(query: ContactsQuery, organizationId: string, text: TextSearch): ContactsQuery {
  if (text.phone) return query.where(sql<boolean>`contact.id in (${phonesLike(organizationId, text.phone)})`);
  if (text.email !== null) {
    return query.where(sql<boolean>`contact.id in (select own.contact_id from contact_emails own
      where own.organization_id = ${organizationId} and own.email like ${`${asPattern(text.email)}%`})`);
  }
  return named(query, text.words);
}

function phonesLike(organizationId: string, { beginnings, ending }: NonNullable<TextSearch['phone']>) {
  const backwards = [...ending].toReversed().join('');
  // Digits behind a plus are in the same order under every collation, so the index of the whole numbers serves.
  const ranges = beginnings.map((digits) => sql`own.phone between ${digits} and ${digits + '9'.repeat(15)}`);
  return sql`select own.contact_id from contact_phones own where own.organization_id = ${organizationId}
    and (reverse(own.phone) like ${`${backwards}%`} or ${sql.join(ranges, sql` or `)})`;
}

const foldedName = sql`replace(lower(contact.display_name), 'ё', 'е')`;

/** Each word, or what its keys write in the other layout. */
function named(query: ContactsQuery, words: readonly string[]): ContactsQuery {
  return words.reduce((narrowed, word) => {
    const other = inOtherLayout(word);
    const readings = [word, ...(other === null ? [] : [other])].map((reading) => hasWord(reading));
    return narrowed.where(sql<boolean>`(${sql.join(readings, sql` or `)})`);
  }, query);
}

/** A word of one or two letters has no trigram of its own, only with the beginning of a word before it. */
function hasWord(word: string): RawBuilder<boolean> {
  const pattern = asPattern(word.toLowerCase().replaceAll('ё', 'е'));
  return word.length > 2
    ? sql`${foldedName} like ${`%${pattern}%`}`
    : sql`(${foldedName} like ${`${pattern}%`} or ${foldedName} like ${`% ${pattern}%`})`;
}

function asPattern(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
