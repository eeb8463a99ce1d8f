import type { ContactSort, ContactSummary } from '@parley/contract/contacts';
import { sql } from 'kysely';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '#platform/database/database';
import { createTestServer, type TestServer } from '#platform/test-kit/index';
import { uuidv7, uuidv7Floor } from '#platform/uuid';
import { listKnownAddresses } from './contact-import-queries.ts';
import type { ExactFilter } from './contact-filter-queries.ts';
import { listMatchingIds, listPlaces } from './contact-list-queries.ts';
import type { Place } from './contact-order-queries.ts';
import { mostLookedAt } from './contact-walk-queries.ts';
import { findBorders } from './contact-border-queries.ts';
import { searchBorders, searchContacts, searchMatchingIds } from './contact-search-queries.ts';
import { routes } from './index.ts';

const people = 100_000;
const start = Date.parse('2026-01-01T00:00:00Z');
const big = uuidv7();
const small = uuidv7();
/** Everybody but five. */
const nearlyAll = uuidv7();
const outsiders = 5;
let server: TestServer;

beforeAll(async () => {
  server = await createTestServer({ routes });
  await generate(server.organizationId, people, 'Ours');
  await generate(server.otherOrganizationId, 2_000, 'Theirs');
  await server.inTransaction('owner', async ({ db }) => {
    const { organizationId } = server;
    for (const [id, name, every] of [
      [big, 'big', 2],
      [small, 'small', 5_000],
    ] as const) {
      await db.insertInto('groups').values({ organization_id: organizationId, id, name }).execute();
      await sql`insert into group_members (organization_id, group_id, contact_id) select organization_id, ${id}, contact_id from contact_phones
        where organization_id = ${organizationId} and right(phone, 6)::int % ${every} = 0`.execute(db);
    }
    await db
      .insertInto('groups')
      .values({ organization_id: organizationId, id: nearlyAll, name: 'nearly all' })
      .execute();
    await sql`insert into group_members (organization_id, group_id, contact_id) select organization_id, ${nearlyAll}, contact_id
      from contact_phones where organization_id = ${organizationId} and right(phone, 6)::int % ${people / outsiders} <> 0`.execute(
      db,
    );
    await sql`insert into contact_campaigns (organization_id, contact_id, campaign_count, last_campaign_id, last_campaign_at)
      select organization_id, contact_id, 1, ${big}, to_timestamp(${start}::bigint / 1000 + right(phone, 6)::int % 7)
      from contact_phones where organization_id = ${organizationId} and right(phone, 6)::int % 3 > 0`.execute(db);
  });
  const owner = new Client({ connectionString: server.connectionString });
  await owner.connect();
  await owner.query(
    'vacuum analyze contacts, contact_phones, contact_emails, contact_tags, group_members, contact_campaigns',
  );
  await owner.end();
});
afterAll(() => server.close());

/** Contact n: made n seconds after the start; a phone and an e-mail with n; the tag `all`, and `rare` for every 10,000th. */
async function generate(organizationId: string, count: number, word: string): Promise<void> {
  const actor = server.actor('owner', organizationId);
  await server.inTransaction(actor, async ({ db }) => {
    await sql`insert into contacts (organization_id, id, first_name, display_name, city, created_at)
      select ${organizationId}, (lpad(to_hex(${start}::bigint + n * 1000), 12, '0') || '7000' || '8' || substr(md5(n || ${organizationId}), 1, 15))::uuid, ${word},
        ${word} || ' ' || substr(md5(n::text), 1, 8) || ' Person' || n, 'City ' || n % 500, to_timestamp((${start}::bigint + n * 1000) / 1000.0)
      from generate_series(1, ${count}::int) n`.execute(db);
    await sql`insert into contact_phones (organization_id, contact_id, phone, is_primary)
      select organization_id, id, '+7916' || lpad(substring(display_name from '\\d+$'), 7, '0'), true from contacts where organization_id = ${organizationId}`.execute(
      db,
    );
    await sql`insert into contact_emails (organization_id, contact_id, email, is_primary)
      select organization_id, id, substring(display_name from '\\d+$') || '@example.com', true from contacts where organization_id = ${organizationId}`.execute(
      db,
    );
    await sql`insert into contact_tags (organization_id, contact_id, tag)
      select organization_id, contact_id, 'rare' from contact_phones where organization_id = ${organizationId} and phone like '%0000'
      union all select organization_id, contact_id, 'all' from contact_phones where organization_id = ${organizationId}`.execute(
      db,
    );
  });
}

const words = (...some: string[]) => ({ words: some, phone: null, email: null });

async function list(query: Record<string, string>, as = server.actor('owner')): Promise<ContactSummary[]> {
  const answer = await server.request('GET', `/contacts?${new URLSearchParams(query).toString()}`, { as });
  expect(answer).toMatchObject({ status: 200 });
  return (answer.body as { data: ContactSummary[] }).data;
}

/** Every row of a list, page by page. */
async function walk(query: Record<string, string>): Promise<ContactSummary[]> {
  const all: ContactSummary[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const parameters = new URLSearchParams({ ...query, ...(cursor && { cursor }) }).toString();
    const answer = await server.request('GET', `/contacts?${parameters}`, { as: 'owner' });
    const page = answer.body as { data: ContactSummary[]; nextCursor: string | null };
    all.push(...page.data);
    cursor = page.nextCursor;
  }
  return all;
}

describe('the list of contacts', () => {
  test('shows who each is, with the primary addresses and the tags', async () => {
    const [one] = await list({ limit: '1', sort: 'created' });
    expect(one).toMatchObject({
      displayName: expect.stringMatching(/Person1$/),
      city: 'City 1',
      phone: '+79160000001',
      email: '1@example.com',
      tags: ['all'],
    });
  });

  test('goes through everybody once, in each order', async () => {
    for (const sort of ['created', '-created', 'name', '-name'] satisfies ContactSort[]) {
      const rows = await walk({ sort, city: 'City 7', limit: '63' });
      expect(new Set(rows.map(({ id }) => id)).size).toBe(people / 500);
      const keys = rows.map((row) => (sort.endsWith('name') ? row.displayName : row.id));
      expect(keys).toEqual(sort.startsWith('-') ? keys.toSorted().toReversed() : keys.toSorted());
    }
  });

  test('contacts with one name are not lost between pages', async () => {
    await server.inTransaction('owner', async ({ db }) => {
      const rows = Array.from({ length: 7 }, () => ({
        organization_id: server.organizationId,
        id: uuidv7(),
        display_name: 'Same',
        city: 'Same',
      }));
      await db.insertInto('contacts').values(rows).execute();
    });
    expect(await walk({ city: 'Same', sort: 'name', limit: '3' })).toHaveLength(7);
    await server.inTransaction('owner', ({ db }) => db.deleteFrom('contacts').where('city', '=', 'Same').execute());
  });

  test('filters by each field, and by all of them', async () => {
    expect((await list({ phone: '+7 (916) 000-00-42' })).map(({ email }) => email)).toEqual(['42@example.com']);
    expect((await list({ email: '42@EXAMPLE.com' })).map(({ phone }) => phone)).toEqual(['+79160000042']);
    expect(await walk({ tag: 'rare' })).toHaveLength(people / 10_000);
    expect(await walk({ groupId: small })).toHaveLength(people / 5_000);
    const after = new Date(start + (people - 3) * 1000 + 1).toISOString();
    expect((await list({ createdAfter: after, sort: 'created' })).map(({ email }) => email)).toEqual([
      '99998@example.com',
      '99999@example.com',
      '100000@example.com',
    ]);
    const both = { groupId: small, tag: 'rare', city: 'City 0', q: 'person' };
    expect(await walk(both)).toHaveLength(people / 10_000);
    expect(await list({ ...both, email: '42@example.com' })).toEqual([]);
  });

  test('q finds every word of a name in any order, letter case and place, also Cyrillic and what ILIKE would take for a pattern', async () => {
    await server.inTransaction('owner', async ({ db }) => {
      const names = ['Фёдор Достоевский', 'Фёдор Ли', '100% Проверка_1'];
      await db
        .insertInto('contacts')
        .values(names.map((name) => ({ organization_id: server.organizationId, id: uuidv7(), display_name: name })))
        .execute();
    });
    const names = async (q: string) => (await list({ q, sort: 'name' })).map(({ displayName }) => displayName);
    expect(await names('евск фЁД')).toEqual(['Фёдор Достоевский']);
    expect(await names('ли')).toEqual(['Фёдор Ли']);
    expect(await names('00% ка_1')).toEqual(['100% Проверка_1']);
    expect(await names('%')).toEqual([]);
    expect(await names('ours person77777')).toHaveLength(1);
  });

  test('a cursor does not fit another filter or sort, and a phone that is none is said to be none', async () => {
    const first = await server.request('GET', '/contacts?city=City+1&limit=1', { as: 'owner' });
    const { nextCursor } = first.body as { nextCursor: string };
    const again = (query: string) => server.request('GET', `/contacts?${query}&cursor=${nextCursor}`, { as: 'owner' });
    expect((await again('city=City+1')).status).toBe(200);
    expect(await again('city=City+2')).toMatchObject({ status: 400, body: { code: 'cursor_invalid' } });
    expect(await again('city=City+1&sort=name')).toMatchObject({ status: 400, body: { code: 'cursor_invalid' } });
    const wrong = await server.request('GET', '/contacts?phone=12', { as: 'owner' });
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ path: 'query.phone', rule: 'phone_too_short' }] } });
  });

  test('SEC-7 search, which row-level security does not bound, shows nothing of another tenant', async () => {
    const stranger = server.actor('owner', server.otherOrganizationId);
    expect(await list({ q: 'theirs' })).toEqual([]);
    expect(await list({ q: 'ours' }, stranger)).toEqual([]);
    expect(await list({ q: 'theirs', limit: '3' }, stranger)).toHaveLength(3);
    expect(await list({ q: 'person', groupId: small }, stranger)).toEqual([]);
    const page = { sort: 'created', limit: 5, after: null } as const;
    expect(await searchContacts(server.pools, server.otherOrganizationId, words('ours'), {}, page)).toEqual([]);
    const places = { sort: 'name', pageSize: 50, most: 100 } as const;
    expect(await searchBorders(server.pools, server.otherOrganizationId, words('ours'), {}, places)).toEqual({
      borders: [],
      total: 0,
      exact: true,
    });
    const everyone = { afterId: null, throughId: uuidv7(), limit: 5 };
    expect(await searchMatchingIds(server.pools, server.otherOrganizationId, words('ours'), {}, everyone)).toEqual([]);
  });
});

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

/** The parts of the plans of the statements that `run` sends, as the role and in the transaction that sends them. */
async function planOf(
  db: Database,
  run: (db: Database) => Promise<unknown>,
  { goesOn = false }: { goesOn?: boolean } = {},
): Promise<Plan[]> {
  const { client } = db;
  const query = client.query.bind(client);
  const plans: Plan[] = [];
  client.query = (async (statement: string | { text: string; values: unknown[] }, parameters: unknown[] = []) => {
    const { text, values } = typeof statement === 'string' ? { text: statement, values: parameters } : statement;
    const { rows } = await query(`explain (analyze, format json) ${text}`, values);
    plans.push((rows[0] as { 'QUERY PLAN': { Plan: Plan }[] })['QUERY PLAN'][0]!.Plan);
    return goesOn ? query(text, values) : { rows: [] };
  }) as typeof client.query;
  await run(db);
  client.query = query;
  const nodes = (node: Plan): Plan[] => [node, ...(node.Plans ?? []).flatMap(nodes)];
  return plans.flatMap(nodes);
}

describe(`with ${people.toLocaleString('en')} contacts, as the role that runs it`, () => {
  const middle = uuidv7Floor(start + people * 500);
  const read = (node: Plan): number =>
    (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
  const cases: [string, ExactFilter, ContactSort, Place | null, number][] = [
    ['newest first', {}, '-created', null, 51],
    ['a page in the middle', {}, '-created', { place: '', id: middle }, 51],
    ['by name', {}, 'name', null, 51],
    ['by name backwards, from the middle', {}, '-name', { place: 'Ours 8', id: middle }, 51],
    ['by city', {}, 'city', null, 51],
    ['by the last campaign', {}, '-lastCampaign', null, 51],
    ['a city', { cities: ['City 7'] }, 'name', null, people / 500],
    ['several cities', { cities: ['City 7', 'City 8'] }, '-created', null, (people / 500) * 2],
    ['a city, newest first', { cities: ['City 7'] }, '-created', null, people / 500],
    ['a small group by name', { groupIds: [small] }, 'name', null, people / 5_000],
    ['a rare tag', { tags: ['rare'] }, '-created', null, people / 10_000],
    ['a phone', { phone: '+79160000042' }, 'name', null, 1],
    ['an e-mail', { email: '42@example.com' }, '-created', null, 1],
    ['the last made, by name', { fromId: uuidv7Floor(start + people * 1000 - 20_000) }, 'name', null, 30],
  ];

  test.each(cases)(
    'SPD-9 %s reads by index, and hardly more than it shows',
    async (_name, filter, sort, after, mostRows) => {
      const nodes = await server.pools.tenant(server.organizationId, (db) =>
        planOf(db, (inside) => listPlaces(inside, server.organizationId, filter, { sort, limit: 50, after }), {
          goesOn: true,
        }),
      );
      expect(nodes.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
      expect(Math.max(...nodes.map(read))).toBeLessThanOrEqual(mostRows);
    },
  );

  const someone = uuidv7();
  const since = new Date(start + 3_000).toISOString();
  const filters: readonly (readonly [string, ExactFilter])[] = [
    ['a tag that all have', { tags: ['all'] }],
    ['without a tag that all have', { notTags: ['all'] }],
    ['a large group', { groupIds: [big] }],
    ['outside a group', { notGroupIds: [nearlyAll] }],
    ['several cities', { cities: ['City 7', '', 'City 499'] }],
    ['an owner', { owners: [someone] }],
    ['no owner', { owners: ['none', someone] }],
    ...(['sms', 'email', 'whatsapp', 'telegram'] as const).flatMap((network): [string, ExactFilter][] => [
      [`reachable on ${network}`, { reachable: network }],
      [`a consent for ${network}`, { consent: network }],
      [`no consent for ${network}`, { noConsent: network }],
    ]),
    ['opted out', { isSuppressed: true }],
    ['not opted out', { isSuppressed: false }],
    ['in a campaign since', { campaignSince: since }],
    ['in none since', { noCampaignSince: since }],
    ['made in the second half', { fromId: middle }],
    ['made in the first', { beforeId: middle }],
    ['of an import', { importId: someone }],
    ['of several conditions', { groupIds: [big], notTags: ['all'], consent: 'sms', isSuppressed: false }],
  ];
  const sorts: readonly ContactSort[] = [
    'created',
    '-created',
    'name',
    '-name',
    'city',
    '-city',
    'lastCampaign',
    '-lastCampaign',
  ];
  const pairs = filters.flatMap(([name, filter]) => sorts.map((sort) => [name, sort, filter] as const));

  test.each(pairs)('SPD-9 %s, by %s: a page looks at a bounded number of people', async (_name, sort, filter) => {
    const nodes = await server.pools.tenant(server.organizationId, (db) =>
      planOf(db, (inside) => listPlaces(inside, server.organizationId, filter, { sort, limit: 50, after: null }), {
        goesOn: true,
      }),
    );
    expect(Math.max(...nodes.map(read))).toBeLessThanOrEqual(mostLookedAt + 51);
    const options = { sort, pageSize: 100, most: 100_000 };
    const { borders, total } = await server.pools.tenant(server.organizationId, (db) =>
      findBorders(db, server.organizationId, filter, options),
    );
    const found = borders.at(-1)?.n ?? 0;
    expect(total).toBeGreaterThanOrEqual(found);
  });

  test.each(sorts)('who is hard to find is found in the end, in order: by %s', async (sort) => {
    const rows = await walk({ notGroupId: nearlyAll, tag: 'all', sort });
    expect(rows).toHaveLength(outsiders);
    const some = await walk({ groupId: nearlyAll, tag: 'rare', sort, limit: '3' });
    expect(new Set(some.map(({ id }) => id)).size).toBe(people / 10_000 - outsiders);
    const key = ({ displayName, city, lastCampaignAt, id }: ContactSummary): string =>
      sort.endsWith('name')
        ? displayName
        : sort.endsWith('city')
          ? (city ?? '')
          : sort.endsWith('created')
            ? id
            : (lastCampaignAt ?? '');
    for (const listed of [rows, some]) {
      const keys = listed.map(key);
      expect(keys).toEqual(sort.startsWith('-') ? keys.toSorted().toReversed() : keys.toSorted());
    }
  });

  test('SPD-9 a name is found by its trigrams, as the search role', async () => {
    const page = { sort: 'name', limit: 50, after: null } as const;
    let nodes: Plan[] = [];
    const pools = {
      ...server.pools,
      search: <T>(work: (db: Database) => Promise<T>) =>
        server.pools.search(async (db) => {
          nodes = await planOf(db, work);
          return [] as T;
        }),
    };
    await searchContacts(pools, server.organizationId, words('person77777', 'ours'), {}, page);
    expect(nodes.map((node) => node['Index Name'])).toContain('contacts_name_search');
    expect(nodes.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
  });

  test('SPD-7 an import looks each address up by index', async () => {
    const rows = Array.from({ length: 1_000 }, (_, n) => String(n));
    const addresses = {
      phones: rows.map((n) => `+7916${n.padStart(7, '0')}`),
      emails: rows.map((n) => `${n}@example.com`),
      telegram: rows,
      rows,
    };
    const nodes = await server.pools.tenant(server.organizationId, (db) =>
      planOf(db, (inside) => listKnownAddresses(inside, server.organizationId, addresses)),
    );
    const indexes = nodes.flatMap((node) => node['Index Name'] ?? []);
    expect(indexes).toEqual([
      'contact_phones_phone',
      'contact_emails_email',
      'contact_identities_pkey',
      'contacts_row_hash',
    ]);
    expect(nodes.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
  });

  test('the ids of a bulk action are read by index', async () => {
    const page = { afterId: middle, throughId: uuidv7(), limit: 1_000 };
    const walked: ExactFilter[] = [{}, { tags: ['all'] }, { groupIds: [big], tags: ['all'] }, { cities: ['City 7'] }];
    for (const filter of walked) {
      const nodes = await server.pools.tenant(server.organizationId, (db) =>
        planOf(db, (inside) => listMatchingIds(inside, server.organizationId, filter, page)),
      );
      expect({ filter, scans: nodes.filter((node) => node['Node Type'] === 'Seq Scan') }).toEqual({
        filter,
        scans: [],
      });
    }
  });
});
