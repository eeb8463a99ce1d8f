import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiKey, CreatedApiKey } from '@parley/contract/api-keys';
import { routes as audit } from '#audit';
import { authenticateKey, routes } from '#api-keys';
import type { Actor } from '#platform/context';
import type { Problem } from '#platform/http/problem';
import { createTestServer, type TestAnswer, type TestServer } from '#platform/test-kit/index';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer({ routes: [...routes, ...audit] });
});
afterAll(() => server.close());

const create = (
  body: object = {},
  as: 'owner' | 'admin' | Actor = 'owner',
): Promise<TestAnswer<CreatedApiKey & Problem>> =>
  server.request('POST', '/api-keys', {
    as,
    body: { name: 'Shop', permissions: ['contacts:read', 'audit:read'], ...body },
  });
const authenticate = (key: string) =>
  authenticateKey(server.runtime, key, {
    actor: null,
    sessionId: null,
    language: 'ru',
    address: '192.0.2.7',
    agent: null,
    requestId: 'test',
    canKeepSession: true,
  });

describe('a key', () => {
  test('PLT-7 opens its organization with its permissions, and notes its use', async () => {
    const { status, body } = await create();
    expect(status).toBe(201);
    expect(body.key).toMatch(/^pk_[\w-]{43}$/);
    expect(body.key.startsWith(body.start)).toBe(true);
    const identity = await authenticate(body.key);
    expect(identity).toMatchObject({
      sessionId: null,
      actor: { kind: 'api_key', id: body.id, organizationId: server.organizationId, language: 'ru' },
    });
    expect([...identity!.actor.permissions]).toEqual(['contacts:read', 'audit:read']);
    const { data } = (await server.request<{ data: ApiKey[] }>('GET', '/api-keys', { as: 'admin' })).body;
    expect(data[0]!.usedAt).not.toBeNull();
  });

  test('SEC-43 is shown once and only its hash is kept', async () => {
    const { body } = await create();
    const list = await server.request<{ data: ApiKey[] }>('GET', '/api-keys', { as: 'owner' });
    expect(JSON.stringify(list.body)).not.toContain(body.key);
    const { rows } = await server.pools.systemPool.query(
      `select (select string_agg(api_keys::text, '') from api_keys) || (select string_agg(audit_entries::text, '') from audit_entries) as everything`,
    );
    expect(rows[0].everything).toContain(body.id);
    expect(rows[0].everything).not.toContain(body.key.slice(8));
  });

  test('PLT-7 ends when it is revoked, or its time is over', async () => {
    const revoked = (await create()).body;
    expect((await server.request('DELETE', `/api-keys/${revoked.id}`, { as: 'owner' })).status).toBe(200);
    expect(await authenticate(revoked.key)).toBeNull();
    expect((await server.request('DELETE', `/api-keys/${revoked.id}`, { as: 'owner' })).status).toBe(404);
    const brief = (await create({ expiresAt: new Date(Date.now() + 3_600_000).toISOString() })).body;
    expect(await authenticate(brief.key)).not.toBeNull();
    await server.inTransaction('owner', ({ db }) =>
      db.updateTable('api_keys').set({ expires_at: new Date() }).where('id', '=', brief.id).execute(),
    );
    await expect.poll(() => authenticate(brief.key)).toBeNull();
  });

  test.each(['pk_', 'pk_nonsense', '', 'Bearer'])('%j is nobody', async (key) => {
    expect(await authenticate(key)).toBeNull();
  });
});

describe('creating one', () => {
  test('SEC-43 gives no more than its creator has', async () => {
    const admin = server.actor('admin');
    const limited = { ...admin, permissions: new Set(['api_keys:write', 'contacts:read'] as const) };
    const { status, body } = await create({ permissions: ['contacts:read', 'campaigns:send'] }, limited);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ path: 'permissions.1', rule: 'permission_not_yours' }]);
  });

  test('SEC-43 is not for keys themselves', async () => {
    const key: Actor = { ...server.actor('owner'), kind: 'api_key' };
    expect((await create({}, key)).body.code).toBe('person_required');
  });

  test.each([
    [{ permissions: [] }, 'permissions'],
    [{ permissions: ['everything'] }, 'permissions.0'],
    [{ name: '' }, 'name'],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    [{ expiresAt: 'tomorrow' }, 'expiresAt'],
  ])('%j is refused', async (body, path) => {
    const answer = await create(body);
    expect([answer.status, answer.body.errors![0]!.path]).toEqual([400, path]);
  });
});

test('SEC-43 another organization’s key is not there', async () => {
  const other = server.actor('owner', server.otherOrganizationId);
  const { id, key } = (await create({}, other)).body;
  expect((await server.request('DELETE', `/api-keys/${id}`, { as: 'owner' })).status).toBe(404);
  expect(await authenticate(key)).not.toBeNull();
  const { data } = (await server.request<{ data: ApiKey[] }>('GET', '/api-keys?limit=200', { as: 'owner' })).body;
  expect(data.map((one) => one.id)).not.toContain(id);
});

test('the list pages through all keys once', async () => {
  for (let number = 0; number < 5; number++) await create();
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: TestAnswer<{ data: ApiKey[]; nextCursor: string | null }> = await server.request(
      'GET',
      `/api-keys?limit=2${cursor && `&cursor=${cursor}`}`,
      { as: 'owner' },
    );
    seen.push(...page.body.data.map((one) => one.id));
    cursor = page.body.nextCursor;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toEqual(seen.toSorted().toReversed());
});
