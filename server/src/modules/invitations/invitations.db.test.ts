import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Me } from '@parley/contract/accounts';
import type { Invitation, InvitationFacts } from '@parley/contract/invitations';
import type { Member } from '@parley/contract/members';
import type { MemberRole } from '@parley/contract/permissions';
import { authenticateSession, createSignUpLink, mailKinds as accountMails, routes as accountRoutes } from '#accounts';
import { routes as contactRoutes } from '#contacts';
import { startMailSender } from '#mail';
import { routes as memberRoutes } from '#members';
import type { Actor } from '#platform/context';
import type { Problem } from '#platform/http/problem';
import { createMailTransport, type MailTransport } from '#platform/outbound-mail';
import {
  createTestServer,
  startSmtpSink,
  type SmtpSink,
  type TestAnswer,
  type TestServer,
} from '#platform/test-kit/index';
import { mailKinds, routes } from './index.ts';

let server: TestServer;
let now = new Date();
const actors = new Map<string, Actor>();
const day = 24 * 60 * 60 * 1_000;

beforeAll(async () => {
  server = await createTestServer({
    routes: [...routes, ...memberRoutes, ...accountRoutes, ...contactRoutes],
    clock: { now: () => now },
    maxConnections: 12,
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
  who: MemberRole | Actor,
  method: string,
  url: string,
  body?: unknown,
): Promise<TestAnswer<Body & Problem>> {
  const actor = typeof who === 'string' ? server.actor(who) : who;
  const token = `${actor.kind}.${actor.id}.${actor.organizationId}`;
  actors.set(token, actor);
  return server.request(method, url, {
    headers: { authorization: `Bearer ${token}` },
    ...(body !== undefined && { body }),
  });
}
const inOther = (role: MemberRole): Actor => server.actor(role, server.otherOrganizationId);

let addresses = 0;
const newAddress = (): string => `guest-${++addresses}@example.com`;
const password = 'a long and private sentence';
const post = <Body = Problem>(url: string, body: unknown, cookie?: string): Promise<TestAnswer<Body & Problem>> =>
  server.request('POST', url, { body, ...(cookie && { headers: { cookie } }) });
const check = (token: string, cookie?: string) => post<InvitationFacts>('/invitations/check', { token }, cookie);
const accept = (token: string, fields: object = {}) =>
  post<Me>('/invitations/accept', { token, name: 'Vera', password, ...fields });
const join = (token: string, cookie: string) => post<Me>('/invitations/join', { token }, cookie);
const cookieOf = (answer: TestAnswer<unknown>): string => answer.headers.get('set-cookie')!.split(';')[0]!;
const ask = <Body>(method: string, url: string, cookie: string): Promise<TestAnswer<Body & Problem>> =>
  server.request(method, url, { headers: { cookie } });

interface Invited {
  readonly invitation: Invitation;
  readonly email: string;
  readonly token: string;
}

async function invite(role: MemberRole = 'operator', by: MemberRole | Actor = 'owner', email = newAddress()) {
  const answer = await as<Invitation>(by, 'POST', '/invitations', { email, role });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return { invitation: answer.body, email, token: tokenIn(answer.body.link!) } satisfies Invited;
}
const tokenIn = (link: string): string => /^http:\/\/localhost:8080\/invitation#([\w-]{43})$/.exec(link)![1]!;
const pending = async (who: MemberRole | Actor = 'owner'): Promise<Invitation[]> =>
  (await as<{ data: Invitation[] }>(who, 'GET', '/invitations?limit=200')).body.data;
const members = async (who: MemberRole | Actor = 'owner'): Promise<Member[]> =>
  (await as<{ data: Member[] }>(who, 'GET', '/members?limit=200')).body.data;
const emailsOf = (list: readonly Member[]): (string | undefined)[] => list.map(({ details }) => details?.email);

/** A person with an account and an organization of their own. */
async function signUp(email = newAddress()): Promise<{ email: string; cookie: string; me: Me }> {
  const token = await server.pools.system((db) => createSignUpLink(db, server.runtime.clock, email));
  const answer = await post<Me>('/sign-up/complete', { token, password, name: 'Ann', organizationName: 'Own works' });
  return { email, cookie: cookieOf(answer), me: answer.body };
}
const codeOf = ({ status, body }: TestAnswer<Problem>): [number, string] => [status, body.code];

describe('a link', () => {
  test('SEC-44 makes its bearer a member of that organization, with that address and that role, once', async () => {
    const { token, email } = await invite('marketer', 'admin');
    expect((await check(token)).body).toMatchObject({
      organizationName: 'Test',
      email,
      role: 'marketer',
      invitedBy: 'admin',
      hasAccount: false,
      you: null,
    });
    const answer = await accept(token);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      role: 'marketer',
      organization: { id: server.organizationId },
      user: { email, name: 'Vera' },
    });
    expect((await ask('GET', '/contacts', cookieOf(answer))).status).toBe(200);
    expect(emailsOf(await members())).toContain(email);
    expect(emailsOf(await members(inOther('owner')))).not.toContain(email);
    expect(codeOf(await accept(token, { name: 'Another' }))).toEqual([404, 'invitation_invalid']);
    expect(codeOf(await check(token))).toEqual([404, 'invitation_invalid']);
    expect(await pending()).toEqual([]);
  });

  test('SEC-44 takes neither organization nor address nor role from who opens it', async () => {
    const { token } = await invite('analyst');
    const others = { email: 'else@example.com', role: 'owner', organizationId: server.otherOrganizationId };
    for (const [field, value] of Object.entries(others)) {
      const answer = await accept(token, { [field]: value });
      expect(answer.body.errors).toContainEqual(expect.objectContaining({ path: field, rule: 'unknown_field' }));
    }
    expect((await accept(token)).body.role).toBe('analyst');
  });

  test('SEC-44 ends after seven days', async () => {
    const { token, invitation } = await invite();
    expect(Date.parse(invitation.expiresAt) - now.getTime()).toBe(7 * day);
    now = new Date(Date.parse(invitation.expiresAt) - 1);
    expect((await check(token)).status).toBe(200);
    now = new Date(invitation.expiresAt);
    expect(codeOf(await check(token))).toEqual([404, 'invitation_invalid']);
    expect(codeOf(await accept(token))).toEqual([404, 'invitation_invalid']);
    expect((await pending()).find(({ id }) => id === invitation.id)).toMatchObject({ state: 'expired', link: null });
  });

  test('SEC-44 is void once it was sent again, the address was invited again, or it was revoked', async () => {
    const first = await invite();
    const resent = await as<Invitation>('admin', 'POST', `/invitations/${first.invitation.id}/resend`);
    const second = tokenIn(resent.body.link!);
    expect(second).not.toBe(first.token);
    expect(codeOf(await check(first.token))).toEqual([404, 'invitation_invalid']);
    const third = await invite('analyst', 'owner', first.email);
    expect(third.invitation.id).toBe(first.invitation.id);
    expect(codeOf(await accept(second))).toEqual([404, 'invitation_invalid']);
    expect((await check(third.token)).body.role).toBe('analyst');
    expect((await as('owner', 'DELETE', `/invitations/${third.invitation.id}`)).status).toBe(200);
    expect(codeOf(await accept(third.token))).toEqual([404, 'invitation_invalid']);
    expect(codeOf(await as('owner', 'POST', `/invitations/${third.invitation.id}/resend`))).toEqual([
      404,
      'record_missing',
    ]);
    expect((await invite('operator', 'owner', first.email)).invitation.id).not.toBe(first.invitation.id);
  });

  test('SEC-44 is void when whoever sent it may no longer invite, until somebody else sends it', async () => {
    const { email: boss, token: bossToken } = await invite('admin');
    const me = (await accept(bossToken)).body;
    const cookie = cookieOf(await post('/sign-in', { email: boss, password }));
    const guest = newAddress();
    const made = await server.request<Invitation>('POST', '/invitations', {
      headers: { cookie },
      body: { email: guest, role: 'operator' },
    });
    const token = tokenIn(made.body.link!);
    expect((await check(token)).status).toBe(200);
    await as('owner', 'PATCH', `/members/${me.user!.id}`, { role: 'operator' });
    expect(codeOf(await check(token))).toEqual([404, 'invitation_invalid']);
    expect(codeOf(await accept(token))).toEqual([404, 'invitation_invalid']);
    expect((await pending()).find(({ email }) => email === guest)).toMatchObject({ state: 'void', link: null });
    const again = await as<Invitation>('owner', 'POST', `/invitations/${made.body.id}/resend`);
    expect(again.body.state).toBe('pending');
    expect((await accept(tokenIn(again.body.link!))).status).toBe(201);
  });

  test('SEC-44 nothing but the link itself opens it', async () => {
    const { token } = await invite();
    const near = fc.oneof(
      fc.integer({ min: 0, max: token.length - 1 }).map((at) => {
        const other = token[at] === 'A' ? 'B' : 'A';
        return `${token.slice(0, at)}${other}${token.slice(at + 1)}`;
      }),
      fc.constantFrom(token.slice(1), `${token}A`, token.toUpperCase(), ` ${token}`, `${token}=`),
    );
    await fc.assert(
      fc.asyncProperty(near, async (given) => {
        if (given === token) return;
        // The last letter of base64 holds two bits that mean nothing; the hash is of the letters.
        expect(codeOf(await check(given))).toEqual([404, 'invitation_invalid']);
      }),
      { numRuns: 40 },
    );
  });

  test('SEC-53 stands neither in the database nor in the audit log', async () => {
    const { token, invitation } = await invite();
    const { rows } = await server.pools.systemPool.query(
      `select (select string_agg(invitations::text, '') from invitations) || (select string_agg(mails::text, '') from mails)
        || (select string_agg(audit_entries::text, '') from audit_entries) as everything`,
    );
    expect(rows[0].everything).toContain(invitation.id);
    expect(rows[0].everything).not.toContain(token);
    expect(rows[0].everything).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
  });

  test('SEC-10 opened many times at once makes one person and one member', async () => {
    const { token, email } = await invite();
    const answers = await Promise.all(Array.from({ length: 8 }, () => accept(token)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'invitation_invalid')).toHaveLength(7);
    const { rows } = await server.pools.systemPool.query(
      'select 1 from memberships join users on users.id = user_id where email = $1',
      [email],
    );
    expect(rows).toHaveLength(1);
  });

  test('SEC-10 one address invited many times at once has one invitation and one link that works', async () => {
    const email = newAddress();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => as<Invitation>('owner', 'POST', '/invitations', { email, role: 'operator' })),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect((await pending()).filter((each) => each.email === email)).toHaveLength(1);
    const tokens = new Set(answers.map(({ body }) => tokenIn(body.link!)));
    const checks = await Promise.all([...tokens].map((token) => check(token)));
    expect([tokens.size, checks.filter(({ status }) => status === 200).length]).toEqual([5, 1]);
  });
});

describe('somebody who has an account', () => {
  test('SEC-44 joins with one click when it is theirs, keeps what they have, and is not asked twice', async () => {
    const person = await signUp();
    const { token } = await invite('supervisor', 'owner', person.email);
    expect((await check(token)).body.hasAccount).toBe(true);
    const [first, second] = await Promise.all([join(token, person.cookie), join(token, person.cookie)]);
    for (const { status, body } of [first, second]) {
      expect(status, JSON.stringify(body)).toBe(200);
      expect(body).toMatchObject({ role: 'supervisor', organization: { id: server.organizationId } });
      expect(body.user!.id).toBe(person.me.user!.id);
    }
    const { rows } = await server.pools.systemPool.query(
      'select role from memberships where user_id = $1 order by role',
      [person.me.user!.id],
    );
    expect(rows.map(({ role }) => role)).toEqual(['owner', 'supervisor']);
    expect((await ask<Me>('GET', '/me', person.cookie)).body.organization.id).toBe(server.organizationId);
  });

  test('SEC-44 no second account is made for an address, and no password is changed by a link', async () => {
    const person = await signUp();
    const { token } = await invite('operator', 'owner', person.email);
    const taken = await accept(token, { password: 'of somebody else altogether' });
    expect(codeOf(taken)).toEqual([409, 'email_taken']);
    expect(taken.headers.get('set-cookie')).toBeNull();
    expect((await post('/sign-in', { email: person.email, password })).status).toBe(200);
    expect(emailsOf(await members())).not.toContain(person.email);
  });

  test('SEC-44 somebody else who is signed in is told whose it is, and does not come in', async () => {
    const stranger = await signUp();
    const { token, email } = await invite();
    expect((await check(token, stranger.cookie)).body).toMatchObject({ email, you: { email: stranger.email } });
    const answer = await join(token, stranger.cookie);
    expect(codeOf(answer)).toEqual([403, 'invitation_for_another']);
    expect(answer.body.details).toEqual({ email });
    expect((await ask<Me>('GET', '/me', stranger.cookie)).body.organization.id).toBe(stranger.me.organization.id);
    expect(emailsOf(await members())).not.toContain(stranger.email);
    expect((await check(token)).status).toBe(200);
  });

  test('SEC-44 who has only a one-time password chooses an own one first', async () => {
    const email = newAddress();
    const made = await as<{ oneTimePassword: string }>(inOther('owner'), 'POST', '/members', {
      name: 'Ben',
      email,
      role: 'operator',
    });
    const { token } = await invite('operator', 'owner', email);
    const cookie = cookieOf(await post('/sign-in', { email, password: made.body.oneTimePassword }));
    expect(codeOf(await join(token, cookie))).toEqual([403, 'permission_missing']);
    await post('/me/password', { currentPassword: made.body.oneTimePassword, newPassword: password }, cookie);
    expect((await join(token, cookie)).status).toBe(200);
  });

  test('SEC-44 who was let out does not come back by an old link', async () => {
    const person = await signUp();
    const { token } = await invite('operator', 'owner', person.email);
    await join(token, person.cookie);
    await as('owner', 'PATCH', `/members/${person.me.user!.id}`, { isDisabled: true });
    const cookie = cookieOf(await post('/sign-in', { email: person.email, password }));
    expect(codeOf(await join(token, cookie))).toEqual([404, 'invitation_invalid']);
    expect(codeOf(await as('owner', 'POST', '/invitations', { email: person.email, role: 'operator' }))).toEqual([
      409,
      'member_exists',
    ]);
  });
});

describe('who invites', () => {
  test('SEC-44 gives no role above their own: only owners make owners, a key no more than it has', async () => {
    const wanted = { email: newAddress(), role: 'owner' };
    expect(codeOf(await as('admin', 'POST', '/invitations', wanted))).toEqual([403, 'owner_only']);
    const { invitation, email } = await invite('owner');
    for (const [method, url] of [
      ['POST', `/invitations/${invitation.id}/resend`],
      ['DELETE', `/invitations/${invitation.id}`],
    ] as const)
      expect(codeOf(await as('admin', method, url))).toEqual([403, 'owner_only']);
    const instead = await as('admin', 'POST', '/invitations', { email, role: 'operator' });
    expect(codeOf(instead)).toEqual([403, 'owner_only']);
    expect((await pending('admin')).find(({ id }) => id === invitation.id)).toMatchObject({ link: null });
    expect((await pending('owner')).find(({ id }) => id === invitation.id)!.link).not.toBeNull();
    const key: Actor = { ...server.actor('owner'), kind: 'api_key', permissions: new Set(['members:write']) };
    const above = await as(key, 'POST', '/invitations', { email: newAddress(), role: 'operator' });
    expect(codeOf(above)).toEqual([403, 'permission_missing']);
    expect(codeOf(await as(key, 'POST', '/members', { ...wanted, name: 'X', role: 'admin' }))).toEqual([
      403,
      'permission_missing',
    ]);
  });

  test('PLT-4 leads see who was invited; the link is only for those who may invite', async () => {
    const { invitation } = await invite();
    const seen = (await pending('supervisor')).find(({ id }) => id === invitation.id);
    expect(seen).toMatchObject({ state: 'pending', link: null, invitedBy: { name: 'owner' } });
    expect((await as('operator', 'GET', '/invitations')).status).toBe(403);
  });

  test('SEC-38 learns from the answer nothing of who has an account', async () => {
    const person = await signUp();
    const shapes = await Promise.all(
      [person.email, newAddress()].map(async (email) => {
        const { status, body } = await as<Invitation>(inOther('owner'), 'POST', '/invitations', {
          email,
          role: 'operator',
        });
        const { id: _id, email: _email, link: _link, ...rest } = body;
        return [status, rest];
      }),
    );
    expect(shapes[0]).toEqual(shapes[1]);
  });

  test('SEC-37 mails one address a few times an hour, whoever asks', async () => {
    const email = newAddress();
    for (const who of [
      server.actor('owner'),
      inOther('owner'),
      server.actor('admin'),
      inOther('owner'),
      server.actor('owner'),
    ])
      expect((await as(who, 'POST', '/invitations', { email, role: 'operator' })).status).toBe(201);
    const more = await as('owner', 'POST', '/invitations', { email, role: 'operator' });
    expect(codeOf(more)).toEqual([429, 'rate_limit_reached']);
    expect(more.body.details!['seconds']).toBeGreaterThan(0);
    const open = (await pending()).find((each) => each.email === email)!;
    expect((await as('owner', 'POST', `/invitations/${open.id}/resend`)).status).toBe(429);
  });

  test('PLT-60 each step is in the audit log, and told to pages that are open', async () => {
    const { invitation, token } = await invite('analyst');
    await as('owner', 'POST', `/invitations/${invitation.id}/resend`);
    const again = (await pending()).find(({ id }) => id === invitation.id)!;
    expect(codeOf(await check(token))[0]).toBe(404);
    await accept(tokenIn(again.link!));
    const { entries, told } = await server.inTransaction('owner', async ({ db }) => ({
      entries: await db
        .selectFrom('audit_entries')
        .select(['action', 'actor_kind'])
        .where('subject_id', '=', invitation.id)
        .orderBy('id')
        .execute(),
      told: await db.selectFrom('events').select('name').where('subject_id', '=', invitation.id).execute(),
    }));
    expect(entries.map(({ action }) => action)).toEqual([
      'invitation.created',
      'invitation.resent',
      'invitation.accepted',
    ]);
    expect(told.map(({ name }) => name)).toEqual(Array(3).fill('invitation.changed'));
  });
});

describe('with a mail server', () => {
  let sink: SmtpSink;
  let transport: MailTransport;
  let stop: () => Promise<unknown>;
  const facts = {
    version: '0',
    publicUrl: 'http://localhost:8080',
    filesUrl: null,
    sendsMail: true,
    demoAvailable: false,
    signUpOpen: false,
  };

  beforeEach(async () => {
    sink = await startSmtpSink();
    transport = createMailTransport(sink.url, 'Parley <parley@desk.example>');
    Object.assign(server.runtime, { installation: facts });
    const kinds = [...mailKinds, ...accountMails];
    const sender = startMailSender({ runtime: server.runtime, kinds, transport, announce: () => {} });
    stop = () => sender.stop();
  });
  afterEach(async () => {
    Object.assign(server.runtime, { installation: { ...facts, sendsMail: false } });
    await stop();
    transport.close();
    await sink.close();
  });

  /** Of the newest mail to the address, as it came over the line. */
  async function tokenMailedTo(email: string, count = 1): Promise<string> {
    const mails = (): string[] => sink.mails.filter(({ to }) => to.includes(email)).map(({ source }) => source);
    await expect.poll(() => mails().length).toBe(count);
    return /invitation#([\w-]{43})/.exec(
      mails()
        .at(-1)!
        .replace(/=\r?\n/g, ''),
    )![1]!;
  }
  const proveOwner = () =>
    server.pools.systemPool.query('update users set email_verified_at = now() where id = $1', [
      server.actor('owner').id,
    ]);

  test('SEC-44 the link is mailed and shown to nobody; who comes by it has proven the address', async () => {
    await proveOwner();
    const email = newAddress();
    const made = await as<Invitation>('owner', 'POST', '/invitations', { email, role: 'operator' });
    expect(made.body).toMatchObject({ link: null, mail: 'queued' });
    const token = await tokenMailedTo(email);
    await expect.poll(async () => (await pending()).find((each) => each.email === email)!.mail).toBe('sent');
    await as('owner', 'POST', `/invitations/${made.body.id}/resend`);
    const second = await tokenMailedTo(email, 2);
    expect(codeOf(await check(token))).toEqual([404, 'invitation_invalid']);
    expect((await accept(second)).status).toBe(201);
    const { rows } = await server.pools.systemPool.query('select email_verified_at from users where email = $1', [
      email,
    ]);
    expect(rows[0].email_verified_at).not.toBeNull();
  });

  test('SEC-44 a mail that waits when its invitation is revoked does not leave', async () => {
    await proveOwner();
    const email = newAddress();
    sink.answerNext('451 later');
    const made = await as<Invitation>('owner', 'POST', '/invitations', { email, role: 'operator' });
    await expect.poll(() => sink.connections).toBeGreaterThan(0);
    await as('owner', 'DELETE', `/invitations/${made.body.id}`);
    await server.pools.systemPool.query(`update mails set due_at = now() where state = 'queued'`);
    const stateOf = async (): Promise<string> =>
      (await server.pools.systemPool.query('select state from mails where address = $1', [email])).rows[0].state;
    await expect.poll(stateOf).toBe('dropped');
    expect(sink.mails).toHaveLength(0);
  });

  test('PLT-2 who has not proven an own address has nobody else written to', async () => {
    const answer = await as('admin', 'POST', '/invitations', { email: newAddress(), role: 'operator' });
    expect(codeOf(answer)).toEqual([403, 'email_not_verified']);
  });
});
