import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Me } from '@parley/contract/accounts';
import type { MemberRole } from '@parley/contract/permissions';
import { routes } from '#accounts';
import { routes as contactRoutes } from '#contacts';
import { routes as memberRoutes } from '#members';
import type { Problem } from '#platform/http/problem';
import { createTestServer, type TestAnswer, type TestServer } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import { authenticateSession } from './authenticate-session.ts';
import { browserOf, cookieOf, type Browser, type Person } from './test-accounts.ts';

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  server = await createTestServer({
    routes: [...routes, ...contactRoutes, ...memberRoutes],
    authenticate: (kit) => (credentials, caller) => authenticateSession(kit.runtime, credentials.token, caller),
  });
  browser = browserOf(server);
});
afterAll(() => server.close());
beforeEach(() => server.pools.systemPool.query('delete from sign_in_attempts'));

const enter = (cookie: string, organizationId: string): Promise<TestAnswer<Me & Problem>> =>
  browser.ask('POST', '/me/organization', cookie, { organizationId });
const me = async (cookie: string): Promise<Me> => (await browser.ask<Me>('GET', '/me', cookie)).body;

/** Makes the person a member of the test kit's organization. */
const addTo = (person: Person, role: MemberRole, organizationId = server.organizationId): Promise<unknown> =>
  server.pools.systemPool.query('insert into memberships (organization_id, user_id, role) values ($1, $2, $3)', [
    organizationId,
    person.me.user!.id,
    role,
  ]);
async function somebodyOfTwo(role: MemberRole = 'analyst'): Promise<Person> {
  const person = await browser.signUp({ organizationName: 'Own works' });
  await addTo(person, role);
  return person;
}

describe('a person of two organizations', () => {
  test('PLT-4 sees both and goes on in the other with the rights there, in this session only', async () => {
    const person = await somebodyOfTwo();
    const elsewhere = cookieOf(await browser.signIn(person.email));
    const { organizations } = await me(person.cookie);
    expect(organizations.map(({ name, role }) => [name, role])).toEqual([
      ['Own works', 'owner'],
      ['Test', 'analyst'],
    ]);
    const moved = await enter(person.cookie, server.organizationId);
    expect(moved.body).toMatchObject({ role: 'analyst', organization: { id: server.organizationId, name: 'Test' } });
    expect(moved.body.permissions).not.toContain('contacts:write');
    const refused = await browser.ask('POST', '/contacts', person.cookie, { firstName: 'Ann' });
    expect(refused.body.details).toEqual({ permission: 'contacts:write' });
    expect((await me(elsewhere)).organization.name).toBe('Own works');
  });

  test('PLT-4 comes back at the next sign-in to where they worked last, if they still may', async () => {
    const person = await somebodyOfTwo();
    await enter(person.cookie, server.organizationId);
    expect((await browser.signIn(person.email)).body.organization.id).toBe(server.organizationId);
    await server.pools.systemPool.query(
      'update memberships set disabled_at = now() where organization_id = $1 and user_id = $2',
      [server.organizationId, person.me.user!.id],
    );
    expect((await browser.signIn(person.email)).body.organization.name).toBe('Own works');
    expect((await me(cookieOf(await browser.signIn(person.email)))).organizations).toHaveLength(1);
  });

  test('SEC-1 cannot go where they do not belong, or are let in no more', async () => {
    const person = await somebodyOfTwo();
    for (const id of [server.otherOrganizationId, uuidv7()]) {
      const answer = await enter(person.cookie, id);
      expect([answer.status, answer.body.code]).toEqual([404, 'record_missing']);
    }
    await server.pools.systemPool.query('update memberships set disabled_at = now() where user_id = $1 and role = $2', [
      person.me.user!.id,
      'analyst',
    ]);
    expect((await enter(person.cookie, server.organizationId)).status).toBe(404);
    expect((await me(person.cookie)).organization.name).toBe('Own works');
  });

  test('SEC-39 loses only the sessions that are in the organization where the role changed', async () => {
    const owner = await browser.signUp({ organizationName: 'Beta' });
    const person = await browser.signUp({ organizationName: 'Own works' });
    await addTo(person, 'operator', owner.me.organization.id);
    const there = cookieOf(await browser.signIn(person.email));
    await enter(there, owner.me.organization.id);
    const changed = await browser.ask('PATCH', `/members/${person.me.user!.id}`, owner.cookie, { role: 'analyst' });
    expect(changed.status).toBe(200);
    expect([await browser.statusOfMe(there), await browser.statusOfMe(person.cookie)]).toEqual([401, 200]);
    expect((await enter(person.cookie, owner.me.organization.id)).body.role).toBe('analyst');
  });

  test('PLT-60 the organization that is entered has it in its audit log', async () => {
    const person = await somebodyOfTwo();
    await enter(person.cookie, server.organizationId);
    await enter(person.cookie, server.organizationId);
    const entries = await server.inTransaction('owner', ({ db }) =>
      db.selectFrom('audit_entries').select('action').where('actor_id', '=', person.me.user!.id).execute(),
    );
    expect(entries).toEqual([{ action: 'user.entered' }]);
  });
});

describe('a page', () => {
  const askFor = (method: string, url: string, cookie: string, loadedFor: string, body?: unknown) =>
    server.request<Problem>(method, url, {
      headers: { cookie, 'parley-for': loadedFor },
      ...(body !== undefined && { body }),
    });

  test('SEC-7 does nothing any more when its session went on elsewhere, and goes on where it was', async () => {
    const person = await somebodyOfTwo('owner');
    const before = `${person.me.user!.id}.${person.me.organization.id}`;
    const create = (loadedFor: string) =>
      askFor('POST', '/contacts', person.cookie, loadedFor, { firstName: 'Ann', lastName: loadedFor.slice(-6) });
    expect((await create(before)).status).toBe(201);
    await enter(person.cookie, server.organizationId);
    const late = await create(before);
    expect([late.status, late.body.code]).toEqual([409, 'session_moved']);
    for (const [method, url] of [
      ['GET', '/contacts'],
      ['PATCH', '/me'],
      ['POST', '/sign-out'],
    ] as const)
      expect((await askFor(method, url, person.cookie, before, method === 'GET' ? undefined : {})).status, url).toBe(
        409,
      );
    expect((await create(`${person.me.user!.id}.${server.organizationId}`)).status).toBe(201);
    const made = await server.inTransaction('owner', ({ db }) => db.selectFrom('contacts').select('id').execute());
    expect(made).toHaveLength(1);
  });

  test('SEC-7 of somebody who has signed out does nothing for who has signed in since', async () => {
    const [ann, ben] = [await browser.signUp(), await browser.signUp()];
    const answer = await askFor('GET', '/contacts', ben.cookie, `${ann.me.user!.id}.${ann.me.organization.id}`);
    expect([answer.status, answer.body.code]).toEqual([409, 'session_moved']);
  });
});
