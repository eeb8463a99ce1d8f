import type { ContactPlaces, ContactSummary, ContactValues, CreateContactBody } from '@parley/contract/contacts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestServer, type TestServer } from '#platform/test-kit/create-test-server';
import { uuidv7 } from '#platform/uuid';
import { countMatching } from './contact-count-queries.ts';
import type { ExactFilter } from './contact-filter-queries.ts';
import { routes } from './index.ts';
import { noteCampaign } from './note-campaign.ts';

let server: TestServer;
const ids = new Map<string, string>();
const early = uuidv7();
const late = uuidv7();
const group = uuidv7();

const people: Record<string, CreateContactBody> = {
  Anna: {
    firstName: 'Анна',
    lastName: 'Семёнова',
    city: 'Казань',
    phones: [{ phone: '+7 917 284-06-51' }],
    emails: [{ email: 'anna@example.com' }],
    tags: ['VIP', 'boiler'],
    consents: [{ network: 'sms', basis: 'consent', source: 'form' }],
  },
  Boris: {
    firstName: 'Борис',
    lastName: 'Привет',
    city: 'Зеленодольск',
    phones: [{ phone: '+7 843 200-06-51' }],
    tags: ['boiler'],
    consents: [{ network: 'any', basis: 'contract', source: 'contract 1' }],
  },
  Carol: { firstName: 'Carol', lastName: 'Smith', city: 'Казань', emails: [{ email: 'carol_s@example.org' }] },
  Diana: { firstName: 'Диана', lastName: 'Петрова', phones: [{ phone: '+7 905 312-88-04' }] },
};

beforeAll(async () => {
  server = await createTestServer({ routes });
  await server.pools.system((db) =>
    db
      .updateTable('organizations')
      .set({ country: 'RU' })
      .where('organization_id', '=', server.organizationId)
      .execute(),
  );
  for (const [name, body] of Object.entries(people)) {
    const answer = await server.request<{ id: string }>('POST', '/contacts', { as: 'owner', body });
    ids.set(name, answer.body.id);
  }
  await server.inTransaction('owner', async ({ db }) => {
    const organization_id = server.organizationId;
    const id = (name: string) => ids.get(name)!;
    await db.insertInto('groups').values({ organization_id, id: group, name: 'Group' }).execute();
    await db
      .insertInto('group_members')
      .values({ organization_id, group_id: group, contact_id: id('Anna') })
      .execute();
    await db
      .updateTable('contact_phones')
      .set({ whatsapp: 'valid', telegram: 'invalid' })
      .where('contact_id', '=', id('Boris'))
      .execute();
    await db
      .updateTable('contacts')
      .set({ owner_id: server.actor('operator').id })
      .where('id', '=', id('Anna'))
      .execute();
    const identity = {
      organization_id,
      contact_id: id('Carol'),
      network: 'telegram',
      external_id: '1',
      username: null,
    };
    await db.insertInto('contact_identities').values(identity).execute();
    const entry = { organization_id, reason: 'opt_out', source: 'sms: STOP' };
    await db
      .insertInto('suppressions')
      .values([
        { ...entry, subject_kind: 'contact', subject: id('Carol') },
        { ...entry, subject_kind: 'phone', subject: '+79053128804' },
      ])
      .execute();
    for (const [campaign, at, names] of [
      [early, '2026-01-01T00:00:00Z', ['Anna', 'Boris']],
      [late, '2026-03-01T00:00:00Z', ['Anna']],
    ] as const) {
      await db
        .insertInto('campaigns')
        .values({ organization_id, id: campaign, name: 'C', network: 'sms', started_at: at })
        .execute();
      const place = { organization_id, campaign_id: campaign, lane: 0, shard: 0, address: null };
      await db
        .insertInto('recipients')
        .values(names.map((name, position) => ({ ...place, contact_id: id(name), position })))
        .execute();
    }
  });
});
afterAll(() => server.close());

const nameOf = (id: string) => [...ids].find(([, one]) => one === id)?.[0];

async function find(query: Record<string, string> | string, as = server.actor('owner')): Promise<string[]> {
  const parameters = new URLSearchParams(query).toString();
  const answer = await server.request<{ data: ContactSummary[] }>('GET', `/contacts?${parameters}`, { as });
  expect(answer).toMatchObject({ status: 200 });
  return answer.body.data.map(({ id }) => nameOf(id)!);
}
const found = async (query: Record<string, string> | string) => (await find(query)).toSorted();

describe('a filter of contacts', () => {
  test('by tag, group, city and owner: any of several, and none of them', async () => {
    expect(await found('tag=VIP&tag=boiler')).toEqual(['Anna', 'Boris']);
    expect(await found('notTag=boiler')).toEqual(['Carol', 'Diana']);
    expect(await found({ groupId: group })).toEqual(['Anna']);
    expect(await found({ notGroupId: group })).toEqual(['Boris', 'Carol', 'Diana']);
    expect(await found(`city=${encodeURIComponent('Казань')}&city=`)).toEqual(['Anna', 'Carol', 'Diana']);
    expect(await found({ owner: server.actor('operator').id! })).toEqual(['Anna']);
    expect(await found({ owner: 'none' })).toEqual(['Boris', 'Carol', 'Diana']);
    expect(await found(`owner=none&owner=${server.actor('operator').id}`)).toHaveLength(4);
  });

  test('by consent for a network, which one for any network is as well', async () => {
    expect(await found({ consent: 'sms' })).toEqual(['Anna', 'Boris']);
    expect(await found({ consent: 'email' })).toEqual(['Boris']);
    expect(await found({ noConsent: 'email' })).toEqual(['Anna', 'Carol', 'Diana']);
    await server.request('DELETE', `/contacts/${ids.get('Boris')}/consents/any`, { as: 'owner' });
    expect(await found({ consent: 'sms' })).toEqual(['Anna']);
  });

  test('by where people can be reached', async () => {
    expect(await found({ reachable: 'sms' })).toEqual(['Anna', 'Diana']);
    expect(await found({ reachable: 'whatsapp' })).toEqual(['Boris']);
    expect(await found({ reachable: 'telegram' })).toEqual(['Carol']);
    expect(await found({ reachable: 'email' })).toEqual(['Anna', 'Carol']);
  });

  test('CRM-6 by the suppression list, on which a person is also by an address', async () => {
    expect(await found({ optedOut: 'true' })).toEqual(['Carol', 'Diana']);
    expect(await found({ optedOut: 'false' })).toEqual(['Anna', 'Boris']);
  });

  test('by when they were made', async () => {
    const { body } = await server.request<{ createdAt: string }>('GET', `/contacts/${ids.get('Carol')}`, {
      as: 'owner',
    });
    expect(await found({ createdBefore: body.createdAt })).toEqual(['Anna', 'Boris']);
    expect(await found({ createdAfter: body.createdAt })).toEqual(['Carol', 'Diana']);
  });

  test('UX-57a search: ё is е, in any order, in the wrong layout, and any part of a phone or an e-mail', async () => {
    expect(await found({ q: 'семенова анна' })).toEqual(['Anna']);
    expect(await found({ q: 'CЕМЁН'.replace('C', 'С') })).toEqual(['Anna']);
    expect(await found({ q: 'ghbdtn' })).toEqual(['Boris']);
    expect(await found({ q: 'ghbdtn ,jhbc' })).toEqual(['Boris']);
    expect(await found({ q: 'ыьшер' })).toEqual(['Carol']);
    expect(await found({ q: '8 (917) 284' })).toEqual(['Anna']);
    expect(await found({ q: '917284' })).toEqual(['Anna']);
    expect(await found({ q: '+7917' })).toEqual(['Anna']);
    expect(await found({ q: '89172840651' })).toEqual(['Anna']);
    expect(await found({ q: '06-51' })).toEqual(['Anna', 'Boris']);
    expect(await found({ q: 'ANNA@ex' })).toEqual(['Anna']);
    expect(await found({ q: 'carol_s@' })).toEqual(['Carol']);
    expect(await found({ q: 'carolxs@' })).toEqual([]);
    const stranger = server.actor('owner', server.otherOrganizationId);
    for (const q of ['06-51', 'anna@ex', 'ghbdtn']) expect(await find({ q }, stranger)).toEqual([]);
  });
});

describe('the order of contacts', () => {
  test('by city, who has none first', async () => {
    expect((await find({ sort: 'city' })).slice(0, 2)).toEqual(['Diana', 'Boris']);
    expect((await find({ sort: '-city' })).at(-1)).toBe('Diana');
  });

  test('CRM-1 the last campaign and their number are known of each contact once a campaign has started', async () => {
    const actor = server.actor('owner');
    for (const campaignId of [early, late, late]) await noteCampaign(server.runtime, actor, { campaignId });
    const { body } = await server.request<{ data: ContactSummary[] }>('GET', '/contacts', { as: 'owner' });
    const byName = Object.fromEntries(body.data.map((one) => [nameOf(one.id), one]));
    expect(byName.Anna).toMatchObject({ campaignCount: 2, lastCampaignAt: '2026-03-01T00:00:00.000Z' });
    expect(byName.Boris).toMatchObject({ campaignCount: 1, lastCampaignAt: '2026-01-01T00:00:00.000Z' });
    expect(byName.Carol).toMatchObject({ campaignCount: 0, lastCampaignAt: null });
    expect(await found({ noCampaignSince: '2026-02-01T00:00:00Z' })).toEqual(['Boris', 'Carol', 'Diana']);
    expect(await found({ campaignSince: '2026-02-01T00:00:00Z' })).toEqual(['Anna']);
  });

  test('by the last campaign, page by page and searched for, whoever was in none last among the newest', async () => {
    for (const sort of ['-lastCampaign', 'lastCampaign']) {
      for (const filter of [{}, { q: 'а' }]) {
        const all = await find({ sort, ...filter });
        const seen: string[] = [];
        let cursor = '';
        do {
          const query = new URLSearchParams({ sort, ...filter, limit: '1', ...(cursor && { cursor }) }).toString();
          const { body } = await server.request<{ data: ContactSummary[]; nextCursor: string }>(
            'GET',
            `/contacts?${query}`,
            { as: 'owner' },
          );
          seen.push(...body.data.map(({ id }) => nameOf(id)!));
          cursor = body.nextCursor ?? '';
        } while (cursor);
        expect(seen).toEqual(all);
      }
    }
    expect((await find({ sort: '-lastCampaign' })).slice(0, 2)).toEqual(['Anna', 'Boris']);
    expect((await find({ sort: 'lastCampaign' })).slice(2)).toEqual(['Boris', 'Anna']);
  });

  test('a cursor with a place that cannot be one is refused', async () => {
    const { body } = await server.request<{ nextCursor: string }>('GET', '/contacts?sort=-lastCampaign&limit=1', {
      as: 'owner',
    });
    const [list, , id] = JSON.parse(Buffer.from(body.nextCursor, 'base64url').toString()) as string[];
    const cursor = Buffer.from(JSON.stringify([list, 'yesterday', id])).toString('base64url');
    const answer = await server.request('GET', `/contacts?sort=-lastCampaign&limit=1&cursor=${cursor}`, {
      as: 'owner',
    });
    expect(answer).toMatchObject({ status: 400, body: { code: 'cursor_invalid' } });
  });
});

test('a row says where a person can be reached, what was agreed and who must be left alone', async () => {
  const { body } = await server.request<{ data: ContactSummary[] }>('GET', '/contacts', { as: 'owner' });
  const byName = Object.fromEntries(body.data.map((one) => [nameOf(one.id), one]));
  expect(byName.Anna).toMatchObject({
    owner: { id: server.actor('operator').id, name: 'operator' },
    reach: { sms: 'unknown', whatsapp: 'unknown', telegram: 'unknown', email: 'unknown' },
    consents: ['sms'],
    suppressed: false,
  });
  expect(byName.Boris?.reach).toEqual({ sms: 'none', whatsapp: 'valid', telegram: 'invalid', email: 'none' });
  expect(byName.Carol).toMatchObject({ reach: { sms: 'none', telegram: 'valid' }, suppressed: true, owner: null });
  expect(byName.Diana).toMatchObject({ suppressed: true });
});

test('the tags and the cities that there are, the most frequent first', async () => {
  const values = async (field: string) =>
    (await server.request<ContactValues>('GET', `/contacts/values?field=${field}`, { as: 'owner' })).body.data;
  expect(await values('tag')).toEqual([
    { value: 'boiler', count: 2 },
    { value: 'VIP', count: 1 },
  ]);
  expect(await values('city')).toContainEqual({ value: '', count: 1 });
  expect((await values('city'))[0]).toEqual({ value: 'Казань', count: 2 });
});

test('the places of a list open any of its pages', async () => {
  const organization_id = server.organizationId;
  const rows = Array.from({ length: 240 }, (_, n) => ({
    organization_id,
    id: uuidv7(),
    display_name: `Page ${n % 7}`,
    city: 'Paged',
  }));
  await server.inTransaction('owner', ({ db }) => db.insertInto('contacts').values(rows).execute());
  for (const sort of ['name', '-created', '-city', '-lastCampaign', 'lastCampaign']) {
    for (const filter of [{ city: 'Paged' }, { city: 'Paged', q: 'page' }]) {
      const get = async <T>(path: string, query: Record<string, string>) => {
        const parameters = new URLSearchParams({ ...filter, sort, ...query }).toString();
        return (await server.request<T>('GET', `/contacts${path}?${parameters}`, { as: 'owner' })).body;
      };
      const { cursors, ...count } = await get<ContactPlaces>('/places', { pageSize: '50' });
      expect(count).toEqual({ total: 240, exact: true });
      expect(cursors).toHaveLength(4);
      const pages = await Promise.all(
        ['', ...cursors].map((cursor) =>
          get<{ data: ContactSummary[] }>('', { limit: '50', ...(cursor && { cursor }) }),
        ),
      );
      expect(pages.map(({ data }) => data.length)).toEqual([50, 50, 50, 50, 40]);
      expect(new Set(pages.flatMap(({ data }) => data.map(({ id }) => id))).size).toBe(240);
    }
  }
  const none = await server.request('GET', '/contacts/places?tag=nobody', { as: 'owner' });
  expect(none.body).toEqual({ total: 0, exact: true, cursors: [] });
});

test('a count is exact however the people are looked at, and the share of those who were when the time is up', async () => {
  const rows = Array.from({ length: 120 }, () => ({
    organization_id: server.organizationId,
    id: uuidv7(),
    display_name: 'Counted',
    city: 'Counted',
  }));
  await server.inTransaction('owner', async ({ db }) => {
    await db.insertInto('contacts').values(rows).execute();
    const tagged = rows
      .slice(0, 90)
      .map(({ organization_id, id }) => ({ organization_id, contact_id: id, tag: 'sum' }));
    await db.insertInto('contact_tags').values(tagged).execute();
  });
  const count = async (filter: string) =>
    (await server.request('GET', `/contacts/count?${filter}`, { as: 'owner' })).body;
  expect(await count('city=Counted')).toEqual({ total: 120, exact: true });
  expect(await count('city=Counted&tag=sum')).toEqual({ total: 90, exact: true });
  expect(await count('city=Counted&notTag=sum')).toEqual({ total: 30, exact: true });
  expect(await count('tag=nobody')).toEqual({ total: 0, exact: true });
  const inStretches = (filter: ExactFilter, isTimeUp: boolean) =>
    server.inTransaction('owner', ({ db }) => countMatching(db, server.organizationId, filter, () => isTimeUp, 40));
  const both = { cities: ['Counted'], tags: ['sum'] };
  expect(await inStretches(both, false)).toEqual({ total: 90, exact: true });
  expect(await inStretches({ cities: ['Counted'] }, true)).toEqual({ total: 120, exact: true });
  // The first forty bear the tag, so that all of those whom the shorter condition names are taken to live there.
  expect(await inStretches(both, true)).toEqual({ total: 90, exact: false });
});
