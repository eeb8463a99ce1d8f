import { sql, type RawBuilder } from 'kysely';
import type { Database } from '#platform/database/database';
import { contactsMatching, type ContactsQuery, type ExactFilter } from './contact-filter-queries.ts';
import { inOrder } from './contact-list-queries.ts';
import { sortOf, type Page, type Place } from './contact-order-queries.ts';
import { endOf, findFewest, peopleOf, sortFew, walksOf } from './contact-walk-queries.ts';

/** Where the pages of a list begin, as far as that can be told in the time of a request, and how many there were by then. */

/** So many people are looked at: some 40 ms. */
const mostWalked = 10_000;

export interface BorderOptions {
  readonly sort: Page['sort'];
  readonly pageSize: number;
  readonly most: number;
}

/** The place of a row and its number, counted from 1. */
type Border = Place & { readonly n: number };

export interface Borders {
  /** Of every `pageSize`-th row, and of the last one that was found. */
  readonly borders: readonly Border[];
  readonly total: number;
  /** False: the list goes on behind the borders. */
  readonly exact: boolean;
}

export async function findBorders(
  db: Database,
  organizationId: string,
  filter: ExactFilter,
  options: BorderOptions,
): Promise<Borders> {
  const { sort, pageSize, most } = options;
  const page: Page = { sort, limit: most, after: null };
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  if (!isFiltered && sortOf(sort).key !== 'lastCampaign') return bordersOfAll(db, organizationId, page, pageSize);
  const fewest = await findFewest(db, organizationId, filter, sort);
  if (fewest?.isSortable) {
    const borders = await numbered(db, sortFew(organizationId, filter, fewest, page), pageSize, 0);
    return { borders, total: borders.at(-1)?.n ?? 0, exact: true };
  }
  const borders: Border[] = [];
  for (const run of walksOf(organizationId, filter, page, fewest, mostWalked)) {
    const before = borders.at(-1)?.n ?? 0;
    borders.push(...(await numbered(db, peopleOf(run), pageSize, before)));
    if (await endOf(db, run, mostWalked)) return { borders, total: borders.at(-1)?.n ?? 0, exact: false };
  }
  return { borders, total: borders.at(-1)?.n ?? 0, exact: true };
}

async function bordersOfAll(db: Database, organizationId: string, page: Page, pageSize: number): Promise<Borders> {
  const everybody = contactsMatching(db, organizationId, {});
  const borders = await numbered(db, sql`${inOrder(everybody, page)}`, pageSize, 0);
  const total = borders.at(-1)?.n ?? 0;
  return { borders, total: Math.min(total, page.limit), exact: total <= page.limit };
}

/** Of rows in their order every `pageSize`-th and the last, numbered on from `before`. */
export async function numbered(
  db: Database,
  ordered: RawBuilder<unknown>,
  pageSize: number,
  before: number,
): Promise<Border[]> {
  const { rows } = await sql<Place & { place: string | Date; n: number }>`
    select id, place, n from (
      select id, place, row_number() over () + ${sql.lit(before)} as n, lead(id) over () is null as is_last
      from (${ordered}) listed
    ) numbered where n % ${sql.lit(pageSize)} = 0 or is_last order by n`.execute(db);
  return rows.map(({ place, ...row }) => ({
    ...row,
    place: (place as unknown) instanceof Date ? (place as unknown as Date).toISOString() : place,
  }));
}

/** How many rows the planner expects. */
export async function estimateRows(query: ContactsQuery): Promise<number> {
  const [row] = await query.select('contact.id').explain<{ 'QUERY PLAN': { Plan: { 'Plan Rows': number } }[] }>('json');
  return row?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
}
