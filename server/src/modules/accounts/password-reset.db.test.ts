import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PasswordResetFacts } from '@parley/contract/accounts';
import type { KeptMail } from '@parley/contract/mail';
import { mailKinds, routes } from '#accounts';
import { startMailSender } from '#mail';
import type { Problem } from '#platform/http/problem';
import { createTestServer, type TestAnswer, type TestServer } from '#platform/test-kit/index';
import { authenticateSession } from './authenticate-session.ts';
import { browserOf, cookieOf, password, type Browser, type Person } from './test-accounts.ts';

let server: TestServer;
let browser: Browser;
let root: Person;
let now = new Date();
let stopSender: () => Promise<unknown>;
const newPassword = 'another private sentence';

beforeAll(async () => {
  server = await createTestServer({
    routes,
    clock: { now: () => now },
    authenticate: (kit) => (credentials, caller) => authenticateSession(kit.runtime, credentials.token, caller),
  });
  browser = browserOf(server);
  root = await browser.signUp();
  const sender = startMailSender({ runtime: server.runtime, kinds: mailKinds, transport: null, announce: () => {} });
  stopSender = () => sender.stop();
});
afterAll(async () => {
  await stopSender();
  await server.close();
});
beforeEach(async () => {
  now = new Date();
  await server.pools.systemPool.query('delete from sign_in_attempts');
});

const request = (email: string, headers: Record<string, string> = {}): Promise<TestAnswer<Problem>> =>
  server.request('POST', '/password-reset', { body: { email }, headers });
const check = (token: string): Promise<TestAnswer<PasswordResetFacts & Problem>> =>
  server.request('POST', '/password-reset/check', { body: { token } });
const complete = (token: string, given = newPassword): Promise<TestAnswer<Problem & { ended: number }>> =>
  server.request('POST', '/password-reset/complete', { body: { token, newPassword: given } });

async function mailsTo(email: string): Promise<KeptMail[]> {
  const { body } = await browser.ask<{ data: KeptMail[] }>('GET', '/mailbox?limit=200', root.cookie);
  return body.data.filter(({ address }) => address === email);
}
const tokenIn = (mail: KeptMail): string => /\/reset-password#([\w-]+)/.exec(mail.text)![1]!;

/** The token of a mail that was asked for just now. */
async function linkFor(email: string): Promise<string> {
  const before = (await mailsTo(email)).length;
  expect((await request(email)).status).toBe(202);
  await expect.poll(async () => (await mailsTo(email)).length).toBe(before + 1);
  return tokenIn((await mailsTo(email))[0]!);
}

describe('a mailed link', () => {
  test('PLT-2 sets a new password once, and everybody signed in before is out', async () => {
    const { email, cookie } = await browser.signUp();
    const second = cookieOf(await browser.signIn(email));
    const token = await linkFor(email);
    expect((await check(token)).body).toMatchObject({ email });
    expect((await complete(token)).body).toEqual({ ended: 2 });
    expect(await Promise.all([cookie, second].map(browser.statusOfMe))).toEqual([401, 401]);
    expect((await browser.signIn(email)).body.code).toBe('sign_in_failed');
    expect((await browser.signIn(email, newPassword)).status).toBe(200);
    const again = await complete(token, 'yet another sentence');
    expect([again.status, again.body.code]).toEqual([404, 'reset_link_invalid']);
    expect((await check(token)).body.code).toBe('reset_link_invalid');
  });

  test('SEC-39 a reset ends the sessions of the person in every organization', async () => {
    const { email, cookie } = await browser.signUp();
    await complete(await linkFor(email));
    expect(await browser.statusOfMe(cookie)).toBe(401);
    const { rows } = await server.pools.systemPool.query(
      'select 1 from sessions join users on users.id = user_id where email = $1',
      [email],
    );
    expect(rows).toEqual([]);
  });

  test('PLT-2 is good for thirty minutes', async () => {
    const { email } = await browser.signUp();
    const token = await linkFor(email);
    now = new Date(Date.now() + 29 * 60_000);
    expect((await check(token)).status).toBe(200);
    now = new Date(Date.now() + 31 * 60_000);
    expect((await check(token)).body.code).toBe('reset_link_invalid');
    expect((await complete(token)).body.code).toBe('reset_link_invalid');
    now = new Date();
    expect((await browser.signIn(email)).status).toBe(200);
  });

  test('SEC-37 one is live: a later one voids it, and so does another way to a new password', async () => {
    const { email, cookie } = await browser.signUp();
    const first = await linkFor(email);
    const second = await linkFor(email);
    expect((await complete(first)).body.code).toBe('reset_link_invalid');
    await browser.ask('POST', '/me/password', cookie, { currentPassword: password, newPassword });
    expect((await complete(second)).body.code).toBe('reset_link_invalid');
  });

  test('SEC-10 of many who use it at once one succeeds', async () => {
    const { email } = await browser.signUp();
    const token = await linkFor(email);
    const given = Array.from({ length: 4 }, (_, number) => `private sentence number ${number}`);
    const answers = await Promise.all(given.map((text) => complete(token, text)));
    expect(answers.map(({ status }) => status).toSorted((one, two) => one - two)).toEqual([200, 404, 404, 404]);
    const winner = given[answers.findIndex(({ status }) => status === 200)]!;
    expect((await browser.signIn(email, winner)).status).toBe(200);
  });

  test('a password that is refused leaves the link as it is', async () => {
    const { email } = await browser.signUp();
    const token = await linkFor(email);
    expect((await complete(token, 'short')).body.errors).toMatchObject([{ path: 'newPassword', rule: 'too_short' }]);
    expect((await complete(token, email)).body.errors).toMatchObject([{ rule: 'password_common' }]);
    expect((await complete(token)).status).toBe(200);
  });

  test('SEC-42 a token that is not the one changes nothing', async () => {
    const { email } = await browser.signUp();
    const token = await linkFor(email);
    const near = fc.oneof(
      fc.string({ minLength: 1, maxLength: 100 }),
      fc.constantFrom(token.slice(0, -1), `${token}A`, token.toUpperCase(), ` ${token}`, `${token}=`),
    );
    await fc.assert(
      fc.asyncProperty(near, async (given) => {
        fc.pre(given !== token && !given.includes('\0'));
        expect((await complete(given)).status).toBe(404);
        expect((await check(given)).status).toBe(404);
      }),
      { numRuns: 25 },
    );
    expect((await browser.signIn(email)).status).toBe(200);
    expect((await complete(token)).status).toBe(200);
  });

  test('SEC-53 the token stands nowhere in the database', async () => {
    const { email } = await browser.signUp();
    const token = await linkFor(email);
    const { rows } = await server.pools.systemPool.query(
      `select coalesce((select string_agg(password_resets::text, '') from password_resets), '') || (select string_agg(mails::text, '') from mails) as everything`,
    );
    expect(rows[0].everything).not.toContain(token);
    expect(rows[0].everything).not.toContain(Buffer.from(token).toString('hex'));
  });

  test('its mail is in the language of the person and leads to our own address, whatever Host the request had', async () => {
    const { email } = await browser.signUp({ language: 'ru' });
    await request(email, { 'x-forwarded-host': 'evil.example', 'accept-language': 'en' });
    await expect.poll(async () => (await mailsTo(email)).length).toBe(1);
    const [mail] = await mailsTo(email);
    expect(mail!.subject).toBe('Новый пароль для Parley');
    expect(mail!.text).toContain('http://localhost:8080/reset-password#');
    expect(mail!.text).not.toContain('evil.example');
  });

  test('PLT-60 is in the audit log, and the person is told of the new password', async () => {
    const { email, me } = await browser.signUp();
    await complete(await linkFor(email));
    const entries = await server.pools.tenant(me.organization.id, (db) =>
      db.selectFrom('audit_entries').select(['action', 'actor_id']).execute(),
    );
    expect(entries).toContainEqual({ action: 'user.password_reset', actor_id: me.user!.id });
    const told = async () => (await mailsTo(email)).map(({ subject }) => subject);
    await expect.poll(told).toContain('Your Parley password was changed');
  });
});

describe('asking for one', () => {
  test('SEC-38 is the same for somebody, nobody and who was disabled, to the row it writes', async () => {
    const { email } = await browser.signUp();
    const { email: disabled } = await browser.signUp();
    await server.pools.systemPool.query('update users set disabled_at = now() where email = $1', [disabled]);
    const written: unknown[] = [];
    const answers: TestAnswer<Problem>[] = [];
    for (const address of [email, 'nobody-at-all@example.com', disabled]) {
      answers.push(await request(address));
      const { rows } = await server.pools.systemPool.query(
        'select kind, language, give_up_at - created_at as life from mails where address = $1',
        [address],
      );
      written.push(
        rows.map((row) => ({ ...row, life: Math.round((row.life.minutes ?? 0) / 60 + (row.life.hours ?? 0)) })),
      );
    }
    for (const { status, body } of answers) expect([status, body]).toEqual([202, { accepted: true }]);
    expect(written[1]).toEqual(written[0]);
    expect(written[2]).toEqual(written[0]);
    // Only who is there gets it.
    await expect.poll(async () => (await mailsTo(email)).length).toBe(1);
    expect(await mailsTo('nobody-at-all@example.com')).toEqual([]);
    expect(await mailsTo(disabled)).toEqual([]);
  });

  test('SEC-37 a few times an hour for one account, known or not, and not from one address for ever', async () => {
    for (const email of ['somebody@example.com', (await browser.signUp()).email]) {
      const codes = [];
      for (let number = 0; number < 5; number++) codes.push((await request(email)).status);
      expect(codes).toEqual([202, 202, 202, 202, 429]);
    }
    await server.pools.systemPool.query('delete from sign_in_attempts');
    for (let number = 0; number < 20; number++) expect((await request(`many-${number}@example.com`)).status).toBe(202);
    expect((await request('one-more@example.com')).status).toBe(429);
  });

  test('SEC-25 another site cannot ask', async () => {
    const answer = await request('somebody@example.com', { origin: 'https://evil.example' });
    expect([answer.status, answer.body.code]).toEqual([403, 'cross_site_refused']);
  });
});

describe('the mailbox', () => {
  test('is for the root of the installation alone', async () => {
    const { cookie } = await browser.signUp();
    const answer = await browser.ask('GET', '/mailbox', cookie);
    expect([answer.status, answer.body.code]).toEqual([403, 'root_only']);
    expect((await browser.ask('GET', '/mailbox', root.cookie)).status).toBe(200);
    expect((await server.request('GET', '/mailbox')).status).toBe(401);
  });
});

test('a fresh installation says that it has no owner yet', async () => {
  const other = await createTestServer({ routes });
  const installation = async () => (await other.request('GET', '/installation')).body;
  const rest = { demoAvailable: false, signUpOpen: true, mail: false, version: '0.0.0' };
  expect(await installation()).toEqual({ hasOwner: false, ...rest });
  await browserOf(other).signUp();
  expect(await installation()).toEqual({ hasOwner: true, ...rest });
  await other.close();
});
