import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Organization } from '@parley/contract/organizations';
import { routes } from '#organizations';
import type { Actor } from '#platform/context';
import type { Problem } from '#platform/http/problem';
import { createTestServer, type TestServer } from '#platform/test-kit/index';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer({ routes });
});
afterAll(() => server.close());

const change = (body: unknown) =>
  server.request<Organization & Problem>('PATCH', '/organization', { as: 'admin', body });

test('PLT-10 settings are changed one by one, and the change is in the audit log', async () => {
  const answer = await change({
    name: 'Works',
    timeZone: 'Asia/Yekaterinburg',
    currency: 'RUB',
    country: 'RU',
    optOutWords: ['хватит'],
  });
  expect(answer.status).toBe(200);
  expect((await change({ language: 'ru' })).body).toMatchObject({
    name: 'Works',
    language: 'ru',
    currency: 'RUB',
    optOutWords: ['хватит'],
  });
  expect((await server.request<Organization>('GET', '/organization', { as: 'operator' })).body).toMatchObject({
    timeZone: 'Asia/Yekaterinburg',
  });
  const entries = await server.inTransaction('owner', ({ db }) =>
    db.selectFrom('audit_entries').select(['before', 'after']).orderBy('id').execute(),
  );
  expect(entries.at(-1)).toEqual({ before: { language: 'en' }, after: { language: 'ru' } });
});

test('what does not change anything leaves no trace', async () => {
  const count = async () =>
    (await server.inTransaction('owner', ({ db }) => db.selectFrom('audit_entries').select('id').execute())).length;
  await change({ name: 'Same' });
  const before = await count();
  await change({ name: 'Same' });
  expect(await count()).toBe(before);
});

test.each([
  [{ timeZone: 'Moscow' }, 'timeZone', 'time_zone_unknown'],
  [{ timeZone: '+03:00' }, 'timeZone', 'time_zone_unknown'],
  [{ timeZone: "UTC'; drop table users" }, 'timeZone', 'time_zone_unknown'],
  [{ currency: 'XXY' }, 'currency', 'currency_unknown'],
  [{ country: 'QQ' }, 'country', 'country_unknown'],
  [{ name: ' ' }, 'name', 'required'],
  [{ id: '0198c0de-7a11-7000-8000-000000000001' }, 'id', 'unknown_field'],
])('SEC-11 %j is refused', async (body, path, rule) => {
  const answer = await change(body);
  expect(answer.status).toBe(400);
  expect(answer.body.errors).toMatchObject([{ path, rule }]);
});

test('PLT-70 a change of what somebody else has changed meanwhile is refused, and pages that are open are told', async () => {
  const read = await server.request('GET', '/organization', { as: 'admin' });
  const version = { 'if-match': read.headers.get('etag')! };
  const rename = (name: string) =>
    server.request<Problem>('PATCH', '/organization', { as: 'owner', body: { name }, headers: version });
  expect((await rename('Mine')).status).toBe(200);
  const late = await rename('Yours');
  expect([late.status, late.body.code]).toEqual([412, 'version_changed']);
  const told = await server.inTransaction('owner', ({ db }) =>
    db.selectFrom('events').select('name').where('subject_id', '=', server.organizationId).execute(),
  );
  expect(told.at(-1)).toEqual({ name: 'organization.updated' });
});

describe('the logo', () => {
  const picture = () =>
    sharp({ create: { width: 90, height: 60, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
  const upload = (as: 'admin' | 'operator', bytes: Buffer) => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)]), 'logo.png');
    return server.request<Organization & Problem>('POST', '/organization/logo?left=20&top=0&size=60', {
      as,
      body: form,
    });
  };
  const open = (url: string, as: 'technician' | Actor) => server.request('GET', url, { as });

  test('PLT-10 is a square of an upload, seen by members, and goes with the next one', async () => {
    expect((await upload('operator', await picture())).status).toBe(403);
    const first = (await upload('admin', await picture())).body.logoUrl!;
    expect(first).toMatch(new RegExp(`^/api/v1/logos/${server.organizationId}/`));
    const seen = await fetch(server.address + first);
    expect(seen.status).toBe(401);
    const mine = await open(first, 'technician');
    expect([mine.status, mine.headers.get('content-type')]).toEqual([200, 'image/webp']);
    const second = (await upload('admin', await picture())).body.logoUrl!;
    expect(second).not.toBe(first);
    expect((await open(first, 'technician')).status).toBe(404);
    const none = await server.request<Organization>('DELETE', '/organization/logo', { as: 'admin' });
    expect(none.body.logoUrl).toBeNull();
    expect((await open(second, 'technician')).status).toBe(404);
    const actions = await server.inTransaction('owner', ({ db }) =>
      db
        .selectFrom('audit_entries')
        .select('action')
        .where('action', 'like', 'organization.logo%')
        .orderBy('id')
        .execute(),
    );
    expect(actions.map(({ action }) => action.split('_')[1])).toEqual(['changed', 'changed', 'removed']);
  });

  test('SEC-1 of an organization is seen by its own members, wherever they work at the moment, and by nobody else', async () => {
    const url = (await upload('admin', await picture())).body.logoUrl!;
    const stranger = server.actor('owner', server.otherOrganizationId);
    expect((await open(url, stranger)).status).toBe(404);
    await server.pools.systemPool.query(
      `insert into memberships (organization_id, user_id, role) values ($1, $2, 'operator')`,
      [server.organizationId, stranger.id],
    );
    expect((await open(url, stranger)).status).toBe(200);
    await server.pools.systemPool.query(
      'update memberships set disabled_at = now() where user_id = $1 and organization_id = $2',
      [stranger.id, server.organizationId],
    );
    expect((await open(url, stranger)).status).toBe(404);
  });

  test('SEC-33 what is no picture is refused', async () => {
    const answer = await upload('admin', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
    expect([answer.status, answer.body.code]).toEqual([400, 'picture_unreadable']);
  });
});
