/** What a mail address gains whoever merely says that it is theirs: nothing (SEC-40). */
import type { Me } from '@parley/contract/accounts';
import type { Member } from '@parley/contract/members';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authenticateSession, createSignUpLink } from '#accounts';
import type { Problem } from '#platform/http/problem';
import { createTestServer, type TestServer } from '#platform/test-kit/index';
import { routes } from './modules.ts';

const password = 'a long and private sentence';
let server: TestServer;

beforeAll(async () => {
  server = await createTestServer({
    routes,
    authenticate: (kit) => (credentials, caller) => authenticateSession(kit.runtime, credentials.token, caller),
  });
});
afterAll(() => server.close());

let people = 0;
const newAddress = (): string => `person-${++people}@example.com`;

async function signUp(email: string, organizationName: string) {
  const token = await server.pools.system((db) => createSignUpLink(db, server.runtime.clock, email));
  const body = { token, password, name: `Of ${organizationName}`, organizationName };
  const answer = await server.request<Me & Problem>('POST', '/sign-up/complete', { body });
  return { ...answer, cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? null };
}

const ask = <Body>(method: string, url: string, cookie: string, body?: unknown) =>
  server.request<Body & Problem>(method, url, { headers: { cookie }, ...(body !== undefined && { body }) });

const everythingOf = async (email: string): Promise<unknown> =>
  (
    await server.pools.systemPool.query(
      `select users.*, memberships.organization_id, memberships.role, memberships.disabled_at as left_at,
              (select count(*) from sessions where sessions.user_id = users.id) as sessions
       from users left join memberships on memberships.user_id = users.id where email = $1 order by organization_id`,
      [email],
    )
  ).rows;

describe('another identity provider', () => {
  test('SEC-40 there is none: no route takes anybody’s word for who somebody is', () => {
    const foreign = /oauth|openid|oidc|saml|sso|callback|authorize|federat|social|google|github/i;
    expect(routes.map(({ url }) => url).filter((url) => foreign.test(url))).toEqual([]);
    // Whatever opens a session does so by a secret of the person's own; a new one is decided here, in a diff.
    const opensSessions = routes.filter(({ access, handler }) => access === 'public' && handler.kind === 'session');
    expect(opensSessions.map(({ method, url }) => `${method} ${url}`).toSorted()).toEqual([
      'GET /files/content/:token',
      'GET /installation',
      'POST /demo',
      'POST /email-verification/complete',
      'POST /invitations/accept',
      'POST /invitations/check',
      'POST /password-reset',
      'POST /password-reset/check',
      'POST /password-reset/complete',
      'POST /sign-in',
      'POST /sign-up',
      'POST /sign-up/check',
      'POST /sign-up/complete',
      'POST /sign-up/request',
    ]);
  });
});

describe('signing up with an address that has an account', () => {
  test('SEC-40 neither merges nor changes nor shows anything of it', async () => {
    const email = newAddress();
    const first = await signUp(email, 'Works');
    expect(first.status).toBe(201);
    const before = await everythingOf(email);
    const asked = await server.request('POST', '/sign-up/request', { body: { email: ` ${email.toUpperCase()}` } });
    expect([asked.status, asked.body]).toEqual([202, { accepted: true }]);
    // Also for a link that was mailed before the address had its account.
    const second = await signUp(email, 'Rivals');
    expect([second.status, second.body.code, second.cookie]).toEqual([404, 'sign_up_link_invalid', null]);
    expect(JSON.stringify(second.body)).not.toMatch(/Works|Of |Rivals/);
    expect(second.body).not.toHaveProperty('user');
    expect(await everythingOf(email)).toEqual(before);
    expect((await ask<Me>('GET', '/me', first.cookie!)).body.organization.name).toBe('Works');
  });
});

describe('an account under an address that nobody has proven', () => {
  test('SEC-40 comes into no organization that names the address, and takes nobody’s place in one', async () => {
    const owner = await signUp(newAddress(), 'Works');
    const email = newAddress();
    const squatter = await signUp(email, 'Squat');
    const added = await ask<Member>('POST', '/members', owner.cookie!, { name: 'Ben', email, role: 'admin' });
    expect([added.status, added.body.code]).toEqual([409, 'email_taken']);
    const { body } = await ask<Me>('GET', '/me', squatter.cookie!);
    expect([body.organization.name, body.role]).toEqual(['Squat', 'owner']);
    expect(await everythingOf(email)).toHaveLength(1);
    const { data } = (await ask<{ data: Member[] }>('GET', '/members', owner.cookie!)).body;
    expect(data.map(({ details }) => details?.email)).not.toContain(email);
  });

  test('SEC-40 cannot take another’s address afterwards', async () => {
    const owner = await signUp(newAddress(), 'Works');
    const squatter = await signUp(newAddress(), 'Squat');
    const wanted = owner.body.user!.email;
    const before = await everythingOf(wanted);
    const changed = await ask('PATCH', '/me', squatter.cookie!, { email: wanted });
    expect([changed.status, changed.body.errors?.[0]?.rule]).toEqual([400, 'unknown_field']);
    expect(await everythingOf(wanted)).toEqual(before);
  });

  test('SEC-40 gets no link for a new password: it goes to the address alone', async () => {
    const email = newAddress();
    await signUp(email, 'Works');
    const answer = await server.request('POST', '/password-reset', { body: { email } });
    expect(answer.status).toBe(202);
    expect(Object.keys(answer.body as object)).toEqual(Object.keys({ accepted: true }));
  });
});
