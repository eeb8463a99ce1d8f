import type { Group, groupMemberPage } from '@parley/contract/groups';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { createTestServer, type RequestOptions, type TestServer } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import { joinGroup, leaveAllGroups, leaveGroup, routes } from './index.ts';

let server: TestServer;

beforeAll(async () => {
  server = await createTestServer({ routes });
});
afterAll(() => server.close());

const request = <Body>(method: string, url: string, body?: unknown, as: RequestOptions['as'] = 'operator') =>
  server.request<Body & { code?: string }>(method, url, { as, body });
const create = async (name: string): Promise<Group> => (await request<Group>('POST', '/groups', { name })).body;
const get = async (id: string): Promise<Group> => (await request<Group>('GET', `/groups/${id}`)).body;

async function people(count: number, organizationId = server.organizationId): Promise<string[]> {
  const ids = Array.from({ length: count }, () => uuidv7());
  await server.inTransaction(server.actor('owner', organizationId), ({ db }) =>
    db
      .insertInto('contacts')
      .values(ids.map((id) => ({ organization_id: organizationId, id, display_name: `Person ${id}` })))
      .execute(),
  );
  return ids;
}

/** What the counter must say. */
async function counted(groupId: string): Promise<number> {
  const { rows } = await server.inTransaction('owner', ({ db }) =>
    sql<{ count: number }>`select count(*) as count from group_members where group_id = ${groupId}`.execute(db),
  );
  return rows[0]!.count;
}

describe('CRM-3 a group', () => {
  test('is made, renamed, archived, restored and deleted, and each is in the audit log', async () => {
    const made = await create('VIP');
    expect(made).toMatchObject({ name: 'VIP', memberCount: 0, archivedAt: null });
    expect((await request<Group>('PATCH', `/groups/${made.id}`, { name: 'Friends' })).body.name).toBe('Friends');
    expect((await request<Group>('PATCH', `/groups/${made.id}`, { archived: true })).body.archivedAt).not.toBeNull();
    expect((await request<Group>('PATCH', `/groups/${made.id}`, { archived: false })).body.archivedAt).toBeNull();
    expect((await request('DELETE', `/groups/${made.id}`)).status).toBe(200);
    expect((await request('GET', `/groups/${made.id}`)).status).toBe(404);
    const log = await server.inTransaction('owner', ({ db }) =>
      db.selectFrom('audit_entries').select('action').where('subject_id', '=', made.id).orderBy('id').execute(),
    );
    expect(log.map(({ action }) => action)).toEqual([
      'group.created',
      'group.updated',
      'group.updated',
      'group.updated',
      'group.deleted',
    ]);
  });

  test('has a name of its own among those that are not archived', async () => {
    const one = await create('Same');
    expect(await request('POST', '/groups', { name: 'Same' })).toMatchObject({
      status: 409,
      body: { code: 'group_name_taken' },
    });
    await request('PATCH', `/groups/${one.id}`, { archived: true });
    const two = await create('Same');
    expect(await request('PATCH', `/groups/${one.id}`, { archived: false })).toMatchObject({
      status: 409,
      body: { code: 'group_name_taken' },
    });
    expect((await request('PATCH', `/groups/${two.id}`, { name: 'Other' })).status).toBe(200);
    expect((await request('PATCH', `/groups/${one.id}`, { archived: false })).status).toBe(200);
  });

  test('is listed by name, page by page, archived ones apart', async () => {
    for (const name of ['Ж', 'А', 'Б']) await create(`list ${name}`);
    const names: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { data: Group[]; nextCursor: string | null } = (
        await request<{ data: Group[]; nextCursor: string | null }>(
          'GET',
          `/groups?limit=2${cursor && `&cursor=${cursor}`}`,
        )
      ).body;
      names.push(...page.data.map(({ name }) => name));
      cursor = page.nextCursor;
    }
    expect(names.filter((name) => name.startsWith('list'))).toEqual(['list А', 'list Б', 'list Ж']);
    expect(names).toEqual(names.toSorted());
    const archived = (await request<{ data: Group[] }>('GET', '/groups?archived=true')).body.data;
    expect(archived.every(({ archivedAt }) => archivedAt !== null)).toBe(true);
  });

  test('a group that a campaign uses cannot be deleted', async () => {
    const { id } = await create('Used');
    const templateId = uuidv7();
    const campaignId = uuidv7();
    await server.inTransaction('owner', async ({ db }) => {
      const mine = { organization_id: server.organizationId };
      await db
        .insertInto('templates')
        .values({ ...mine, id: templateId, name: 'T' })
        .execute();
      await db
        .insertInto('template_versions')
        .values({ ...mine, template_id: templateId, version: 1, items: '[{}]' })
        .execute();
      await db
        .insertInto('campaigns')
        .values({ ...mine, id: campaignId, name: 'C', network: 'sms', template_id: templateId })
        .execute();
      await db
        .insertInto('campaign_groups')
        .values({ ...mine, campaign_id: campaignId, group_id: id })
        .execute();
    });
    expect(await request('DELETE', `/groups/${id}`)).toMatchObject({ status: 409, body: { code: 'group_in_use' } });
  });
});

describe('CRM-3 the members of a group', () => {
  test('come and go by their ids, and are counted', async () => {
    const { id } = await create('Members');
    const [one, two, three] = await people(3);
    const post = (url: string, contactIds: unknown[]) => request('POST', `/groups/${id}/members${url}`, { contactIds });
    expect((await post('', [one, two, three, uuidv7()])).body).toEqual({ changed: 3, memberCount: 3 });
    expect((await post('', [one, two])).body).toEqual({ changed: 0, memberCount: 3 });
    expect((await post('/remove', [two, uuidv7()])).body).toEqual({ changed: 1, memberCount: 2 });
    const listed = await request<z.infer<typeof groupMemberPage>>('GET', `/groups/${id}/members`);
    expect(listed.body.data.map(({ contactId }) => contactId)).toEqual([three, one]);
    expect(await counted(id)).toBe(2);
    await request('PATCH', `/groups/${id}`, { archived: true });
    expect(await post('', [two])).toMatchObject({ status: 409, body: { code: 'group_archived' } });
  });

  test('are listed page by page', async () => {
    const { id } = await create('Pages');
    const ids = await people(7);
    await request('POST', `/groups/${id}/members`, { contactIds: ids });
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: z.infer<typeof groupMemberPage> = (
        await request<z.infer<typeof groupMemberPage>>(
          'GET',
          `/groups/${id}/members?limit=3${cursor && `&cursor=${cursor}`}`,
        )
      ).body;
      seen.push(...page.data.map(({ contactId }) => contactId));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(ids.toReversed());
  });

  test('SEC-10 are counted right when many come and go at once', async () => {
    const groups = await Promise.all(['Race 1', 'Race 2'].map(create));
    const ids = await people(60);
    const work = groups.flatMap(({ id }) => [
      ...[0, 10, 20].map(
        (from) => () => server.inTransaction('owner', (ctx) => joinGroup(ctx, id, ids.slice(from, from + 30))),
      ),
      () => server.inTransaction('owner', (ctx) => leaveGroup(ctx, id, ids.slice(5, 15))),
      () => server.inTransaction('owner', (ctx) => leaveAllGroups(ctx, ids.slice(40))),
    ]);
    await Promise.all(work.map((step) => step()));
    for (const { id } of groups) expect((await get(id)).memberCount).toBe(await counted(id));
  });
});

test('SEC-1 SEC-3 another tenant sees and changes nothing, and gives no contact of its own to our group', async () => {
  const { id } = await create('Ours');
  const [ours] = await people(1);
  const [theirs] = await people(1, server.otherOrganizationId);
  const stranger = server.actor('owner', server.otherOrganizationId);
  const calls = [
    ['GET', `/groups/${id}`, undefined],
    ['PATCH', `/groups/${id}`, { name: 'x' }],
    ['DELETE', `/groups/${id}`, undefined],
    ['GET', `/groups/${id}/members`, undefined],
    ['POST', `/groups/${id}/members`, { contactIds: [theirs] }],
    ['POST', `/groups/${id}/members/remove`, { contactIds: [ours] }],
  ] as const;
  for (const [method, url, body] of calls) {
    const { status } = await request(method, url, body, stranger);
    expect({ method, url, status }).toEqual({ method, url, status: 404 });
  }
  expect((await request('POST', `/groups/${id}/members`, { contactIds: [ours, theirs] })).body).toEqual({
    changed: 1,
    memberCount: 1,
  });
  expect((await request<{ data: Group[] }>('GET', '/groups', undefined, stranger)).body.data).toEqual([]);
});
