/** Tokens that are not ours, at every door of the whole program (SEC-41). */
import type { CreatedApiKey } from '@parley/contract/api-keys';
import type { Me } from '@parley/contract/accounts';
import type { Channel } from '@parley/contract/channels';
import type { File as StoredFile, FileLink } from '@parley/contract/files';
import fc from 'fast-check';
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Problem } from '#platform/http/problem';
import { createSecrets } from '#platform/secrets';
import { createTestDatabase, type TestDatabase } from '#platform/test-database/create-test-database';
import { openSocket } from '#platform/test-kit/open-socket';
import { createToken } from '#platform/token';
import { startApp, type App } from './app.ts';
import { loadConfig } from './config.ts';
import { routes } from './modules.ts';

const password = 'a long and private sentence';
const botToken = '7000000009:AAF-a-token-of-the-test-of-tokens-01';
let database: TestDatabase;
let folder: string;
let app: App;
let me: Me;
/** What opens each door, and nothing else may. */
let real: Readonly<Record<'session' | 'key' | 'link' | 'hook', string>>;
let channelId: string;
let fileId: string;
let secretKey: Buffer;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'parley-tokens-'));
  const environment = {
    DATABASE_URL: database.connectionString,
    PARLEY_DATA_DIR: folder,
    PARLEY_PORT: '0',
    PARLEY_REQUESTS_PER_MINUTE: '1000000',
  };
  app = await startApp(loadConfig(environment), new Set(['http']), pino({ level: 'silent' }));
  const body = { email: 'ann@example.com', password, name: 'Ann', organizationName: 'Works', remember: true };
  const entered = await send('POST', '/sign-up', {}, body);
  me = (await entered.json()) as Me;
  const session = /^__Host-parley=([^;]+)/.exec(entered.headers.get('set-cookie')!)![1]!;
  const made = async <Body>(url: string, given: unknown): Promise<Body> => {
    const answer = await send('POST', url, { cookie: `__Host-parley=${session}` }, given);
    expect(answer.status, url).toBe(201);
    return (await answer.json()) as Body;
  };
  const { key } = await made<CreatedApiKey>('/api-keys', { name: 'Shop', permissions: ['contacts:read'] });
  const form = new FormData();
  form.append('file', new Blob(['a note']), 'note.txt');
  fileId = (await made<StoredFile>('/files', form)).id;
  const link = await send('GET', `/files/${fileId}/link`, { cookie: `__Host-parley=${session}` });
  const { url } = (await link.json()) as FileLink;
  channelId = (await made<Channel>('/channels', { kind: 'telegram-bot', name: 'Bot', settings: { token: botToken } }))
    .id;
  const hook = createHmac('sha256', botToken).update('parley webhook').digest('base64url');
  real = { session, key, link: url.split('/').at(-1)!, hook };
  secretKey = Buffer.from((await readFile(join(folder, 'secret.key'), 'utf8')).trim(), 'base64');
});
afterAll(async () => {
  await app.stop();
  await database.drop();
  rmSync(folder, { recursive: true });
});

function send(method: string, url: string, headers: Record<string, string>, body?: unknown): Promise<Response> {
  const isForm = body instanceof FormData;
  return fetch(`${app.address}${url.startsWith('/api/') ? url : `/api/v1${url}`}`, {
    method,
    headers: {
      origin: app.address!,
      ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
  });
}

/** Each door with what it answers to a token that opens it, and to one that does not. */
const doors = {
  session: {
    open: 200,
    refused: 401,
    ask: (token: string) => send('GET', '/me', { cookie: `__Host-parley=${token}` }),
  },
  key: { open: 200, refused: 401, ask: (token: string) => send('GET', '/me', { authorization: `Bearer ${token}` }) },
  link: {
    open: 200,
    refused: 404,
    ask: (token: string) => send('GET', `/files/content/${encodeURIComponent(token)}`, {}),
  },
  hook: {
    open: 200,
    refused: 401,
    ask: (token: string) =>
      send('POST', `/hooks/${channelId}`, { 'x-telegram-bot-api-secret-token': token }, { update_id: 1 }),
  },
} as const;
type Door = keyof typeof doors;
const names = Object.keys(doors) as Door[];

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signed tokens of the usual make, with whatever they claim: we know none of them, not even under a key of ours. */
const signedTokens = fc
  .record({
    alg: fc.constantFrom('none', 'None', 'HS256', 'HS512', 'RS256', 'ES256'),
    key: fc.constantFrom('', 'secret', 'organization', 'session', 'installation'),
    iss: fc.constantFrom('http://localhost:8080', 'https://evil.example', ''),
    aud: fc.constantFrom('parley', 'https://other.example'),
    exp: fc.constantFrom(0, 1, 4_102_444_800),
    withSignature: fc.boolean(),
  })
  .map(({ alg, key, iss, aud, exp, withSignature }) => {
    const claims = { iss, aud, exp, sub: me.user!.id, organizationId: me.organization.id, role: 'owner' };
    const signed = `${base64url({ alg, typ: 'JWT', kid: '../../dev/null' })}.${base64url(claims)}`;
    const keys = { organization: me.organization.id, session: real.session, installation: secretKey };
    const secret = key in keys ? keys[key as keyof typeof keys] : key;
    const signature = createHmac('sha256', secret).update(signed).digest('base64url');
    return `${signed}.${withSignature && alg.toLowerCase() !== 'none' ? signature : ''}`;
  });

/** Signs that may stand in a header and in an address as they are, and mean nothing to those. */
const signs = fc.string({
  unit: fc.constantFrom(...'ABCxyz019-_=.~!$&*+/:@'),
  minLength: 1,
  maxLength: 12,
});

/** The real one, not quite. */
const spoiled = (token: string): fc.Arbitrary<string> =>
  fc
    .oneof(
      fc.nat(token.length - 1).map((length) => token.slice(0, length)),
      fc.integer({ min: 1, max: token.length }).map((start) => token.slice(start)),
      signs.map((sign) => token + sign),
      signs.map((sign) => sign + token),
      fc.tuple(fc.nat(token.length - 1), signs).map(([at, sign]) => token.slice(0, at) + sign + token.slice(at + 1)),
      fc.constantFrom(token.toUpperCase(), token.toLowerCase(), `"${token}"`, `${token}.${token}`, `${token}=`),
    )
    .filter((other) => other !== token && other !== '');

const foreign = (door: Door): fc.Arbitrary<string> =>
  fc.oneof(
    spoiled(real[door]),
    signedTokens,
    fc.constantFrom(...names.filter((name) => name !== door).map((name) => real[name])),
    // Of another installation, or of nobody.
    fc.constant(null).map(() => createToken()),
    fc.constant(null).map(() => `pk_${createToken()}`),
    fc.constant(null).map(() => sealedWith(randomBytes(32))),
  );

function sealedWith(key: Buffer, purpose = 'files.link'): string {
  const contents = Buffer.from(JSON.stringify([me.organization.id, fileId, 4_102_444_800]));
  return createSecrets(key).seal(contents, purpose).toString('base64url');
}

test.each(names)('SEC-41 the door of the %s opens to its own token alone', { timeout: 120_000 }, async (door) => {
  const { ask, open, refused } = doors[door];
  expect((await ask(real[door])).status).toBe(open);
  await fc.assert(
    fc.asyncProperty(
      fc.constant(null).chain(() => foreign(door)),
      async (token) => {
        const answer = await ask(token);
        // What no address and no header can carry is refused before it is read.
        expect([refused, 400, 404, 414], token).toContain(answer.status);
        expect(await answer.text()).not.toContain(me.user!.email);
      },
    ),
    { numRuns: 150 },
  );
  expect((await ask(real[door])).status).toBe(open);
});

test('SEC-41 a link sealed with another key, or for another purpose with ours, leads nowhere', async () => {
  expect((await doors.link.ask(sealedWith(secretKey))).status).toBe(200);
  expect((await doors.link.ask(sealedWith(randomBytes(32)))).status).toBe(404);
  expect((await doors.link.ask(sealedWith(secretKey, 'channels.settings'))).status).toBe(404);
});

test('SEC-41 no socket opens to a token that is not a session’s', { timeout: 120_000 }, async () => {
  const address = app.address!;
  (await openSocket(address, { cookie: `__Host-parley=${real.session}` })).close();
  await fc.assert(
    fc.asyncProperty(
      fc.constant(null).chain(() => foreign('session')),
      async (token) => {
        await expect(openSocket(address, { cookie: `__Host-parley=${token}` })).rejects.toThrow();
      },
    ),
    { numRuns: 20 },
  );
  // A key is no person, and a token in the address or beside the cookie is none.
  const door = '/api/socket?EIO=4&transport=polling';
  const byKey = await send('GET', door, { authorization: `Bearer ${real.key}` });
  expect([byKey.status, ((await byKey.json()) as Problem).code]).toEqual([403, 'person_required']);
  expect((await send('GET', `${door}&token=${real.session}`, {})).status).toBe(401);
});

const closed = routes.filter(({ access }) => access !== 'public');

test.each(closed.map((route) => [`${route.method} ${route.url}`, route]))(
  'SEC-41 %s: not to a signed token, wherever it stands',
  async (_, { method, url }) => {
    const [token] = fc.sample(signedTokens, 1) as [string];
    const address = url.replace(/:\w+/g, fileId);
    const places: Record<string, string>[] = [
      { cookie: `__Host-parley=${token}` },
      { authorization: `Bearer ${token}` },
      { authorization: token, 'x-access-token': token, 'x-api-key': real.key, 'x-session': real.session },
    ];
    for (const headers of places) {
      const answer = await send(method, `${address}?access_token=${real.session}&key=${real.key}`, headers);
      expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([401, 'sign_in_required']);
    }
  },
);
