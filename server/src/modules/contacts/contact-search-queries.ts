import { sql } from 'kysely';
import type { Database } from '#platform/database/database';
import type { Pools } from '#platform/database/pools';
import { contactsMatching, inOrder, type ContactsQuery, type ExactFilter, type Page } from './contact-list-queries.ts';

/*
 * Behind a policy no index serves ILIKE, so these run as `parley_search`, which sees every tenant: `contactsMatching`
 * puts the organization into each of them.
 */

export interface FoundContact {
  readonly id: string;
  readonly display_name: string;
}

/** Rows read in the order of the page before the trigrams are asked: a few milliseconds. */
const nearby = 2_000;

/**
 * A page of contacts whose name has every word, and that meet the filter. What many names have is found among the first
 * contacts in the order; what few have by its trigrams, all of them. The planner cannot tell which it is: it takes `zzz`
 * for the fragment of every 25th name and reads a million of them.
 */
export async function searchContacts(
  pools: Pools,
  organizationId: string,
  words: readonly string[],
  filter: ExactFilter,
  page: Page,
): Promise<FoundContact[]> {
  return pools.search(async (db) => {
    const everybody = contactsMatching(db, organizationId, filter).select(columns);
    const first = inOrder(everybody, { ...page, limit: nearby });
    const found = await inOrder(among(db, first, words), page).execute();
    if (found.length > page.limit) return found;
    // The offset keeps the planner from putting the order first.
    const all = named(everybody, words).offset(sql.lit(0));
    return inOrder(among(db, all), page).execute();
  });
}

/** The next ids that match, in the order of their making, up to `throughId`. */
export async function searchMatchingIds(
  pools: Pools,
  organizationId: string,
  words: readonly string[],
  filter: ExactFilter,
  { afterId, throughId, limit }: { afterId: string | null; throughId: string; limit: number },
): Promise<string[]> {
  const rows = await pools.search((db) => {
    const query = named(contactsMatching(db, organizationId, filter), words)
      .select('contact.id')
      .where('contact.id', '<=', throughId);
    return (afterId === null ? query : query.where('contact.id', '>', afterId))
      .orderBy('contact.id')
      .limit(limit)
      .execute();
  });
  return rows.map(({ id }) => id);
}

const columns = ['contact.id', 'contact.display_name'] as const;

/** A query over the rows of another one. */
function among(
  db: Database,
  rows: ContactsQuery<FoundContact>,
  words: readonly string[] = [],
): ContactsQuery<FoundContact> {
  const query = db.selectFrom(rows.as('contact')).select(columns);
  return named(query as unknown as ContactsQuery<FoundContact>, words);
}

/** A word of one or two letters has no trigram of its own, only with the beginning of a word before it. */
function named<Output>(query: ContactsQuery<Output>, words: readonly string[]): ContactsQuery<Output> {
  return words.reduce((narrowed, word) => {
    const pattern = word.replace(/[\\%_]/g, '\\$&');
    const match =
      word.length > 2
        ? sql<boolean>`contact.display_name ilike ${`%${pattern}%`}`
        : sql<boolean>`(contact.display_name ilike ${`${pattern}%`} or contact.display_name ilike ${`% ${pattern}%`})`;
    return narrowed.where(match);
  }, query);
}
