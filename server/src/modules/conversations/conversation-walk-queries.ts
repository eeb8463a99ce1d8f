import type { ConversationView } from '@parley/contract/conversations';
import type { Database } from '#platform/database/database';
import { sql, type RawBuilder } from 'kysely';

/*
 * Lists of conversations in the order in which they moved, the newest first. A list is made of ranges: one for each state and
 * owner it shows. A range has one index for each of its conditions, and goes along the one that names the fewest; the other
 * conditions are looked up for each conversation there. So far and no further: where a walk ends, the next page begins.
 */

export interface ListFilter {
  /** Undefined: in any state. */
  readonly view: ConversationView | undefined;
  /** Whose `mine` is. */
  readonly readerId: string | null;
  /** `none`, or a member's id. */
  readonly assignee: string | undefined;
  readonly channelId: string | undefined;
  readonly labelId: string | undefined;
  readonly contactId: string | undefined;
}

export interface Place {
  readonly id: string;
  readonly movedAt: Date;
}

export interface Found {
  readonly places: Place[];
  /** Where a walk ended that did not come to the end of the list, if the page is short because of it. */
  readonly walkedTo: Place | null;
}

export interface PlacesWanted {
  readonly after: { readonly at: string; readonly id: string } | null;
  readonly limit: number;
}

/** So many conversations are looked at for a page: some 40 ms. */
const mostLookedAt = 10_000;
/** Of several conditions the one with the fewest is found by counting so far. */
const mostCompared = 2_000;

/** Undefined: anybody's. Null: nobody's. */
type Owner = string | null | undefined;

interface Range {
  readonly status: 'open' | 'snoozed' | 'resolved';
  readonly owner: Owner;
}

type Condition = RawBuilder<unknown>;

export async function listPlaces(
  db: Database,
  organizationId: string,
  filter: ListFilter,
  page: PlacesWanted,
): Promise<Found> {
  if (filter.contactId !== undefined) return listOfContact(db, organizationId, filter, page);
  const walks: Found[] = [];
  for (const range of rangesOf(filter)) walks.push(await walkRange(db, organizationId, filter, range, page));
  // Of a range that was not walked to its end nothing is known behind the place, so the others end there, too.
  const [end = null] = walks.flatMap(({ walkedTo }) => walkedTo ?? []).toSorted(newestFirst);
  const places = walks
    .flatMap((walk) => walk.places)
    .filter((place) => end === null || newestFirst(place, end) <= 0)
    .toSorted(newestFirst)
    .slice(0, page.limit);
  return { places, walkedTo: places.length < page.limit ? end : null };
}

function newestFirst(one: Place, other: Place): number {
  return other.movedAt.getTime() - one.movedAt.getTime() || (one.id < other.id ? 1 : one.id > other.id ? -1 : 0);
}

function rangesOf(filter: ListFilter): Range[] {
  const owners = ownersOf(filter);
  return statusesOf(filter).flatMap((status) => owners.map((owner) => ({ status, owner })));
}

function statusesOf({ view }: ListFilter): Range['status'][] {
  if (view === undefined) return ['open', 'snoozed', 'resolved'];
  return [view === 'snoozed' || view === 'resolved' ? view : 'open'];
}

/** None when the view and the assignee asked for exclude each other. */
function ownersOf({ view, readerId, assignee }: ListFilter): Owner[] {
  const asked = assignee === 'none' ? null : assignee;
  const reader = readerId === null ? [] : [readerId];
  if (view !== 'mine' && view !== 'unassigned' && view !== 'mine_unassigned') return [asked];
  const viewed = { mine: reader, unassigned: [null], mine_unassigned: [...reader, null] }[view];
  return asked === undefined ? viewed : viewed.filter((owner) => owner === asked);
}

/** A person has few conversations: all of them are looked at. */
async function listOfContact(
  db: Database,
  organizationId: string,
  filter: ListFilter,
  { after, limit }: PlacesWanted,
): Promise<Found> {
  const { rows } = await sql<Place>`select c.id, c.moved_at as "movedAt"
    from (select id, moved_at from conversations
      where organization_id = ${organizationId} and contact_id = ${filter.contactId} offset 0) c
    where ${meets(organizationId, filter, sql`c.id`)}
      ${after === null ? sql`` : sql`and (c.moved_at, c.id) < (${after.at}::timestamptz, ${after.id}::uuid)`}
    order by c.moved_at desc, c.id desc limit ${limit}`.execute(db);
  return { places: rows, walkedTo: null };
}

/** Whether the conversation with this id is in the list. */
export function meets(organizationId: string, filter: ListFilter, id: RawBuilder<unknown>): Condition {
  const ranges = rangesOf(filter).map(
    ({ status, owner }) => sql`(held.status = ${status} and ${isOwnedBy(sql`held`, owner)})`,
  );
  const { channelId, labelId, contactId } = filter;
  return sql`(exists (select from conversations held where held.organization_id = ${organizationId} and held.id = ${id}
      and (${ranges.length === 0 ? sql`false` : sql.join(ranges, sql` or `)})
      and ${channelId === undefined ? sql`true` : sql`held.channel_id = ${channelId}`}
      and ${contactId === undefined ? sql`true` : sql`held.contact_id = ${contactId}`} offset 0)
    and ${labelId === undefined ? sql`true` : isLabelled(organizationId, labelId, id)})`;
}

function isOwnedBy(row: RawBuilder<unknown>, owner: Owner): Condition {
  if (owner === undefined) return sql`true`;
  return owner === null ? sql`${row}.assignee_id is null` : sql`${row}.assignee_id = ${owner}::uuid`;
}

function isLabelled(organizationId: string, labelId: string, id: RawBuilder<unknown>): Condition {
  return sql`exists (select from conversation_labels l where l.organization_id = ${organizationId}
    and l.conversation_id = ${id} and l.label_id = ${labelId} offset 0)`;
}

async function walkRange(
  db: Database,
  organizationId: string,
  filter: ListFilter,
  range: Range,
  page: PlacesWanted,
): Promise<Found> {
  const sources = sourcesOf(organizationId, filter, range, page);
  const [only] = sources;
  if (only && sources.length === 1) {
    const { rows } = await sql<Place>`${only.stretch(page.limit)}`.execute(db);
    return { places: rows, walkedTo: null };
  }
  const fewest = await findFewest(db, sources);
  const others = sources.filter((source) => source !== fewest).map(({ has }) => has(sql`walked.id`));
  const { rows } = await sql<Place & { n: number; fits: boolean }>`
    select id, "movedAt", n, fits from (
      select walked.id, walked."movedAt", row_number() over (order by walked."movedAt" desc, walked.id desc) as n,
        ${sql.join(others, sql` and `)} as fits
      from (${fewest.stretch(mostLookedAt)}) walked
    ) seen where fits or n = ${sql.lit(mostLookedAt)}
    order by "movedAt" desc, id desc limit ${page.limit}`.execute(db);
  const last = rows.at(-1);
  return { places: rows.filter(({ fits }) => fits), walkedTo: last?.n === mostLookedAt ? last : null };
}

/** One condition of a list, with its own index. */
interface Source {
  /** So many that meet it, from the place on, in the order of the list. */
  readonly stretch: (limit: number) => RawBuilder<unknown>;
  /** Whether a conversation of the range meets it. */
  readonly has: (id: RawBuilder<unknown>) => Condition;
}

/** Without any condition, the state alone. */
function sourcesOf(
  organizationId: string,
  { channelId, labelId }: ListFilter,
  { status, owner }: Range,
  { after }: PlacesWanted,
): Source[] {
  const beyond = (place: RawBuilder<unknown>) =>
    after === null ? sql`true` : sql`${place} < (${after.at}::timestamptz, ${after.id}::uuid)`;
  const where = (condition: (row: RawBuilder<unknown>) => Condition): Source => ({
    stretch: (limit) => sql`select c.id, c.moved_at as "movedAt" from conversations c
      where c.organization_id = ${organizationId} and c.status = ${status} and ${condition(sql`c`)}
        and ${beyond(sql`(c.moved_at, c.id)`)}
      order by c.moved_at desc, c.id desc limit ${sql.lit(limit)}`,
    has: (id) => sql`exists (select from conversations held where held.organization_id = ${organizationId}
      and held.id = ${id} and ${condition(sql`held`)} offset 0)`,
  });
  const labelled: Source = {
    stretch: (limit) => sql`select l.conversation_id as id, l.moved_at as "movedAt" from conversation_labels l
      where l.organization_id = ${organizationId} and l.label_id = ${labelId} and l.status = ${status}
        and ${beyond(sql`(l.moved_at, l.conversation_id)`)}
      order by l.moved_at desc, l.conversation_id desc limit ${sql.lit(limit)}`,
    has: (id) => isLabelled(organizationId, labelId!, id),
  };
  const sources = [
    ...(labelId === undefined ? [] : [labelled]),
    ...(owner === undefined ? [] : [where((row) => isOwnedBy(row, owner))]),
    ...(channelId === undefined ? [] : [where((row) => sql`${row}.channel_id = ${channelId}`)]),
  ];
  return sources.length === 0 ? [where(() => sql`true`)] : sources;
}

/** The first of those that are as long. */
async function findFewest(db: Database, sources: readonly Source[]): Promise<Source> {
  const counts = sources.map(({ stretch }) => sql`(select count(*)::int from (${stretch(mostCompared)}) counted)`);
  const { rows } = await sql<{ counts: number[] }>`select array[${sql.join(counts)}] as counts`.execute(db);
  const known = rows[0]!.counts;
  return sources[known.indexOf(Math.min(...known))]!;
}
