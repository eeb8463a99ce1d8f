/** How often each operation may be asked, by whom: made from the list of routes (SEC-46). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#platform/context';
import type { Problem } from '#platform/http/problem';
import type { Route } from '#platform/http/route';
import { createTestServer, type TestAnswer, type TestServer } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import { routes } from './modules.ts';

const perMinute = 3;
/** An organization, and an address that many share, may ask this many times as much. */
const shared = perMinute * 10;
let server: TestServer;
let place = 0;

beforeAll(async () => {
  server = await createTestServer({
    routes,
    limited: true,
    requestsPerMinute: perMinute,
    site: { trustedProxies: ['127.0.0.1'] },
  });
});
afterAll(() => server.close());

/** A reader from where nobody else has asked. */
const elsewhere = (): string => `2001:db8::${(++place).toString(16)}`;

/** May do nothing: what is counted is that they ask. */
const powerless = (organizationId: string): Actor => ({
  kind: 'api_key',
  id: uuidv7(),
  organizationId,
  permissions: new Set(),
  language: 'en',
  origin: null,
});

function ask(route: Route, from: string, as?: Actor): Promise<TestAnswer<Problem>> {
  const url = route.url.replace(/:\w+/g, uuidv7());
  // No body: it is counted before anything of it is looked at, and nothing happens.
  return server.request<Problem>(route.method, url, { headers: { 'x-forwarded-for': from }, ...(as && { as }) });
}

/** Asks `times` and once more; only the last is refused, and says when to come again. */
async function expectLimit(times: number, once: (index: number) => Promise<TestAnswer<Problem>>): Promise<void> {
  for (let index = 0; index < times; index++) {
    const { status, body } = await once(index);
    expect(status, `${index + 1} of ${times}: ${body.code}`).not.toBe(429);
  }
  const { status, body, headers } = await once(times);
  expect([status, body.code]).toEqual([429, 'rate_limit_reached']);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect(headers.get('ratelimit-remaining')).toBe('0');
}

const nameOf = ({ method, url }: Route): string => `${method} ${url}`;
const all = routes.map((route): [string, Route] => [nameOf(route), route]);
const limitOf = ({ description }: Route): number => Math.min(perMinute, description.perMinute ?? perMinute);

describe('every operation', () => {
  test.each(all)('SEC-46 %s: so often for one address', async (_, route) => {
    const from = elsewhere();
    await expectLimit(limitOf(route), () => ask(route, from));
    expect((await ask(route, elsewhere())).status).not.toBe(429);
  });

  test.each(all)('SEC-46 %s: so often for one key, wherever it asks from', async (_, route) => {
    const organizationId = uuidv7();
    const key = powerless(organizationId);
    await expectLimit(limitOf(route), () => ask(route, elsewhere(), key));
    expect((await ask(route, elsewhere(), powerless(organizationId))).status).not.toBe(429);
  });

  test.each(all)('SEC-46 %s: so often for one organization, whoever of it asks', async (_, route) => {
    const organizationId = uuidv7();
    await expectLimit(shared, () => ask(route, elsewhere(), powerless(organizationId)));
    expect((await ask(route, elsewhere(), powerless(uuidv7()))).status).not.toBe(429);
  });

  test.each(all)('SEC-46 %s: so often from one address, whatever keys it tries', async (_, route) => {
    const from = elsewhere();
    await expectLimit(shared, () => ask(route, from, powerless(uuidv7())));
  });
});

test('SEC-46 what works on passwords, mails and pictures has a limit of its own', () => {
  const costly = routes.filter(({ description }) => description.perMinute !== undefined).map(nameOf);
  expect(costly).toEqual(
    expect.arrayContaining([
      'POST /sign-up',
      'POST /sign-up/request',
      'POST /sign-up/complete',
      'POST /sign-in',
      'POST /password-reset',
      'POST /password-reset/check',
      'POST /password-reset/complete',
      'POST /me/password',
      'POST /me/avatar',
    ]),
  );
});
