import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Organization } from '@parley/contract/organizations';
import { routes } from '#organizations';
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
