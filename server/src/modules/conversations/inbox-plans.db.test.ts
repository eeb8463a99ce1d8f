import { sql } from 'kysely';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConversationView } from '@parley/contract/conversations';
import type { Database } from '#platform/database/database';
import { createTestRuntime, type TestRuntime } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import { countByChannel, countConversations, listConversationRows } from './conversation-list-queries.ts';
import { searchConversations } from './conversation-search-queries.ts';
import { listPlaces, type ListFilter } from './conversation-walk-queries.ts';
import { searchTerms } from './search-terms.ts';

const total = 100_000;
const page = 51;
let kit: TestRuntime;
let me: string;
const channels = [uuidv7(), uuidv7()] as const;
const labels = { common: uuidv7(), rare: uuidv7(), old: uuidv7() };

beforeAll(async () => {
  kit = await createTestRuntime();
  me = kit.actor('operator').id!;
  await generate(kit.organizationId, total);
  const owner = new Client({ connectionString: kit.connectionString });
  await owner.connect();
  await owner.query(
    'vacuum analyze conversations, messages, contacts, conversation_labels, conversation_reads, channels',
  );
  await owner.end();
}, 240_000);
afterAll(() => kit.close());

/** Conversation n moved n seconds ago: every tenth is mine, every third nobody's, every fiftieth of another channel. */
async function generate(organizationId: string, count: number): Promise<void> {
  await kit.inTransaction(kit.actor('owner', organizationId), async ({ db }) => {
    const id = (
      salt: string,
    ) => sql`(lpad(to_hex(((extract(epoch from now()) - n) * 1000)::bigint), 12, '0') || '7000' || '8'
      || substr(md5(n || ${salt}::text || ${organizationId}::text), 1, 15))::uuid`;
    for (const channel of channels)
      await sql`insert into channels (organization_id, id, kind, network, name, settings, secrets)
        values (${organizationId}, ${channel}, 'test', 'sms', ${channel}, '{}', '')`.execute(db);
    for (const [name, label] of Object.entries(labels))
      await sql`insert into labels (organization_id, id, name, colour) values (${organizationId}, ${label}, ${name}, 'gray')`.execute(
        db,
      );
    await sql`insert into contacts (organization_id, id, display_name)
      select ${organizationId}, ${id('c')}, 'Person ' || substr(md5(n::text), 1, 8) from generate_series(1, ${count}::int) n`.execute(
      db,
    );
    await sql`insert into conversations (organization_id, id, channel_id, contact_id, peer, status, assignee_id, inbound_count,
        last_message_id, moved_at)
      select ${organizationId}, ${id('t')}, case when n % 50 = 0 then ${channels[1]}::uuid else ${channels[0]}::uuid end, ${id('c')},
        '+7916' || lpad(n::text, 7, '0'), case when n % 20 = 19 then 'resolved' when n % 20 = 18 then 'snoozed' else 'open' end,
        case when n % 10 = 0 then ${me}::uuid when n % 3 = 0 then null else ${kit.actor('supervisor').id}::uuid end, 1,
        ${id('m')}, now() - make_interval(secs => n) from generate_series(1, ${count}::int) n`.execute(db);
    await sql`insert into messages (organization_id, id, conversation_id, direction, author_kind, text, inbound_number)
      select ${organizationId}, ${id('m')}, ${id('t')}, 'in', 'contact',
        'Good morning, my order ' || n || case when n % 20000 = 7 then ' is about a samovar' else '' end
          || case when n > 50000 then ' ancient' else '' end, 1
      from generate_series(1, ${count}::int) n`.execute(db);
    await sql`insert into conversation_labels (organization_id, conversation_id, label_id)
      select ${organizationId}::uuid, ${id('t')}, case when n % 1000 = 0 then ${labels.rare}::uuid else ${labels.common}::uuid end
      from generate_series(1, ${count}::int) n where n % 2 = 0
      union all select ${organizationId}::uuid, ${id('t')}, ${labels.old}::uuid from generate_series(90001, ${count}::int) n`.execute(
      db,
    );
  });
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

/** Every node of the plans of the statements that `run` sends, as the role and in the transaction that sends them. */
async function plansOf(db: Database, run: (db: Database) => Promise<unknown>): Promise<Plan[]> {
  const { client } = db;
  const query = client.query.bind(client);
  const plans: Plan[] = [];
  client.query = (async (text: string, values: unknown[] = []) => {
    if (/^\s*select/.test(text)) {
      const { rows } = await query(`explain (analyze, format json) ${text}`, values);
      plans.push((rows[0] as { 'QUERY PLAN': { Plan: Plan }[] })['QUERY PLAN'][0]!.Plan);
    }
    return query(text, values);
  }) as typeof client.query;
  await run(db);
  client.query = query;
  const nodes = (node: Plan): Plan[] => [node, ...(node.Plans ?? []).flatMap(nodes)];
  return plans.flatMap(nodes);
}

/** Rows that a node read, shown or not. */
const readBy = (node: Plan): number =>
  (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];

const none: ListFilter = {
  view: 'all',
  readerId: null,
  assignee: undefined,
  channelId: undefined,
  labelId: undefined,
  contactId: undefined,
};

describe(`with ${total.toLocaleString('en')} conversations, as the role that runs it`, () => {
  const views: ConversationView[] = ['mine', 'unassigned', 'mine_unassigned', 'all', 'snoozed', 'resolved'];
  const narrowed: [string, Partial<ListFilter>, number][] = [
    ['the small channel', { channelId: channels[1] }, page],
    ['a label on half of them', { labelId: labels.common }, 3 * page],
    ['a label on a thousandth', { labelId: labels.rare }, 2 * (total / 1_000)],
    ['a label of old ones', { labelId: labels.old }, page],
    ['a label of old ones in the small channel', { labelId: labels.old, channelId: channels[1] }, 2 * (total / 50)],
    ['a label on half of them and a member', { labelId: labels.common, assignee: 'none' }, total / 10],
    ['a member', { assignee: 'none' }, page],
    ['what is snoozed and nobody’s', { view: 'snoozed', assignee: 'none' }, page],
  ];
  const cases: [string, Partial<ListFilter>, number][] = [
    ...views.map((view): [string, Partial<ListFilter>, number] => [view, { view }, page]),
    ...narrowed,
  ];

  test.each(cases)(
    'SPD-9 the list of %s reads by index, and hardly more than it shows',
    async (_, filter, mostRows) => {
      for (const after of [null, { at: new Date(Date.now() - 20_000_000).toISOString(), id: uuidv7() }]) {
        const nodes = await kit.pools.tenant(kit.organizationId, (db) =>
          plansOf(db, (inside) =>
            listPlaces(inside, kit.organizationId, { ...none, readerId: me, ...filter }, { after, limit: page }),
          ),
        );
        expect(nodes.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
        expect(Math.max(...nodes.map(readBy))).toBeLessThanOrEqual(5 * mostRows);
      }
    },
  );

  test('SPD-9 the rows of a page are looked up by key', async () => {
    const nodes = await kit.pools.tenant(kit.organizationId, async (db) => {
      const { places } = await listPlaces(
        db,
        kit.organizationId,
        { ...none, readerId: me },
        { after: null, limit: page },
      );
      return plansOf(db, (inside) =>
        listConversationRows(
          inside,
          kit.organizationId,
          me,
          places.map(({ id }) => id),
        ),
      );
    });
    expect(Math.max(...nodes.map(readBy))).toBeLessThanOrEqual(10 * page);
  });

  test('SPD-9 the counts read no more than they count up to', async () => {
    const nodes = await kit.pools.tenant(kit.organizationId, (db) =>
      plansOf(db, async (inside) => {
        expect(await countConversations(inside, kit.organizationId, me)).toEqual({
          mine: 1_000,
          unassigned: 1_000,
          all: 1_000,
          snoozed: 1_000,
          unread: 1_000,
        });
        expect((await countByChannel(inside, kit.organizationId)).map(({ open }) => open)).toEqual([1_000, 1_000]);
      }),
    );
    expect(Math.max(...nodes.map(readBy))).toBeLessThanOrEqual(5_000);
  });

  test.each([
    ['a rare word', 'samovar', 5],
    ['a word of every message', 'morning', 50],
    ['a phone', '8 916 000-00-42', 1],
    ['what is nowhere', 'zzzzzz', 0],
    ['two letters that are nowhere', 'zq', 0],
    ['a word of the oldest', 'ancient', 50],
  ])('SPD-9 a search for %s reads by index', async (_, q, found) => {
    const pools = { ...kit.pools };
    let nodes: Plan[] = [];
    pools.search = (work) =>
      kit.pools.search(async (db) => {
        let answer: Awaited<ReturnType<typeof work>> | undefined;
        nodes = await plansOf(db, async (inside) => (answer = await work(inside)));
        return answer!;
      });
    const hits = await searchConversations(pools, kit.organizationId, searchTerms(q), { ...none, view: undefined }, 50);
    expect(hits).toHaveLength(found);
    // Of names the planner may read all of a small table. Where a word stands, the index of its letters tells in one piece.
    const own = nodes.filter(
      (node) => node['Relation Name'] !== 'contacts' && node['Node Type'] !== 'Bitmap Index Scan',
    );
    expect(Math.max(...own.map(readBy))).toBeLessThanOrEqual(7_000);
  });
});
