import type { TaskWithLog } from '@parley/contract/tasks';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { routes as groupRoutes } from '#groups';
import { startJobs, type RunningJobs } from '#platform/jobs/start-jobs';
import { createTestServer, type TestServer } from '#platform/test-kit/create-test-server';
import { uuidv7 } from '#platform/uuid';
import { jobsFor, routes as taskRoutes } from '#tasks';
import { routes, taskKinds } from './index.ts';

const people = 2_500;
let server: TestServer;
let worker: RunningJobs;

beforeAll(async () => {
  server = await createTestServer({ routes: [...routes, ...groupRoutes, ...taskRoutes], maxConnections: 10 });
  worker = await startJobs(server.runtime, jobsFor(taskKinds), [], { concurrency: 2 });
});
afterAll(async () => {
  await worker.stop();
  await server.close();
});
beforeEach(async () => {
  for (const id of [server.organizationId, server.otherOrganizationId]) {
    await server.inTransaction(server.actor('owner', id), async ({ db }) => {
      await sql`delete from contacts`.execute(db);
      await sql`insert into contacts (organization_id, id, display_name, city) select ${id}, made.id, 'Person ' || n,
        case when n % 5 = 0 then 'Fifth' end from unnest(${Array.from({ length: people }, () => uuidv7())}::uuid[]) with ordinality made(id, n)`.execute(
        db,
      );
    });
  }
});

async function run(url: string, body: unknown): Promise<TaskWithLog> {
  const answer = await server.request<{ taskId: string }>('POST', url, { as: 'owner', body });
  expect(answer).toMatchObject({ status: 202 });
  const task = async () =>
    (await server.request<TaskWithLog>('GET', `/tasks/${answer.body.taskId}`, { as: 'owner' })).body;
  await expect.poll(async () => (await task()).state).toBe('completed');
  return task();
}

const count = (table: 'contact_tags' | 'group_members', as = server.actor('owner')) =>
  server.inTransaction(as, async ({ db }) => (await db.selectFrom(table).select('contact_id').execute()).length);

describe('CRM-2 a bulk action', () => {
  test('tags everybody who matches, once, and takes the tag away again', async () => {
    expect(await run('/contacts/bulk/tags', { filter: { city: 'Fifth' }, tag: 'x', action: 'add' })).toMatchObject({
      done: people / 5,
      result: { matched: people / 5, changed: people / 5 },
    });
    expect((await run('/contacts/bulk/tags', { filter: { q: 'person' }, tag: 'x', action: 'add' })).result).toEqual({
      matched: people,
      changed: people - people / 5,
      undoable: true,
    });
    expect(await count('contact_tags')).toBe(people);
    await run('/contacts/bulk/tags', { filter: { tag: 'x' }, tag: 'x', action: 'remove' });
    expect(await count('contact_tags')).toBe(0);
  });

  test('puts everybody who matches into a group, and out of it, and the group counts them', async () => {
    const { id } = (await server.request<{ id: string }>('POST', '/groups', { as: 'owner', body: { name: 'Bulk' } }))
      .body;
    const members = async () =>
      (await server.request<{ memberCount: number }>('GET', `/groups/${id}`, { as: 'owner' })).body.memberCount;
    await run('/contacts/bulk/groups', { filter: { q: 'person' }, groupId: id, action: 'add' });
    expect(await members()).toBe(people);
    await run('/contacts/bulk/groups', { filter: { city: 'Fifth' }, groupId: id, action: 'remove' });
    expect(await members()).toBe(people - people / 5);
    expect(await count('group_members')).toBe(people - people / 5);
  });

  test('erases everybody who matches, and nobody else', async () => {
    expect((await run('/contacts/bulk/erase', { filter: { city: 'Fifth' } })).result).toEqual({
      matched: people / 5,
      changed: people / 5,
      undoable: false,
    });
    const left = (as = server.actor('owner')) =>
      server.inTransaction(as, ({ db }) =>
        db.selectFrom('contacts').select('id').where('erased_at', 'is', null).execute(),
      );
    expect(await left()).toHaveLength(people - people / 5);
    expect(await left(server.actor('owner', server.otherOrganizationId))).toHaveLength(people);
  });

  test('UX-10 an undo takes it back for those whom it changed, and only once', async () => {
    await run('/contacts/bulk/tags', { filter: { city: 'Fifth' }, tag: 'before', action: 'add' });
    const { id } = await run('/contacts/bulk/tags', { filter: { all: true }, tag: 'before', action: 'add' });
    expect(await count('contact_tags')).toBe(people);
    expect((await run(`/contacts/bulk/${id}/undo`, undefined)).result).toEqual({ changed: people - people / 5 });
    expect(await count('contact_tags')).toBe(people / 5);
    const again = await server.request('POST', `/contacts/bulk/${id}/undo`, { as: 'owner' });
    expect(again).toMatchObject({ status: 409, body: { code: 'bulk_action_not_undoable' } });
    const stranger = server.actor('owner', server.otherOrganizationId);
    expect((await server.request('POST', `/contacts/bulk/${id}/undo`, { as: stranger })).status).toBe(404);
  });

  test('gives people by their ids to a member, who is the owner until the undo', async () => {
    const ids = (
      await server.inTransaction('owner', ({ db }) => db.selectFrom('contacts').select('id').limit(3).execute())
    ).map(({ id }) => id);
    const operator = server.actor('operator').id!;
    const marketer = server.actor('marketer').id!;
    const owned = (owner: string | null) =>
      server.inTransaction('owner', async ({ db }) => {
        const rows = await db.selectFrom('contacts').select(['id', 'owner_id']).execute();
        return rows.filter((row) => row.owner_id === owner).length;
      });
    await run('/contacts/bulk/owner', { filter: { ids: ids.slice(0, 1) }, ownerId: marketer });
    const task = await run('/contacts/bulk/owner', { filter: { ids }, ownerId: operator });
    expect(task).toMatchObject({ total: 3, result: { matched: 3, changed: 3 } });
    expect(await owned(operator)).toBe(3);
    await run(`/contacts/bulk/${task.id}/undo`, undefined);
    expect([await owned(operator), await owned(marketer), await owned(null)]).toEqual([0, 1, people - 1]);
    const stranger = { filter: { ids }, ownerId: server.actor('operator', server.otherOrganizationId).id };
    expect(await server.request('POST', '/contacts/bulk/owner', { as: 'owner', body: stranger })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'ownerId', rule: 'member_unknown' }] },
    });
  });

  test('says of the phones whether they can be reached, and forgets it', async () => {
    await server.inTransaction('owner', ({ db }) =>
      sql`insert into contact_phones (organization_id, contact_id, phone) select organization_id, id, '+79160000001' from contacts
        where city = 'Fifth' and organization_id = ${server.organizationId}`.execute(db),
    );
    const phones = (state: string) =>
      server.inTransaction(
        'owner',
        async ({ db }) =>
          (await db.selectFrom('contact_phones').select('phone').where('whatsapp', '=', state).execute()).length,
      );
    const body = (state: string) => ({ filter: { all: true }, network: 'whatsapp', state });
    expect((await run('/contacts/bulk/reachability', body('invalid'))).result).toMatchObject({ changed: people / 5 });
    expect(await phones('invalid')).toBe(people / 5);
    await run('/contacts/bulk/reachability', body('unknown'));
    expect(await phones('unknown')).toBe(people / 5);
  });

  test('wants a condition, a group that is there, and the permission of what it does', async () => {
    const post = (url: string, body: unknown, as: 'owner' | 'operator' = 'owner') =>
      server.request<{ errors?: object[] }>('POST', url, { as, body });
    expect(await post('/contacts/bulk/erase', { filter: {} })).toMatchObject({
      status: 400,
      body: { errors: [{ rule: 'filter_empty' }] },
    });
    expect(await post('/contacts/bulk/erase', { filter: { phone: '1' } })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'filter.phone' }] },
    });
    expect(
      (await post('/contacts/bulk/groups', { filter: { city: 'A' }, groupId: uuidv7(), action: 'add' })).status,
    ).toBe(404);
    expect((await post('/contacts/bulk/erase', { filter: { city: 'A' } }, 'operator')).status).toBe(403);
  });
});
