import * as fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Me, Session } from '@parley/contract/accounts';
import { routes } from '#accounts';
import type { Problem } from '#platform/http/problem';
import { createTestServer, type TestAnswer, type TestServer } from '#platform/test-kit/index';
import { authenticateSession } from './authenticate-session.ts';
import { isPassword } from './passwords.ts';
import { signUpAt } from './test-accounts.ts';

let server: TestServer;
const password = 'a long and private sentence';
const agent = 'Firefox on Linux';

beforeAll(async () => {
  server = await createTestServer({
    routes,
    authenticate: (kit) => (credentials, caller) => authenticateSession(kit.runtime, credentials.token, caller),
  });
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.pools.systemPool.query('delete from sign_in_attempts');
});

let people = 0;

async function signUp(fields: Record<string, unknown> = {}): Promise<{ email: string; cookie: string; me: Me }> {
  const email = `person-${++people}@example.com`;
  const person = { email, password, name: 'Ann', organizationName: 'Works', ...fields };
  const answer = await signUpAt(server, person, { 'user-agent': agent });
  expect(answer.status).toBe(201);
  return { email, cookie: cookieOf(answer), me: answer.body };
}

const cookieOf = (answer: TestAnswer<unknown>): string => answer.headers.get('set-cookie')!.split(';')[0]!;
const signIn = (email: string, given = password, remember = false): Promise<TestAnswer<Me & Problem>> =>
  server.request('POST', '/sign-in', { body: { email, password: given, remember } });
const ask = <Body = Problem>(method: string, url: string, cookie: string, body?: unknown): Promise<TestAnswer<Body>> =>
  server.request<Body>(method, url, { headers: { cookie }, ...(body !== undefined && { body }) });
const statusOfMe = async (cookie: string): Promise<number> => (await ask('GET', '/me', cookie)).status;

describe('sign-up', () => {
  test('PLT-1 makes a person and an organization that is theirs', async () => {
    const { me, cookie, email } = await signUp({ timeZone: 'Europe/Moscow', language: 'ru' });
    expect(me).toMatchObject({
      role: 'owner',
      user: { email, name: 'Ann', language: 'ru', timeZone: 'Europe/Moscow' },
      organization: { name: 'Works', language: 'ru', timeZone: 'Europe/Moscow', currency: 'RUB', country: 'RU' },
    });
    expect(me.permissions).toContain('organization:write');
    expect((await ask<Me>('GET', '/me', cookie)).body).toEqual(me);
  });

  test('SEC-10 of many first sign-ups at once one is let in, and becomes root', async () => {
    const other = await createTestServer({ routes });
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, number) =>
        other.request<Me & Problem>('POST', '/sign-up', {
          body: { email: `first-${number}@example.com`, password, name: 'Ann', organizationName: 'Works' },
        }),
      ),
    );
    const outcomes = answers.map(({ body }) => body.code ?? body.user?.installationRole).toSorted();
    expect(outcomes).toEqual([...Array<string>(4).fill('installation_owned'), 'root']);
    const { rows } = await other.pools.systemPool.query(`select 1 from users where email like 'first-%'`);
    expect(rows).toHaveLength(1);
    await other.close();
  });

  test.each([
    ['too short', 'short one', 'too_short'],
    ['widely used', 'Q1w2e3r4t5y6', 'password_common'],
    ['one key', 'aaaaaaaaaaaaaa', 'password_common'],
    ['the address itself', 'taken@example.com', 'password_common'],
  ])('PLT-2 a password that is %s is refused', async (_, given, rule) => {
    const person = { email: 'taken@example.com', password: given, name: 'Ann', organizationName: 'Works' };
    const answer = await signUpAt(server, person);
    expect(answer.body.errors).toMatchObject([{ path: 'password', rule }]);
  });

  test('SEC-53 neither password nor token stands in the database', async () => {
    const { cookie } = await signUp();
    const token = cookie.split('=')[1]!;
    const client = new Client({ connectionString: server.connectionString, options: '-c role=parley_owner' });
    await client.connect();
    const { rows } =
      await client.query(`select (select string_agg(users::text, '') from users) || (select string_agg(sessions::text, '') from sessions)
      || coalesce((select string_agg(audit_entries::text, '') from audit_entries), '') as everything`);
    await client.end();
    expect(rows[0].everything).not.toContain(token);
    expect(rows[0].everything).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
    expect(rows[0].everything).not.toContain(password);
    expect(rows[0].everything).toContain('$argon2id$');
  });
});

describe('sign-in', () => {
  test('PLT-1 the password opens a session that lasts as asked', async () => {
    const { email } = await signUp();
    const short = await signIn(email);
    expect(short.status).toBe(200);
    expect(short.headers.get('set-cookie')).not.toContain('Max-Age');
    expect(await statusOfMe(cookieOf(short))).toBe(200);
    expect((await signIn(email, password, true)).headers.get('set-cookie')).toContain('Max-Age=2592000');
  });

  test('SEC-42 a wrong password never signs in', async () => {
    const { email } = await signUp();
    const near = fc.oneof(
      fc.string({ minLength: 1, maxLength: 200 }),
      fc.constantFrom(
        password.slice(0, -1),
        `${password} `,
        ` ${password}`,
        password.toUpperCase(),
        `${password}\u200b`,
        'nobody',
        email,
      ),
    );
    await fc.assert(
      fc.asyncProperty(near, async (given) => {
        fc.pre(given.normalize('NFKC') !== password && !given.includes('\0'));
        await server.pools.systemPool.query('delete from sign_in_attempts');
        const { sessions } = await countSessions(email);
        const answer = await signIn(email, given);
        expect(answer.body.code).toMatch(/^(sign_in_failed|rate_limit_reached)$/);
        expect(answer.headers.get('set-cookie')).toBeNull();
        expect(await countSessions(email)).toEqual({ sessions });
        expect(await isPassword(null, given)).toBe(false);
      }),
      { numRuns: 15 },
    );
  });

  test('SEC-38 an unknown address, a wrong password and a disabled account are one answer', async () => {
    const { email } = await signUp();
    const { email: disabled } = await signUp();
    await server.pools.systemPool.query('update users set disabled_at = now() where email = $1', [disabled]);
    const answers = [await signIn('nobody@example.com'), await signIn(email, 'something else'), await signIn(disabled)];
    for (const { status, body } of answers) {
      expect(status).toBe(401);
      expect({ ...body, requestId: '' }).toEqual({ ...answers[0]!.body, requestId: '' });
    }
  });

  test('SEC-37 after ten failures the account waits, with the right password too, and only for its time', async () => {
    const { email } = await signUp();
    const { email: neighbour } = await signUp();
    const failures = await Promise.all(Array.from({ length: 14 }, () => attempt(email, 'wrong password')));
    const looked = failures.filter((code) => code === 'sign_in_failed').length;
    expect(looked).toBeLessThanOrEqual(10);
    for (let number = looked; number < 10; number++)
      expect(await attempt(email, 'wrong password')).toBe('sign_in_failed');
    expect(await attempt(email, password)).toBe('rate_limit_reached');
    expect(await attempt(neighbour, password)).toBe('signed in');
    await age(email);
    expect(await attempt(email, password)).toBe('signed in');
    expect(await attempt(email, 'wrong password')).toBe('sign_in_failed');
  });

  test('SEC-37 an address that tries many accounts waits', async () => {
    const { email } = await signUp();
    await server.pools.systemPool.query(
      `insert into sign_in_attempts (id, email, address, succeeded) select gen_random_uuid(), 'x' || n, '127.0.0.1', false from generate_series(1, 50) as n`,
    );
    expect(await attempt(email, password)).toBe('rate_limit_reached');
  });

  test('SEC-25 another site cannot sign somebody in', async () => {
    const { email } = await signUp();
    const answer = await server.request<Problem>('POST', '/sign-in', {
      body: { email, password },
      headers: { origin: 'https://evil.example' },
    });
    expect([answer.status, answer.body.code]).toEqual([403, 'cross_site_refused']);
  });

  test('over plain HTTP from elsewhere it says why a session would not be kept', async () => {
    const { email } = await signUp();
    const { status, body } = await fetchAs('parley.example', email);
    expect([status, body.code]).toEqual([403, 'connection_not_secure']);
  });
});

describe('sessions', () => {
  test('PLT-1 are listed with device, address and last use, and each can be ended', async () => {
    const { email, cookie } = await signUp();
    const second = cookieOf(await signIn(email));
    const { data } = (await ask<{ data: Session[] }>('GET', '/sessions', cookie)).body;
    expect(data).toHaveLength(2);
    expect(data.find((session) => session.current)).toMatchObject({ agent, address: '127.0.0.1' });
    const other = data.find((session) => !session.current)!;
    expect(await statusOfMe(second)).toBe(200);
    expect((await ask('DELETE', `/sessions/${other.id}`, cookie)).status).toBe(200);
    expect(await statusOfMe(second)).toBe(401);
    expect(await statusOfMe(cookie)).toBe(200);
  });

  test('SEC-1 somebody else’s session is not there', async () => {
    const one = await signUp();
    const two = await signUp();
    const { data } = (await ask<{ data: Session[] }>('GET', '/sessions', two.cookie)).body;
    const answer = await ask('DELETE', `/sessions/${data[0]!.id}`, one.cookie);
    expect([answer.status, answer.body.code]).toEqual([404, 'record_missing']);
    expect(await statusOfMe(two.cookie)).toBe(200);
  });

  test('PLT-1 sign-out ends this one, sign-out everywhere all of them', async () => {
    const { email, cookie } = await signUp();
    const [second, third] = [cookieOf(await signIn(email)), cookieOf(await signIn(email))];
    const out = await ask('POST', '/sign-out', cookie);
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
    expect(await Promise.all([cookie, second, third].map(statusOfMe))).toEqual([401, 200, 200]);
    await ask('POST', '/sign-out-everywhere', second);
    expect(await Promise.all([second, third].map(statusOfMe))).toEqual([401, 401]);
  });

  test('SEC-39 a new password ends the other sessions, and needs the old one', async () => {
    const { email, cookie } = await signUp();
    const second = cookieOf(await signIn(email));
    const wrong = await ask('POST', '/me/password', cookie, {
      currentPassword: 'not this one',
      newPassword: 'another private sentence',
    });
    expect(wrong.body.errors).toMatchObject([{ path: 'currentPassword', rule: 'password_wrong' }]);
    const changed = await ask('POST', '/me/password', cookie, {
      currentPassword: password,
      newPassword: 'another private sentence',
    });
    expect(changed.body).toEqual({ ended: 1 });
    expect(await Promise.all([cookie, second].map(statusOfMe))).toEqual([200, 401]);
    expect(await attempt(email, password)).toBe('sign_in_failed');
    expect(await attempt(email, 'another private sentence')).toBe('signed in');
  });

  test('SEC-42 with a wrong password nobody sets another', async () => {
    const { email, cookie } = await signUp();
    const near = fc.oneof(
      fc.string({ minLength: 1, maxLength: 200 }),
      fc.constantFrom(password.slice(1), `${password}\n`, password.toUpperCase(), `${password}${password}`, email),
    );
    await fc.assert(
      fc.asyncProperty(near, async (currentPassword) => {
        fc.pre(currentPassword.normalize('NFKC') !== password && !currentPassword.includes('\0'));
        await server.pools.systemPool.query('delete from sign_in_attempts');
        const answer = await ask('POST', '/me/password', cookie, {
          currentPassword,
          newPassword: 'another private sentence',
        });
        expect(answer.body.errors).toMatchObject([{ path: 'currentPassword', rule: 'password_wrong' }]);
      }),
      { numRuns: 15 },
    );
    expect(await attempt(email, 'another private sentence')).toBe('sign_in_failed');
    expect(await attempt(email, password)).toBe('signed in');
  });

  test('SEC-39 a disabled member or user is out at once, and an expired session too', async () => {
    const disable = [
      'update users set disabled_at = now() where id = $1',
      'update sessions set expires_at = now() where user_id = $1',
    ];
    for (const statement of disable) {
      const { cookie, me } = await signUp();
      await server.pools.systemPool.query(statement, [me.user!.id]);
      expect(await statusOfMe(cookie)).toBe(401);
    }
    const { cookie, me } = await signUp();
    await server.pools.tenant(me.organization.id, (db) =>
      db.updateTable('memberships').set({ disabled_at: new Date() }).execute(),
    );
    expect(await statusOfMe(cookie)).toBe(401);
  });

  test.each([
    '__Host-parley=',
    '__Host-parley=nonsense',
    `__Host-parley=${'a'.repeat(43)}`,
    'parley=abc',
    '__Host-parley',
  ])('%s is nobody', async (cookie) => {
    expect(await statusOfMe(cookie)).toBe(401);
  });

  test('SEC-25 with a session, what changes something must say that it comes from our pages', async () => {
    const { cookie } = await signUp();
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of foreign) {
      const answer = await server.request<Problem>('POST', '/sign-out', { headers: { cookie, ...headers } });
      expect([answer.status, answer.body.code]).toEqual([403, 'cross_site_refused']);
    }
    expect(await statusOfMe(cookie)).toBe(200);
  });

  test('last use is written once a minute', async () => {
    const { cookie, me } = await signUp();
    const usedAt = async (): Promise<number> =>
      (
        await server.pools.systemPool.query('select used_at from sessions where user_id = $1', [me.user!.id])
      ).rows[0].used_at.getTime();
    const first = await usedAt();
    await statusOfMe(cookie);
    expect(await usedAt()).toBe(first);
    await server.pools.systemPool.query(
      `update sessions set used_at = now() - interval '2 minutes' where user_id = $1`,
      [me.user!.id],
    );
    await statusOfMe(cookie);
    expect(await usedAt()).toBeGreaterThanOrEqual(first);
  });
});

test('PLT-60 sign-in, sign-out and a new password are in the audit log', async () => {
  const { email, me } = await signUp();
  const cookie = cookieOf(await signIn(email));
  await ask('POST', '/me/password', cookie, { currentPassword: password, newPassword: 'another private sentence' });
  await ask('POST', '/sign-out', cookie);
  const entries = await server.pools.tenant(me.organization.id, (db) =>
    db.selectFrom('audit_entries').select(['action', 'actor_id', 'address']).orderBy('id').execute(),
  );
  expect(entries.map((entry) => entry.action)).toEqual([
    'organization.created',
    'user.signed_in',
    'user.password_changed',
    'user.signed_out',
  ]);
  expect(new Set(entries.map((entry) => `${entry.actor_id} ${entry.address}`))).toEqual(
    new Set([`${me.user!.id} 127.0.0.1`]),
  );
});

/** What came of it, through the use case and not the route, whose own limit would come first. */
async function attempt(email: string, given: string): Promise<string> {
  const { signIn: run } = await import('./sign-in.ts');
  const caller = {
    actor: null,
    sessionId: null,
    language: 'en',
    address: '127.0.0.1',
    agent: null,
    requestId: 'test',
    canKeepSession: true,
  } as const;
  try {
    await run(server.runtime, { email, password: given, remember: false }, caller);
    return 'signed in';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

async function age(email: string): Promise<void> {
  const client = new Client({ connectionString: server.connectionString, options: '-c role=parley_owner' });
  await client.connect();
  await client.query(`update sign_in_attempts set at = at - interval '16 minutes' where email = $1`, [email]);
  await client.end();
}

async function countSessions(email: string): Promise<{ sessions: number }> {
  const { rows } = await server.pools.systemPool.query(
    'select count(*)::int as sessions from sessions join users on users.id = sessions.user_id where users.email = $1',
    [email],
  );
  return rows[0];
}

/** fetch sets the Host header itself. */
async function fetchAs(host: string, email: string): Promise<{ status: number; body: Problem }> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    const text = JSON.stringify({ email, password });
    const sent = request(
      `${server.address}/api/v1/sign-in`,
      { method: 'POST', headers: { host, 'content-type': 'application/json' } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode!, body: JSON.parse(Buffer.concat(chunks).toString()) as Problem }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}
