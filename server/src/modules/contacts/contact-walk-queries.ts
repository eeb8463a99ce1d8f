import { sql, type RawBuilder } from 'kysely';
import type { Database } from '#platform/database/database';
import { conditionsOf, type Condition, type ExactFilter } from './contact-filter-queries.ts';
import { placeColumns, sortOf, type Page, type Place } from './contact-order-queries.ts';
import { countSources, withinIds, type Source } from './contact-source-queries.ts';

/**
 * A page that meets conditions, in an order: never by reading everybody. When one of the conditions names few people, those
 * are fetched and sorted. Otherwise the list is walked along the index of its order, so far and no further: what was not
 * found by then is behind the place where the walk ended, and the next page begins there.
 */

/** So many people are looked at for a page: some 40 ms. */
export const mostLookedAt = 10_000;
/** So many are fetched and sorted for one: as long. */
const mostSorted = 4_000;

export interface Found {
  /** One more than the page holds, to know whether there is a next. */
  readonly places: Place[];
  /** Where a walk ended that did not come to the end of the list. */
  readonly walkedTo: Place | null;
}

export async function findPlaces(
  db: Database,
  organizationId: string,
  filter: ExactFilter,
  page: Page,
): Promise<Found> {
  const fewest = await findFewest(db, organizationId, filter, page.sort);
  if (!fewest?.isSortable) return walk(db, organizationId, filter, page, fewest, mostLookedAt);
  const { rows } = await sortFew(organizationId, filter, fewest, page).execute(db);
  return { places: rows, walkedTo: null };
}

/** The source with the fewest people, and whether they are fetched and sorted rather than walked along. */
export async function findFewest(
  db: Database,
  organizationId: string,
  filter: ExactFilter,
  sort: Page['sort'],
): Promise<(Source & { readonly isSortable: boolean }) | null> {
  const [fewest] = await countSources(db, organizationId, filter, mostSorted);
  if (!fewest) return null;
  const isInOrder = fewest.ordered && sortOf(sort).key === 'created';
  return { ...fewest, isSortable: fewest.count <= mostSorted && !isInOrder };
}

/** Everybody whom the source names and who meets the filter, `limit` + 1 from the place on. */
export function sortFew(
  organizationId: string,
  filter: ExactFilter,
  { ids }: Source,
  { sort, limit, after }: Page,
): RawBuilder<Place> {
  const { key, direction } = sortOf(sort);
  const [order, comparison] = [sql.raw(direction), sql.raw(direction === 'asc' ? '>' : '<')];
  // Names are compared as their index does; times are texts whose letters are in the order of the times.
  const place = key === 'lastCampaign' ? lastCampaignText(organizationId) : placeColumns[key];
  const by = key === 'lastCampaign' ? sql`placed.place collate "C"` : sql`placed.place`;
  const beyond = after ? sql`(${by}, placed.id) ${comparison} (${after.place}, ${after.id}::uuid)` : sql`true`;
  return sql<Place>`select placed.id, placed.place from (
      select contact.id, ${place} as place
      from (select distinct contact_id from (${ids}) named offset 0) few
      cross join lateral (${contactAt(organizationId, sql`few.contact_id`)}) contact
      where ${allOf(conditionsOf(organizationId, filter, 'probed'))}
      offset 0
    ) placed where ${beyond} order by ${by} ${order}, placed.id ${order} limit ${sql.lit(limit + 1)}`;
}

/** As cursors carry it; empty for whoever was in none. */
function lastCampaignText(organizationId: string): RawBuilder<string> {
  return sql`coalesce((select to_char(last.last_campaign_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    from contact_campaigns last where last.organization_id = ${organizationId} and last.contact_id = contact.id), '')`;
}

/** What conditions look at, of one contact by its id. The offset keeps it a look-up, whatever the statistics say. */
function contactAt(organizationId: string, id: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select contact.id, contact.display_name, contact.city, contact.owner_id, contact.import_id
    from contacts contact where contact.organization_id = ${organizationId} and contact.id = ${id}
      and contact.erased_at is null offset 0`;
}

function allOf(conditions: readonly Condition[]): RawBuilder<boolean> {
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

/** A stretch of a list in its order. */
export interface Walk {
  /** A select of `id` and `place`, of so many at most. */
  readonly stretch: RawBuilder<unknown>;
  /** The same people with what conditions look at. */
  readonly people: RawBuilder<unknown>;
  readonly order: RawBuilder<unknown>;
  readonly conditions: readonly Condition[];
}

/** By the last campaign in two runs: whoever was in none has no row to be sorted by, and comes last among the newest. */
export async function walk(
  db: Database,
  organizationId: string,
  filter: ExactFilter,
  page: Page,
  source: Source | null,
  most: number,
): Promise<Found> {
  const places: Place[] = [];
  const runs = walksOf(organizationId, filter, page, source, most);
  for (const run of runs) {
    const wanted = page.limit + 1 - places.length;
    const { rows } = await sql<Place>`${peopleOf(run)} limit ${sql.lit(wanted)}`.execute(db);
    places.push(...rows.map(asPlace));
    if (places.length > page.limit) break;
    const end = await endOf(db, run, most);
    if (end) return { places, walkedTo: end };
  }
  return { places, walkedTo: null };
}

/** Those of the stretch who meet the conditions, in its order. */
export function peopleOf({ people, order, conditions }: Walk): RawBuilder<unknown> {
  return sql`select contact.id, contact.place from (${people}) contact where ${allOf(conditions)} order by ${order}`;
}

/** The last place of a stretch that is as long as it may be. */
export async function endOf(db: Database, { stretch }: Walk, most: number): Promise<Place | null> {
  const { rows } = await sql<Place>`select id, place from (${stretch}) walked offset ${sql.lit(most - 1)}`.execute(db);
  return rows[0] ? asPlace(rows[0]) : null;
}

function asPlace({ id, place }: { id: string; place: string | Date }): Place {
  return { id, place: place instanceof Date ? place.toISOString() : place };
}

/** The runs of a list from its place on; a place without a time is one in the run of those without a campaign. */
export function walksOf(
  organizationId: string,
  filter: ExactFilter,
  page: Page,
  source: Source | null,
  most: number,
): Walk[] {
  const { key, direction } = sortOf(page.sort);
  const conditions = conditionsOf(organizationId, filter, 'probed');
  const limit = sql.lit(most);
  if (key !== 'lastCampaign') {
    const byIds = key === 'created' && source?.ordered ? source : null;
    const shape = byIds
      ? idWalk(organizationId, filter, page, byIds, limit)
      : orderWalk(organizationId, filter, page, key, limit);
    return [{ ...shape, conditions }];
  }
  const none = sql<boolean>`not exists (select from contact_campaigns place where place.organization_id = ${organizationId}
    and place.contact_id = contact.id offset 0)`;
  const isIn = (run: 'with' | 'without'): boolean => (page.after?.place === '') === (run === 'without');
  const withOne = (): Walk => ({
    ...campaignWalk(organizationId, { ...page, after: page.after && isIn('with') ? page.after : null }, limit),
    conditions,
  });
  const withNone = (): Walk => ({
    ...orderWalk(
      organizationId,
      filter,
      {
        ...page,
        sort: direction === 'asc' ? 'created' : '-created',
        after: page.after && isIn('without') ? page.after : null,
      },
      'created',
      limit,
    ),
    conditions: [none, ...conditions],
  });
  const runs = direction === 'desc' ? (['with', 'without'] as const) : (['without', 'with'] as const);
  const begun = page.after === null ? 0 : runs.findIndex(isIn);
  return runs.slice(begun).map((run) => (run === 'with' ? withOne() : withNone()));
}

type Shape = Omit<Walk, 'conditions'>;

/** Along the index of the order. */
function orderWalk(
  organizationId: string,
  filter: ExactFilter,
  { sort, after }: Page,
  key: 'created' | 'name' | 'city',
  limit: RawBuilder<unknown>,
): Shape {
  const { direction } = sortOf(sort);
  const [order, comparison] = [sql.raw(direction), sql.raw(direction === 'asc' ? '>' : '<')];
  const column = placeColumns[key];
  const isById = key === 'created';
  const beyond = after
    ? isById
      ? sql`contact.id ${comparison} ${after.id}`
      : sql`(${column}, contact.id) ${comparison} (${after.place}, ${after.id})`
    : sql`true`;
  const { cities } = filter;
  const within = isById ? withinIds(filter, sql`contact.id`) : sql`true`;
  // Within one city the order is that of the ids, and its index gives it.
  const inCity = key === 'city' && cities?.length === 1 ? sql`${column} = ${cities[0]}` : sql`true`;
  const stretch = sql`select contact.id, ${column} as place, contact.display_name, contact.city, contact.owner_id, contact.import_id
    from contacts contact
    where contact.organization_id = ${organizationId} and contact.erased_at is null and ${within} and ${inCity} and ${beyond}
    order by ${isById ? sql`contact.id ${order}` : sql`${column} ${order}, contact.id ${order}`} limit ${limit}`;
  const outer = isById ? sql`contact.id ${order}` : sql`contact.place ${order}, contact.id ${order}`;
  return { stretch, people: stretch, order: outer };
}

/** Along the ids that a condition names. */
function idWalk(
  organizationId: string,
  filter: ExactFilter,
  { sort, after }: Page,
  { ids }: Source,
  limit: RawBuilder<unknown>,
): Shape {
  const { direction } = sortOf(sort);
  const [order, comparison] = [sql.raw(direction), sql.raw(direction === 'asc' ? '>' : '<')];
  const beyond = after ? sql`named.contact_id ${comparison} ${after.id}` : sql`true`;
  const stretch = sql`select named.contact_id as id, '' as place from (${ids}) named
    where ${withinIds(filter, sql`named.contact_id`)} and ${beyond} order by named.contact_id ${order} limit ${limit}`;
  return { stretch, people: peopleAlong(organizationId, stretch), order: sql`contact.id ${order}` };
}

/** Along the times of the last campaigns. */
function campaignWalk(organizationId: string, { sort, after }: Page, limit: RawBuilder<unknown>): Shape {
  const { direction } = sortOf(sort);
  const [order, comparison] = [sql.raw(direction), sql.raw(direction === 'asc' ? '>' : '<')];
  const beyond = after
    ? sql`(listed.last_campaign_at, listed.contact_id) ${comparison} (${after.place}::timestamptz, ${after.id})`
    : sql`true`;
  const stretch = sql`select listed.contact_id as id, listed.last_campaign_at as place from contact_campaigns listed
    where listed.organization_id = ${organizationId} and ${beyond}
    order by listed.last_campaign_at ${order}, listed.contact_id ${order} limit ${limit}`;
  return {
    stretch,
    people: peopleAlong(organizationId, stretch),
    order: sql`contact.place ${order}, contact.id ${order}`,
  };
}

function peopleAlong(organizationId: string, stretch: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select along.id, along.place, person.display_name, person.city, person.owner_id, person.import_id
    from (${stretch}) along cross join lateral (${contactAt(organizationId, sql`along.id`)}) person`;
}
