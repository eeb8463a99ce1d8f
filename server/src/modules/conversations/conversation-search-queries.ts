import { sql, type RawBuilder } from 'kysely';
import type { Database } from '#platform/database/database';
import type { Pools } from '#platform/database/pools';
import type { ListFilter } from './conversation-list-queries.ts';
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

/** The latest messages read in their order before the trigrams are asked, which is dear for words that everybody writes. */
const nearby = 3_000;
/** Of each kind: names, phones, messages. */
const mostHits = 500;

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
    const hits = [
      ...(await searchNames(db, organizationId, terms)),
      ...(terms.digits === null ? [] : await searchPeers(db, organizationId, terms.digits)),
      ...(await searchTexts(db, organizationId, terms, limit)),
    ];
    const matches = new Map<string, FoundConversation['match']>();
    for (const { id, messageId, text } of hits) {
      if (matches.get(id)) continue;
      matches.set(id, messageId === null || text === null ? null : { messageId, text });
    }
    const ids = await orderFound(db, organizationId, [...matches.keys()], filter, limit);
    return ids.map((id) => ({ id, match: matches.get(id) ?? null }));
  });
}

async function searchNames(db: Database, organizationId: string, terms: SearchTerms): Promise<Hit[]> {
  const { rows } = await sql<Hit>`
    select c.id, null::uuid as "messageId", null::text as text
    from (select id from contacts where organization_id = ${organizationId} and erased_at is null
      and ${contains(sql`display_name`, terms)} limit ${mostHits * 4}) p
    join conversations c on c.organization_id = ${organizationId} and c.contact_id = p.id
    order by c.moved_at desc limit ${mostHits}`.execute(db);
  return rows;
}

async function searchPeers(db: Database, organizationId: string, digits: string): Promise<Hit[]> {
  // A national number begins otherwise than the international one: 8 916 is +7 916.
  const national = digits.replace(/^[08](?=\d{6})/, '');
  const { rows } = await sql<Hit>`
    select id, null::uuid as "messageId", null::text as text from conversations
    where organization_id = ${organizationId} and peer like ${`%${national}%`}
    order by moved_at desc limit ${mostHits}`.execute(db);
  return rows;
}

async function searchTexts(db: Database, organizationId: string, terms: SearchTerms, enough: number): Promise<Hit[]> {
  const find = async (from: RawBuilder<unknown>): Promise<Hit[]> => {
    const { rows } = await sql<Hit>`
      select distinct on (conversation_id) conversation_id as id, id as "messageId", left(text, 200) as text
      from (select * from (${from}) m where ${contains(sql`text`, terms)} order by id desc limit ${mostHits}) found
      order by conversation_id, id desc`.execute(db);
    return rows;
  };
  const own = sql`organization_id = ${organizationId} and direction <> 'event' and cancelled_at is null`;
  const recent = await find(
    sql`select id, conversation_id, text from messages where ${own} order by id desc limit ${nearby}`,
  );
  if (recent.length >= enough) return recent;
  // The offset keeps the planner from putting the order first.
  return find(
    sql`select id, conversation_id, text from messages where ${own} and ${contains(sql`text`, terms)} offset 0`,
  );
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
        (select d.id from recipients r
          join deliveries d on d.organization_id = r.organization_id and d.campaign_id = r.campaign_id and d.contact_id = r.contact_id
          where r.organization_id = ${organizationId} and r.contact_id = ${thread.contactId} and d.channel_id = ${thread.channelId}
            and d.state <> 8 and d.next_attempt_at is null and ${contains(sql`d.text`, terms)} order by d.id desc limit ${limit})
      ) found order by id desc limit ${limit}`.execute(db);
    return rows.map(({ id }) => id);
  });
}

async function orderFound(
  db: Database,
  organizationId: string,
  ids: readonly string[],
  filter: ListFilter,
  limit: number,
): Promise<string[]> {
  if (ids.length === 0) return [];
  let query = db
    .selectFrom('conversations')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', 'in', ids);
  const { view, assignee, channelId, labelId, contactId, readerId } = filter;
  if (view !== undefined) query = query.where('status', '=', view === 'snoozed' || view === 'resolved' ? view : 'open');
  const nobodys = view === 'unassigned' || view === 'mine_unassigned';
  const readers = view === 'mine' || view === 'mine_unassigned';
  if (nobodys || readers) {
    query = query.where((eb) =>
      eb.or([
        ...(nobodys ? [eb('assignee_id', 'is', null)] : []),
        ...(readers ? [eb('assignee_id', '=', readerId)] : []),
      ]),
    );
  }
  if (assignee === 'none') query = query.where('assignee_id', 'is', null);
  else if (assignee !== undefined) query = query.where('assignee_id', '=', assignee);
  if (channelId !== undefined) query = query.where('channel_id', '=', channelId);
  if (contactId !== undefined) query = query.where('contact_id', '=', contactId);
  if (labelId !== undefined) {
    query = query.where('id', 'in', (eb) =>
      eb
        .selectFrom('conversation_labels')
        .select('conversation_id')
        .where('organization_id', '=', organizationId)
        .where('label_id', '=', labelId),
    );
  }
  const rows = await query.orderBy('moved_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
  return rows.map(({ id }) => id);
}
