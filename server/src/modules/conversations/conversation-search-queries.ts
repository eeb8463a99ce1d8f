import { deliveriesToContact } from '#sending';
import { sql, type RawBuilder } from 'kysely';
import type { Database } from '#platform/database/database';
import type { Pools } from '#platform/database/pools';
import { listPlaces, meets, type ListFilter } from './conversation-walk-queries.ts';
import type { SearchTerms } from './search-terms.ts';

/*
 * Behind a policy no index serves ILIKE, so these run as `parley_search`, which sees every tenant: each statement has the
 * organization for every table it names.
 */

export interface FoundConversation {
  readonly id: string;
  /** The latest message that has the words; null for one found by name or phone. */
  readonly match: { messageId: string; text: string } | null;
}

/** The latest messages, read in their order before the trigrams are asked, which is dear for words that everybody writes. */
const nearbyMessages = 3_000;
/** As much of the conversations that moved last. */
const nearbyConversations = 1_000;
/** Of each kind: names, phones, messages. */
const mostHits = 500;
/** So many that have the words are fetched from a table before they are sorted: what everybody writes is not all fetched. */
const mostFetched = 4_000;
/** Messages are asked for in this order, by how many days they are old, until there are enough. */
const ages = [30, 180, 36_500] as const;

interface Hit {
  readonly id: string;
  readonly messageId: string | null;
  readonly text: string | null;
}

/** Conversations by name, by phone, and by what was written in them; the most recently moved first. */
export async function searchConversations(
  pools: Pools,
  organizationId: string,
  terms: SearchTerms,
  filter: ListFilter,
  limit: number,
): Promise<FoundConversation[]> {
  return pools.search(async (db) => {
    // A table is never read whole: the planner takes what it does not know for frequent, and would.
    await sql`set local enable_seqscan = off`.execute(db);
    const hits = [
      ...(await searchPeople(db, organizationId, terms, filter, limit)),
      ...(await searchTexts(db, organizationId, terms, filter, limit)),
    ];
    const matches = new Map<string, FoundConversation['match']>();
    for (const { id, messageId, text } of hits) {
      if (matches.get(id)) continue;
      matches.set(id, messageId === null || text === null ? null : { messageId, text });
    }
    const ids = await orderFound(db, organizationId, [...matches.keys()], limit);
    return ids.map((id) => ({ id, match: matches.get(id) ?? null }));
  });
}

/** By name and phone: among the conversations that moved last, and when those are not enough, among all. */
async function searchPeople(
  db: Database,
  organizationId: string,
  terms: SearchTerms,
  filter: ListFilter,
  enough: number,
): Promise<Hit[]> {
  const page = { after: null, limit: nearbyConversations };
  const { places, walkedTo } = await listPlaces(db, organizationId, filter, page);
  const ids = places.map(({ id }) => id);
  const peer = terms.digits === null ? sql`false` : isPeer(sql`c.peer`, terms.digits);
  const { rows: nearby } = await sql<Hit>`
    select c.id, null::uuid as "messageId", null::text as text from conversations c
    join contacts p on p.organization_id = ${organizationId} and p.id = c.contact_id
    where c.organization_id = ${organizationId} and c.id = any(${ids}::uuid[])
      and (${peer} or ${contains(sql`p.display_name`, terms)})`.execute(db);
  const isAll = places.length < nearbyConversations && walkedTo === null;
  if (isAll || nearby.length >= enough) return nearby;
  return [
    ...nearby,
    ...(await searchNames(db, organizationId, terms, filter)),
    ...(terms.digits === null ? [] : await searchPeers(db, organizationId, terms.digits, filter)),
  ];
}

async function searchNames(
  db: Database,
  organizationId: string,
  terms: SearchTerms,
  filter: ListFilter,
): Promise<Hit[]> {
  if (!haveTrigrams(terms)) return [];
  const { rows } = await sql<Hit>`
    select c.id, null::uuid as "messageId", null::text as text
    from (select id from contacts where organization_id = ${organizationId} and erased_at is null
      and ${contains(sql`display_name`, terms)} limit ${sql.lit(mostFetched)}) p
    join conversations c on c.organization_id = ${organizationId} and c.contact_id = p.id
    where ${meets(organizationId, filter, sql`c.id`)}
    order by c.moved_at desc limit ${mostHits}`.execute(db);
  return rows;
}

async function searchPeers(db: Database, organizationId: string, digits: string, filter: ListFilter): Promise<Hit[]> {
  const { rows } = await sql<Hit>`
    select c.id, null::uuid as "messageId", null::text as text
    from (select id, moved_at from conversations where organization_id = ${organizationId}
      and ${isPeer(sql`peer`, digits)} limit ${sql.lit(mostFetched)}) c
    where ${meets(organizationId, filter, sql`c.id`)}
    order by c.moved_at desc limit ${mostHits}`.execute(db);
  return rows;
}

/** A national number begins otherwise than the international one: 8 916 is +7 916. */
function isPeer(column: RawBuilder<unknown>, digits: string): RawBuilder<boolean> {
  return sql`${column} like ${`%${digits.replace(/^[08](?=\d{6})/, '')}%`}`;
}

async function searchTexts(
  db: Database,
  organizationId: string,
  terms: SearchTerms,
  filter: ListFilter,
  enough: number,
): Promise<Hit[]> {
  const isWhole = Object.entries(filter).every(([key, value]) => key === 'readerId' || value === undefined);
  const inList = isWhole ? sql`true` : meets(organizationId, filter, sql`m.conversation_id`);
  const find = async (from: RawBuilder<unknown>): Promise<Hit[]> => {
    const { rows } = await sql<Hit>`
      select distinct on (conversation_id) conversation_id as id, id as "messageId", left(text, 200) as text
      from (select * from (${from}) m where ${contains(sql`text`, terms)} and ${inList}
        order by id desc limit ${mostHits}) found
      order by conversation_id, id desc`.execute(db);
    return rows;
  };
  const own = sql`organization_id = ${organizationId} and direction <> 'event' and cancelled_at is null`;
  const found = await find(
    sql`select id, conversation_id, text from messages where ${own} order by id desc limit ${sql.lit(nearbyMessages)}`,
  );
  if (!haveTrigrams(terms)) return found;
  for (const [index, days] of ages.entries()) {
    if (found.length >= enough) break;
    const [from, before] = [olderThan(days), index === 0 ? sql`${lastId}::uuid` : olderThan(ages[index - 1]!)];
    // The limit inside keeps the planner from putting the order first.
    found.push(
      ...(await find(sql`select id, conversation_id, text from messages
        where ${own} and id >= ${from} and id <= ${before} and ${contains(sql`text`, terms)} limit ${sql.lit(mostFetched)}`)),
    );
  }
  return found;
}

const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const olderThan = (days: number): RawBuilder<unknown> =>
  sql`uuid_v7_floor(greatest(now() - make_interval(days => ${sql.lit(days)}), 'epoch'))`;

/** Whether an index of trigrams finds what has the words, in either layout: one of them has three letters in a row. */
function haveTrigrams({ words, switched }: SearchTerms): boolean {
  const isLong = (list: readonly string[]): boolean => list.some((word) => /[\p{L}\p{N}]{3}/u.test(word));
  return isLong(words) && (switched.length === 0 || isLong(switched));
}

/** Every word, or every word as the other keyboard has it. Case and ё do not matter: so are the indexes. */
function contains(column: RawBuilder<unknown>, { words, switched }: SearchTerms): RawBuilder<unknown> {
  const folded = sql`replace(lower(${column}), 'ё', 'е')`;
  const all = (list: readonly string[]): RawBuilder<unknown> =>
    sql.join(
      list.map((word) => sql`${folded} like ${`%${foldWord(word).replace(/[\\%_]/g, '\\$&')}%`}`),
      sql` and `,
    );
  return switched.length === 0 ? sql`(${all(words)})` : sql`((${all(words)}) or (${all(switched)}))`;
}

const foldWord = (word: string): string => word.toLowerCase().replaceAll('ё', 'е');

/** Entries of a thread that have the words, newest first: its own, and what campaigns sent to this person over this channel. */
export async function searchThread(
  pools: Pools,
  organizationId: string,
  thread: { id: string; contactId: string; channelId: string },
  terms: SearchTerms,
  limit: number,
): Promise<string[]> {
  return pools.search(async (db) => {
    const { rows } = await sql<{ id: string }>`
      select id from (
        (select id from messages where organization_id = ${organizationId} and conversation_id = ${thread.id}
          and direction <> 'event' and cancelled_at is null and ${contains(sql`text`, terms)} order by id desc limit ${limit})
        union all
        (select d.id from ${deliveriesToContact(organizationId, thread.contactId)} d
          where d.channel_id = ${thread.channelId} and d.state <> 8 and d.next_attempt_at is null and ${contains(sql`d.text`, terms)} order by d.id desc limit ${limit})
      ) found order by id desc limit ${limit}`.execute(db);
    return rows.map(({ id }) => id);
  });
}

async function orderFound(
  db: Database,
  organizationId: string,
  ids: readonly string[],
  limit: number,
): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ id: string }>`
    select id from conversations where organization_id = ${organizationId} and id = any(${ids}::uuid[])
    order by moved_at desc, id desc limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}
