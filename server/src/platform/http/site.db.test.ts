/** How the installation is reached: HTTPS or not, through a proxy or not, from our own pages or others'. */
import { request as sendRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { afterEach, describe, expect, test } from 'vitest';
import { createTestServer, type TestServer } from '../test-kit/index.ts';
import { routesOf } from './route.ts';

const { get, session, list } = routesOf('things');
const anything = z.object({ number: z.number() });
session('POST', '/door', 'public', { summary: 'Come in', body: z.strictObject({}), response: anything }, async () => ({
  body: { number: 1 },
  token: { value: 'a-token', maxAgeSeconds: 60 },
}));
session('GET', '/place', 'public', { summary: 'Where I am', response: anything }, async (_runtime, _input, caller) => ({
  body: { number: caller.canKeepSession ? 1 : 0 },
}));
session('POST', '/change', 'signed_in', { summary: 'Change', response: anything }, async () => ({
  body: { number: 2 },
}));
get('/things', { summary: 'List things', permission: 'contacts:read', response: anything }, async () => ({
  number: 3,
}));

const open: TestServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

type Site = NonNullable<Parameters<typeof createTestServer>[0]['site']>;
async function start(site: Site): Promise<TestServer> {
  const server = await createTestServer({
    routes: list,
    site,
    // Whoever holds the token is the operator, by cookie or by key.
    authenticate:
      (kit) =>
      async ({ token, kind }) =>
        token === 'a-token' ? { actor: kit.actor('operator'), sessionId: kind === 'session' ? 'session' : null } : null,
  });
  open.push(server);
  return server;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: { readonly number?: number; readonly code?: string };
}

/** As a browser or proxy would, with any Host; fetch sets its own. */
function send(
  server: TestServer,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = sendRequest(`${server.address}${path}`, { method, headers }, (response) => {
      text(response).then(
        (answer) =>
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            body: answer ? (JSON.parse(answer) as Answer['body']) : {},
          }),
        reject,
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const comeIn = (server: TestServer, headers: Record<string, string>): Promise<Answer> =>
  send(server, 'POST', '/api/v1/door', { 'content-type': 'application/json', ...headers }, '{}');
const cookieIn = ({ headers }: Answer): string => String(headers['set-cookie']);

describe('the connection', () => {
  test('SEC-25 over HTTPS the cookie is __Host- and Secure, as the trusted proxy says', async () => {
    const server = await start({ trustedProxies: ['127.0.0.1'] });
    const answer = await comeIn(server, { host: 'desk.example', 'x-forwarded-proto': 'https' });
    expect(cookieIn(answer)).toMatch(/^__Host-parley=a-token; Path=\/; HttpOnly; SameSite=Lax; Secure/);
    expect(answer.headers['strict-transport-security']).toContain('max-age=31536000');
  });

  test('SEC-24 what somebody else says of HTTPS or of the reader’s address is not believed', async () => {
    const server = await start({ trustedProxies: ['192.0.2.1'] });
    const forged = { host: 'desk.example', 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.5' };
    const answer = await send(server, 'GET', '/api/v1/place', forged);
    expect(answer.body.number).toBe(0);
    expect(answer.headers['strict-transport-security']).toBeUndefined();
  });

  test('SEC-25 over plain HTTP from elsewhere there is no session unless it was allowed, and then only there', async () => {
    const closed = await start({});
    expect((await send(closed, 'GET', '/api/v1/place', { host: 'desk.example' })).body.number).toBe(0);
    const refused = await send(closed, 'GET', '/api/v1/things', { host: 'desk.example', cookie: 'parley=a-token' });
    expect(refused.status).toBe(401);
    const allowed = await start({ insecureHttp: true });
    expect(cookieIn(await comeIn(allowed, { host: 'desk.example' }))).toMatch(
      /^parley=a-token; Path=\/; HttpOnly; SameSite=Lax;/,
    );
    expect(cookieIn(await comeIn(allowed, { host: 'localhost:8080' }))).toMatch(/^__Host-parley=/);
    const plain = { cookie: 'parley=a-token' };
    expect((await send(allowed, 'GET', '/api/v1/things', { host: 'desk.example', ...plain })).status).toBe(200);
    expect((await send(allowed, 'GET', '/api/v1/things', { host: 'localhost:8080', ...plain })).status).toBe(401);
  });
});

describe('other sites', () => {
  const own = { host: 'inside:8080', cookie: '__Host-parley=a-token', 'x-forwarded-proto': 'https' };

  test('SEC-25 behind a proxy that changes Host our own pages are known by the public address', async () => {
    const server = await start({ trustedProxies: ['127.0.0.1'], publicUrl: 'https://desk.example' });
    const change = (origin: string): Promise<Answer> => send(server, 'POST', '/api/v1/change', { ...own, origin });
    expect((await change('https://desk.example')).body).toEqual({ number: 2 });
    for (const origin of ['https://desk.example.evil.example', 'https://evil.example', 'http://desk.example', 'null'])
      expect((await change(origin)).body.code).toBe('cross_site_refused');
  });

  test('SEC-25 a request with the cookie that does not say where it comes from changes nothing', async () => {
    const server = await start({ trustedProxies: ['127.0.0.1'] });
    expect((await send(server, 'POST', '/api/v1/change', own)).body.code).toBe('cross_site_refused');
    expect((await send(server, 'GET', '/api/v1/things', own)).status).toBe(200);
  });

  test('PLT-63 listed sites may ask with a key, and never with the reader’s session', async () => {
    const shop = 'https://shop.example';
    const server = await start({ corsOrigins: [shop] });
    const preflight = await send(server, 'OPTIONS', '/api/v1/things', {
      origin: shop,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': shop,
      'access-control-allow-headers': expect.stringContaining('authorization'),
      vary: 'Origin',
    });
    const asked = await send(server, 'GET', '/api/v1/things', { origin: shop, authorization: 'Bearer a-token' });
    expect([asked.status, asked.headers['access-control-allow-origin']]).toEqual([200, shop]);
    expect(asked.headers['access-control-allow-credentials']).toBeUndefined();
    const byCookie = { ...own, host: 'localhost', origin: shop };
    expect((await send(server, 'POST', '/api/v1/change', byCookie)).body.code).toBe('cross_site_refused');
    const unlisted = await send(server, 'GET', '/api/v1/things', { origin: 'https://evil.example' });
    expect(unlisted.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('PLT-63 without a list nobody else’s pages may ask', async () => {
    const server = await start({});
    const preflight = await send(server, 'OPTIONS', '/api/v1/things', { origin: 'https://shop.example' });
    expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([404, undefined]);
  });
});
