import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import { createTestServer, type TestServer } from '../test-kit/index.ts';
import { uuidv7 } from '../uuid.ts';
import { Download, routesOf } from './route.ts';
import type { Problem } from './problem.ts';

let server: TestServer;
let runs = 0;

const { get, post, patch, session, stream, list } = routesOf('things');
const anything = z.object({ number: z.number() });

get(
  '/things/:id',
  {
    summary: 'Get a thing',
    permission: 'contacts:read',
    params: z.object({ id: z.uuid() }),
    query: z.object({ limit: z.coerce.number().int().max(5).default(2) }),
    response: z.object({ id: z.uuid(), limit: z.number() }),
  },
  async (_ctx, input) => input,
);
get('/writes', { summary: 'A GET that would write', permission: 'contacts:read', response: anything }, async (ctx) => {
  await ctx.db.updateTable('organizations').set({ name: 'Changed' }).execute();
  return { number: 1 };
});
get(
  '/leaks',
  { summary: 'Answers more than it documents', permission: 'contacts:read', response: anything },
  async () => ({ number: 1, secret: 2 }) as { number: number },
);
get('/fails', { summary: 'A bug', permission: 'contacts:read', response: anything }, async () => {
  throw new Error('secret inside');
});
post(
  '/things',
  {
    summary: 'Create a thing',
    permission: 'contacts:write',
    body: z.strictObject({ name: z.string().max(5), wait: z.number().optional() }),
    response: anything,
    status: 201,
  },
  async (ctx, input) => {
    await ctx.db
      .insertInto('groups')
      .values({ organization_id: ctx.actor.organizationId, id: uuidv7(), name: `${input.name} ${uuidv7()}` })
      .execute();
    if (input.wait) await new Promise((resolve) => setTimeout(resolve, input.wait));
    if (input.name === 'fail') throw new AppError('record_missing', { details: { what: 'thing' } });
    return { number: ++runs };
  },
);
patch(
  '/things/:id',
  {
    summary: 'Change a thing',
    permission: 'groups:write',
    params: z.object({ id: z.uuid() }),
    body: z.strictObject({ name: z.string() }),
    response: anything,
  },
  async () => ({ number: 1 }),
);
session(
  'POST',
  '/door',
  'public',
  { summary: 'Come in', body: z.strictObject({}), response: anything, perMinute: 3 },
  async () => ({ body: { number: 1 }, token: { value: 'abc', maxAgeSeconds: 60 } }),
);
session('DELETE', '/door', 'signed_in', { summary: 'Go out', response: anything }, async () => ({
  body: { number: 1 },
  token: null,
}));
stream(
  'POST',
  '/uploads',
  {
    summary: 'Upload',
    permission: 'files:write',
    upload: true,
    response: z.object({ name: z.string(), size: z.number() }),
  },
  async (runtime, _input, _caller, upload) => {
    const stored = await runtime.storage.write(upload!.stream, 3_000_000);
    return { name: upload!.name, size: stored.sizeBytes };
  },
);
stream(
  'GET',
  '/downloads',
  { summary: 'Download', permission: 'files:read', download: true, response: z.unknown() },
  async () =>
    new Download(Readable.from([Buffer.from('<svg onload=alert(1)>')]), {
      name: 'Счёт "1".svg',
      contentType: 'image/svg+xml',
      sizeBytes: 21,
    }),
);

beforeAll(async () => {
  server = await createTestServer({ routes: list, limited: true });
});
afterAll(() => server.close());

const id = uuidv7();
const countGroups = async (): Promise<number> =>
  (await server.inTransaction('owner', ({ db }) => db.selectFrom('groups').selectAll().execute())).length;

/** What no HTTP library would send. */
async function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(server.address);
  const socket = connect(Number(port), hostname);
  socket.end(text);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

describe('parsing', () => {
  test('path and query reach the use case as one parsed object', async () => {
    const { status, body } = await server.request('GET', `/things/${id}?limit=4`, { as: 'analyst' });
    expect([status, body]).toEqual([200, { id, limit: 4 }]);
  });

  test('PLT-70 every fault is named with its path, in the reader’s language', async () => {
    const { status, headers, body } = await server.request<Problem>('GET', '/things/nonsense?limit=9&colour=red', {
      as: 'owner',
    });
    expect(status).toBe(400);
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(body).toMatchObject({ status: 400, code: 'request_invalid', detail: 'Some fields are not as expected.' });
    expect(body.errors).toEqual([
      { path: 'path.id', rule: 'id_not_valid', message: 'This is not an id.' },
      { path: 'query.limit', rule: 'too_big', message: 'At most 5.' },
      { path: 'query.colour', rule: 'unknown_field', message: 'There is no such field.' },
    ]);
    const russian = await server.request<Problem>('POST', '/things', {
      as: { ...server.actor('owner'), language: 'ru' },
      body: { name: 'too long' },
    });
    expect(russian.body.errors).toEqual([{ path: 'name', rule: 'too_long', message: 'Не больше 5 символов.' }]);
    const stranger = await server.request<Problem>('GET', '/things/1', { headers: { 'accept-language': 'ru' } });
    expect(stranger.body.detail).toBe('Сначала войдите.');
  });

  test.each([
    ['SEC-14 an object where text is expected', { name: { $ne: 1 } }, 'name'],
    ['SEC-14 a list where text is expected', { name: ['a'] }, 'name'],
    ['SEC-2 an organization in the body', { name: 'a', organization_id: id }, 'organization_id'],
    ['a NUL', { name: 'a\0b' }, 'name'],
    ['a list for a body', [], ''],
    ['nothing for a body', undefined, 'name'],
  ])('%s is refused', async (_, body, path) => {
    const answer = await server.request<Problem>('POST', '/things', { as: 'owner', body });
    expect(answer.status).toBe(400);
    expect(answer.body.errors![0]!.path).toBe(path);
  });

  test.each([
    '{"name":"a","__proto__":{"admin":true}}',
    '{"name":"a","constructor":{"prototype":{"admin":true}}}',
    '{"name"',
    'nope',
  ])('SEC-15 %s is refused as unreadable', async (text) => {
    const { status, body } = await server.request<Problem>('POST', '/things', {
      as: 'owner',
      body: text,
      headers: { 'content-type': 'application/json' },
    });
    expect([status, body.code]).toEqual([400, 'body_unreadable']);
  });

  test('SEC-15 names of the prototype in a query are unknown fields', async () => {
    const { status, body } = await server.request<Problem>('GET', `/things/${id}?__proto__=1&constructor=2`, {
      as: 'owner',
    });
    expect(status).toBe(400);
    expect(body.errors!.map((error) => error.path)).toEqual(['query.__proto__', 'query.constructor']);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'text/plain; charset=application/json'])(
    'SEC-25 a body as %s is not read',
    async (type) => {
      const before = await countGroups();
      const { status, body } = await server.request<Problem>('POST', '/things', {
        as: 'owner',
        body: '{"name":"a"}',
        headers: { 'content-type': type },
      });
      expect([status, body.code]).toEqual([400, 'content_type_unsupported']);
      expect(await countGroups()).toBe(before);
    },
  );

  test('a body over a megabyte is refused', async () => {
    const { body } = await server.request<Problem>('POST', '/things', {
      as: 'owner',
      body: { name: 'x'.repeat(1_100_000) },
    });
    expect(body).toMatchObject({ code: 'body_too_large', status: 400 });
  });

  test('a head that is not HTTP gets no stack and no echo', async () => {
    expect(await raw('NONSENSE <script>\r\n\r\n')).not.toContain('script');
    expect(
      (await raw(`GET /api/v1/things/${id} HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`)).split('\r\n')[0],
    ).toContain('431');
  });
});

describe('who may ask', () => {
  test('a stranger is asked to sign in, and everything unknown is 404', async () => {
    const stranger = await server.request<Problem>('GET', `/things/${id}`);
    expect([stranger.status, stranger.body.code, stranger.headers.get('www-authenticate')]).toEqual([
      401,
      'sign_in_required',
      'Bearer',
    ]);
    expect((await server.request<Problem>('GET', '/nothing')).body.code).toBe('route_unknown');
    expect((await server.request('POST', `/things/${id}`, { as: 'owner' })).status).toBe(404);
  });

  test('PLT-5 a denial names the permission, before the body is looked at', async () => {
    const { status, body } = await server.request<Problem>('POST', '/things', {
      as: 'analyst',
      body: '{broken',
      headers: { 'content-type': 'application/json' },
    });
    expect(status).toBe(403);
    expect(body).toMatchObject({
      code: 'permission_missing',
      detail: 'You need the permission contacts:write.',
      details: { permission: 'contacts:write' },
    });
  });

  test('SEC-25 a GET cannot change anything', async () => {
    const { status } = await server.request('GET', '/writes', { as: 'owner' });
    expect(status).toBe(500);
    const rows = await server.inTransaction('owner', ({ db }) =>
      db.selectFrom('organizations').select('name').execute(),
    );
    expect(rows).toEqual([{ name: 'Test' }]);
  });
});

describe('answers', () => {
  test('SEC-24 every one has the security headers and its request’s id', async () => {
    for (const url of [`/things/${id}`, '/nothing', '/api/openapi.json', '/health/live']) {
      const { headers } = await server.request('GET', url, { as: 'owner' });
      expect(headers.get('content-security-policy')).toContain(`frame-ancestors 'none'`);
      expect(headers.get('content-security-policy')).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test('a bug is 500 with the request’s id and nothing of its inside', async () => {
    const { status, headers, body } = await server.request<Problem>('GET', '/fails', { as: 'owner' });
    expect([status, body.code]).toEqual([500, 'server_error']);
    expect(body.detail).toContain(headers.get('x-request-id'));
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  test('the test kit refuses an answer that is not as documented', async () => {
    expect((await server.request('GET', '/leaks', { as: 'owner' })).status).toBe(500);
  });

  test('SEC-25 the session cookie is out of reach for scripts and other sites', async () => {
    const { headers } = await server.request('POST', '/door', { body: {} });
    expect(headers.get('set-cookie')).toBe('__Host-parley=abc; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60');
    const out = await server.request('DELETE', '/door', { as: 'owner' });
    expect(out.headers.get('set-cookie')).toBe('__Host-parley=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0');
  });

  test('SEC-46 a limit is told, kept, and says when to come again', async () => {
    let last = await server.request<Problem>('POST', '/door', { body: {} });
    for (let number = 0; number < 3; number++) last = await server.request('POST', '/door', { body: {} });
    expect([last.status, last.body.code]).toEqual([429, 'rate_limit_reached']);
    expect(last.headers.get('ratelimit-limit')).toBe('3');
    expect(last.headers.get('ratelimit-remaining')).toBe('0');
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await server.request('GET', `/things/${id}`, { as: 'owner' })).status).toBe(200);
  });
});

describe('Idempotency-Key', () => {
  const create = (key: string, body: unknown = { name: 'a' }, as: 'owner' | 'admin' = 'owner') =>
    server.request<{ number: number } & Problem>('POST', '/things', { as, body, headers: { 'idempotency-key': key } });

  test('F9 a repeat has no second effect and gets the first answer', async () => {
    const before = await countGroups();
    const first = await create('one');
    const second = await create('one');
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await countGroups()).toBe(before + 1);
  });

  test('F9 repeats that come at once wait for the first', async () => {
    const before = await countGroups();
    const answers = await Promise.all(Array.from({ length: 4 }, () => create('many', { name: 'a', wait: 100 })));
    expect(new Set(answers.map((answer) => answer.body.number)).size).toBe(1);
    expect(await countGroups()).toBe(before + 1);
  });

  test('another body under the same key is refused', async () => {
    await create('two');
    const { status, body } = await create('two', { name: 'b' });
    expect([status, body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  test('a failed request leaves neither an effect nor the key', async () => {
    const before = await countGroups();
    expect((await create('three', { name: 'fail' })).status).toBe(404);
    expect(await countGroups()).toBe(before);
    expect((await create('three', { name: 'a' })).status).toBe(201);
  });

  test('keys belong to who sent them', async () => {
    const before = await countGroups();
    await create('four');
    await create('four', { name: 'a' }, 'admin');
    expect(await countGroups()).toBe(before + 2);
  });

  test('PLT-62 the kept answer cannot be read from the database', async () => {
    await create('five');
    const { rows } = await server.pools.systemPool.query(`select response from idempotency_keys where key = 'five'`);
    expect((rows[0].response as Buffer).includes('number')).toBe(false);
  });

  test.each(['', ' ', 'x'.repeat(201), 'ключ'.normalize()])('the key %j is refused', async (key) => {
    const name = Buffer.from(key).toString('latin1');
    const { status, body } = await create(name);
    expect([status, body.errors?.[0]?.path]).toEqual([400, 'header.idempotency-key']);
  });
});

describe('streams', () => {
  const upload = (name: string, bytes: Buffer) => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)]), name);
    return server.request<{ name: string; size: number } & Problem>('POST', '/uploads', { as: 'operator', body: form });
  };

  test('an upload larger than the body limit is streamed', async () => {
    expect((await upload('list.csv', Buffer.alloc(2_000_000))).body).toEqual({ name: 'list.csv', size: 2_000_000 });
  });

  test('one over the store’s limit is refused', async () => {
    expect((await upload('list.csv', Buffer.alloc(4_000_000))).body.code).toBe('file_too_large');
  });

  test.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\temp\\a.csv', 'a.csv'],
    ['a\u202Egnp.exe', 'agnp.exe'],
    ['..', 'file'],
  ])('SEC-32 the name %j becomes %s', async (given, kept) => {
    expect((await upload(given, Buffer.from('x'))).body.name).toBe(kept);
  });

  test('SEC-25 a form is not read where no file is asked for', async () => {
    const form = new FormData();
    form.append('name', 'a');
    const { body } = await server.request<Problem>('POST', '/things', { as: 'owner', body: form });
    expect(body.code).toBe('content_type_unsupported');
    expect((await server.request('GET', `/things/${id}`, { as: 'owner' })).status).toBe(200);
  });

  test('without a file it says so', async () => {
    expect((await server.request<Problem>('POST', '/uploads', { as: 'operator' })).body.code).toBe('upload_missing');
  });

  test('SEC-33 a download is a file to keep, never a page', async () => {
    const { headers, body } = await server.request('GET', '/downloads', { as: 'operator' });
    expect(body).toContain('svg');
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="____ _1_.svg"; filename*=UTF-8''%D0%A1%D1%87%D1%91%D1%82%20%221%22.svg`,
    );
    expect(headers.get('content-security-policy')).toContain('sandbox');
  });
});

describe('for machines', () => {
  test('PLT-80 health and metrics answer', async () => {
    expect((await server.request('GET', '/health/live')).body).toEqual({ status: 'alive' });
    expect((await server.request('GET', '/health/ready')).body).toEqual({ status: 'ready' });
    const { body } = await server.request('GET', '/metrics');
    expect(body).toMatch(
      /parley_http_request_seconds_count\{method="GET",route="\/api\/v1\/things\/:id",status="200"\} \d/,
    );
  });

  test('PLT-71 the description names every operation with its errors and permission', async () => {
    type Description = {
      paths: Record<
        string,
        Record<string, { summary: string; responses: object; security: unknown[]; 'x-permission'?: string }>
      >;
    };
    const { body } = await server.request<Description>('GET', '/api/openapi.json');
    expect(Object.keys(body.paths)).toContain('/api/v1/things/{id}');
    const create = body.paths['/api/v1/things']!['post']!;
    expect(create).toMatchObject({ summary: 'Create a thing', 'x-permission': 'contacts:write' });
    expect(Object.keys(create.responses)).toEqual(
      expect.arrayContaining(['201', '400', '401', '403', '409', '422', '429', '503']),
    );
    expect(body.paths['/api/v1/door']!['post']!.security).toEqual([]);
  });

  test('PLT-22 the description of the socket is served', async () => {
    const { status, body } = await server.request<{ asyncapi: string }>('GET', '/api/asyncapi.json');
    expect([status, body.asyncapi]).toEqual([200, '3.0.0']);
  });

  test('PLT-71 the reference page loads everything from here', async () => {
    const page = await server.request<string>('GET', '/api/docs');
    expect(page.headers.get('content-security-policy')).not.toMatch(/unsafe|http/);
    expect(page.body).toContain('/api/openapi.json');
    const script = await server.request<string>('GET', '/api/docs/scalar.js');
    expect(script.body.length).toBeGreaterThan(1_000_000);
  });
});

test('F14 without a free connection a request is turned away with a time to come again', async () => {
  const small = await createTestServer({ routes: list, maxConnections: 1 });
  // Busy, not idle: a transaction that lies idle is ended.
  const blocker = small.inTransaction('owner', ({ db }) => db.client.query('select pg_sleep(20)'));
  const { status, headers, body } = await small.request<Problem>('GET', `/things/${id}`, { as: 'owner' });
  expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'server_busy', '2']);
  await blocker;
  expect((await small.request('GET', `/things/${id}`, { as: 'owner' })).status).toBe(200);
  await small.close();
});
