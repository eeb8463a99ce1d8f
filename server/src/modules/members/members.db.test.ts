import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Me } from '@parley/contract/accounts';
import type { CreatedMember, Member } from '@parley/contract/members';
import type { MemberRole } from '@parley/contract/permissions';
import { authenticateSession, routes as accountRoutes } from '#accounts';
import { routes as contactRoutes } from '#contacts';
import type { Problem } from '#platform/http/problem';
import { createTestServer, type TestAnswer, type TestServer } from '#platform/test-kit/index';
import { routes } from './index.ts';

let server: TestServer;
let now = new Date();
const actors = new Map<string, ReturnType<TestServer['actor']>>();

beforeAll(async () => {
  server = await createTestServer({
    routes: [...routes, ...accountRoutes, ...contactRoutes],
    clock: { now: () => now },
    // A session is a session; `as` of the test kit is a token of its own.
    authenticate: (kit) => async (credentials, caller) => {
      if (credentials.kind === 'session') return authenticateSession(kit.runtime, credentials.token, caller);
      const actor = actors.get(credentials.token);
      return actor ? { actor, sessionId: null } : null;
    },
  });
});
afterAll(() => server.close());
beforeEach(async () => {
  now = new Date();
  await server.pools.systemPool.query('delete from sign_in_attempts');
});

function as<Body = Problem>(
  role: MemberRole,
  method: string,
  url: string,
  body?: unknown,
  organizationId = server.organizationId,
): Promise<TestAnswer<Body>> {
  const actor = server.actor(role, organizationId);
  const token = `${role}.${organizationId}`;
  actors.set(token, actor);
  return server.request(method, url, {
    headers: { authorization: `Bearer ${token}` },
    ...(body !== undefined && { body }),
  });
}

let people = 0;
async function add(role: MemberRole = 'operator', by: MemberRole = 'owner') {
  const email = `member-${++people}@example.com`;
  const answer = await as<CreatedMember & Problem>(by, 'POST', '/members', { name: 'Ben', email, role });
  return { email, answer, id: answer.body.member?.id, oneTimePassword: answer.body.oneTimePassword };
}
const signIn = (email: string, password: string): Promise<TestAnswer<Me & Problem>> =>
  server.request('POST', '/sign-in', { body: { email, password } });
const cookieOf = (answer: TestAnswer<unknown>): string => answer.headers.get('set-cookie')!.split(';')[0]!;
const ask = <Body = Problem>(method: string, url: string, cookie: string, body?: unknown): Promise<TestAnswer<Body>> =>
  server.request(method, url, { headers: { cookie }, ...(body !== undefined && { body }) });
const list = async (role: MemberRole): Promise<Member[]> =>
  (await as<{ data: Member[] }>(role, 'GET', '/members?limit=200')).body.data;

/** With a password of their own, signed in. */
async function settle({ email, oneTimePassword }: { email: string; oneTimePassword: string }): Promise<string> {
  const cookie = cookieOf(await signIn(email, oneTimePassword));
  const own = { currentPassword: oneTimePassword, newPassword: 'a private sentence of Ben' };
  expect((await ask('POST', '/me/password', cookie, own)).status).toBe(200);
  return cookie;
}

describe('a new member', () => {
  test('PLT-4 gets a login and a one-time password, which must be changed at the first sign-in', async () => {
    const { email, answer, oneTimePassword } = await add();
    expect(answer.status).toBe(201);
    expect(oneTimePassword).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);
    const signedIn = await signIn(email, oneTimePassword);
    expect(signedIn.body).toMatchObject({ role: 'operator', permissions: [], user: { mustChangePassword: true } });
    const cookie = cookieOf(signedIn);
    const early = await ask('GET', '/contacts', cookie);
    expect([early.status, early.body.code]).toEqual([403, 'permission_missing']);
    const same = { currentPassword: oneTimePassword, newPassword: oneTimePassword };
    expect((await ask('POST', '/me/password', cookie, same)).body.errors).toMatchObject([{ rule: 'password_same' }]);
    const own = { currentPassword: oneTimePassword, newPassword: 'a private sentence of Ben' };
    expect((await ask('POST', '/me/password', cookie, own)).status).toBe(200);
    expect((await ask('GET', '/contacts', cookie)).status).toBe(200);
    expect((await ask<Me>('GET', '/me', cookie)).body.user!.mustChangePassword).toBe(false);
    expect((await signIn(email, oneTimePassword)).body.code).toBe('sign_in_failed');
  });

  test('SEC-42 a one-time password that is nearly right, or over, lets nobody in', async () => {
    const { email, oneTimePassword } = await add();
    const near = [oneTimePassword.replaceAll('-', ''), oneTimePassword.toUpperCase(), `${oneTimePassword} `];
    for (const given of near) expect((await signIn(email, given)).body.code).toBe('sign_in_failed');
    now = new Date(Date.now() + 8 * 24 * 60 * 60 * 1_000);
    const late = await signIn(email, oneTimePassword);
    expect([late.status, late.body.code]).toEqual([401, 'one_time_password_expired']);
    expect(late.headers.get('set-cookie')).toBeNull();
    expect((await signIn(email, 'something else')).body.code).toBe('sign_in_failed');
  });

  test('SEC-53 the password stands neither in the database nor in the audit log', async () => {
    const { oneTimePassword, id } = await add();
    const { rows } = await server.pools.systemPool.query('select users::text as text from users where id = $1', [id]);
    const audit = await server.inTransaction('owner', ({ db }) =>
      db.selectFrom('audit_entries').select(['action', 'after']).where('subject_id', '=', id).execute(),
    );
    expect(audit).toMatchObject([{ action: 'member.created', after: { name: 'Ben', role: 'operator' } }]);
    expect(JSON.stringify([rows, audit])).not.toContain(oneTimePassword);
  });

  test('an address is one person’s', async () => {
    const { email } = await add();
    const again = await as('owner', 'POST', '/members', { name: 'Ben', email: email.toUpperCase(), role: 'operator' });
    expect([again.status, again.body.code]).toEqual([409, 'email_taken']);
  });

  test('PLT-5 is no owner unless an owner says so', async () => {
    const { answer } = await add('owner', 'admin');
    expect([answer.status, answer.body.code]).toEqual([403, 'owner_only']);
    expect((await add('owner', 'owner')).answer.status).toBe(201);
    expect((await add('operator', 'supervisor')).answer.body.code).toBe('permission_missing');
  });
});

describe('the list', () => {
  test('SEC-8 shows everybody who there is, and how to reach them only to those who look after members', async () => {
    const { id, email } = await add();
    const full = (await list('supervisor')).find((member) => member.id === id)!;
    expect(full).toMatchObject({ name: 'Ben', role: 'operator', isDisabled: false });
    expect(full.details).toMatchObject({ email, isWaiting: true, lastSeenAt: null });
    for (const role of ['operator', 'marketer', 'analyst'] as const) {
      const members = await list(role);
      expect(members.find((member) => member.id === id)).toMatchObject({ name: 'Ben', details: null });
      expect(JSON.stringify(members)).not.toContain('@');
    }
    expect((await as('technician', 'GET', '/members')).status).toBe(403);
  });

  test('goes on by cursor, and has nobody of another organization', async () => {
    await add();
    const all = (await list('owner')).map(({ id }) => id);
    const seen: string[] = [];
    let cursor = '';
    do {
      const url = `/members?limit=3${cursor && `&cursor=${cursor}`}`;
      const { body } = await as<{ data: Member[]; nextCursor: string | null }>('owner', 'GET', url);
      seen.push(...body.data.map(({ id }) => id));
      cursor = body.nextCursor ?? '';
    } while (cursor);
    expect(seen).toEqual(all);
    expect(seen).not.toContain(server.actor('owner', server.otherOrganizationId).id);
  });

  test('says when somebody was last seen', async () => {
    const person = await add();
    await settle(person);
    const member = (await list('owner')).find(({ id }) => id === person.id)!;
    expect(member.details).toMatchObject({ isWaiting: false, lastSeenAt: expect.any(String) });
  });
});

describe('changes', () => {
  test('SEC-39 another role or no place at all ends the sessions of the member', async () => {
    for (const body of [{ role: 'analyst' }, { isDisabled: true }]) {
      const person = await add();
      const cookie = await settle(person);
      const changed = await as<Member>('admin', 'PATCH', `/members/${person.id}`, body);
      expect(changed.body).toMatchObject(body);
      expect((await ask('GET', '/me', cookie)).status).toBe(401);
    }
  });

  test('who was let in no more cannot sign in, until let in again', async () => {
    const person = await add();
    await settle(person);
    await as('owner', 'PATCH', `/members/${person.id}`, { isDisabled: true });
    expect((await signIn(person.email, 'a private sentence of Ben')).body.code).toBe('sign_in_failed');
    await as('owner', 'PATCH', `/members/${person.id}`, { isDisabled: false });
    expect((await signIn(person.email, 'a private sentence of Ben')).status).toBe(200);
  });

  test('PLT-5 owners are changed by owners', async () => {
    const owner = server.actor('owner').id!;
    for (const body of [{ role: 'operator' }, { isDisabled: true }])
      expect((await as('admin', 'PATCH', `/members/${owner}`, body)).body.code).toBe('owner_only');
    const { id } = await add();
    expect((await as('admin', 'PATCH', `/members/${id}`, { role: 'owner' })).body.code).toBe('owner_only');
    expect((await as('admin', 'POST', `/members/${owner}/one-time-password`)).body.code).toBe('owner_only');
  });

  test('SEC-10 two owners who demote each other at once leave one', async () => {
    const { rows } = await server.pools.systemPool.query(
      `select user_id from memberships where organization_id = $1 and role = 'owner' and user_id != $2`,
      [server.organizationId, server.actor('owner').id],
    );
    for (const { user_id } of rows) await as('owner', 'PATCH', `/members/${user_id}`, { role: 'analyst' });
    const second = await add('owner');
    const cookie = await settle(second);
    const first = server.actor('owner').id!;
    // Neither can go on before both have looked, as far as they may look.
    const holder = await server.pools.systemPool.connect();
    await holder.query('begin');
    await holder.query('select 1 from memberships where organization_id = $1 for update', [server.organizationId]);
    const asked = Promise.all([
      as('owner', 'PATCH', `/members/${second.id}`, { role: 'analyst' }),
      ask('PATCH', `/members/${first}`, cookie, { role: 'analyst' }),
    ]);
    const waiting = `select count(*)::int as count from pg_locks join pg_stat_activity using (pid) where datname = current_database() and not granted`;
    await expect.poll(async () => (await server.pools.systemPool.query(waiting)).rows[0].count).toBe(2);
    await holder.query('commit');
    holder.release();
    const answers = await asked;
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const left = await server.pools.systemPool.query(
      `select 1 from memberships where organization_id = $1 and role = 'owner' and disabled_at is null`,
      [server.organizationId],
    );
    expect(left.rows).toHaveLength(1);
    await server.pools.systemPool.query(`update memberships set role = 'owner' where user_id = any($1)`, [
      [first, second.id],
    ]);
    await as('owner', 'PATCH', `/members/${second.id}`, { role: 'analyst' });
    const last = await as('owner', 'PATCH', `/members/${first}`, { role: 'analyst' });
    expect([last.status, last.body.code]).toEqual([409, 'owner_required']);
  });

  test('SEC-1 another organization’s member is not there', async () => {
    const { id } = await add();
    const other = server.otherOrganizationId;
    expect((await as('owner', 'PATCH', `/members/${id}`, { isDisabled: true }, other)).body.code).toBe(
      'record_missing',
    );
    expect((await as('owner', 'POST', `/members/${id}/one-time-password`, undefined, other)).status).toBe(404);
  });
});

describe('a new one-time password', () => {
  test('SEC-39 takes the place of the old one and ends the sessions', async () => {
    const person = await add();
    const cookie = await settle(person);
    const { body } = await as<CreatedMember>('admin', 'POST', `/members/${person.id}/one-time-password`);
    expect((await ask('GET', '/me', cookie)).status).toBe(401);
    expect((await signIn(person.email, 'a private sentence of Ben')).body.code).toBe('sign_in_failed');
    expect((await signIn(person.email, body.oneTimePassword)).body.user!.mustChangePassword).toBe(true);
  });

  test('SEC-1 is not for somebody who belongs to another organization, too: it would open both', async () => {
    const person = await add();
    await server.pools.system((db) =>
      db
        .insertInto('memberships')
        .values({ organization_id: server.otherOrganizationId, user_id: person.id, role: 'operator' })
        .execute(),
    );
    const answer = await as('owner', 'POST', `/members/${person.id}/one-time-password`);
    expect([answer.status, answer.body.code]).toEqual([409, 'member_shared']);
  });
});
