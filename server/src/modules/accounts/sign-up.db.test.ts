import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Me, SignUpFacts } from '@parley/contract/accounts';
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
  server.request('POST', '/sign-up/request', { body: { email }, headers });
const check = (token: string): Promise<TestAnswer<SignUpFacts & Problem>> =>
  server.request('POST', '/sign-up/check', { body: { token } });
const complete = (token: string, fields: object = {}): Promise<TestAnswer<Me & Problem>> =>
  server.request('POST', '/sign-up/complete', {
    body: { token, name: 'Vera', organizationName: 'Own works', password, ...fields },
  });

let addresses = 0;
const newAddress = (): string => `new-${++addresses}@example.com`;

async function mailsTo(email: string): Promise<KeptMail[]> {
  const { body } = await browser.ask<{ data: KeptMail[] }>('GET', '/mailbox?limit=200', root.cookie);
  return body.data.filter(({ address }) => address === email);
}

/** The newest mail to the address, once there are as many. */
async function mailTo(email: string, count = 1): Promise<KeptMail> {
  await expect.poll(async () => (await mailsTo(email)).length, { timeout: 30_000 }).toBe(count);
  return (await mailsTo(email))[0]!;
}

async function linkFor(email: string, count = 1): Promise<string> {
  expect((await request(email)).status).toBe(202);
  return /\/sign-up#([\w-]{43})/.exec((await mailTo(email, count)).text)![1]!;
}

const dead = [404, 'sign_up_link_invalid'];
const codeOf = ({ status, body }: TestAnswer<Problem>): unknown[] => [status, body.code];

describe('asking for a link', () => {
  test('SEC-38 is the same for a new address, a known one and a disabled one, to the row it writes', async () => {
    const known = await browser.signUp();
    const disabled = await browser.signUp();
    await server.pools.systemPool.query('update users set disabled_at = now() where email = $1', [disabled.email]);
    const strange = newAddress();
    const written: unknown[] = [];
    for (const email of [strange, known.email, disabled.email]) {
      const { status, body, headers } = await request(email);
      const { rows } = await server.pools.systemPool.query(
        `select kind, language, give_up_at - created_at > interval '23 hours' as lasts from mails where address = $1`,
        [email],
      );
      const { rows: attempts } = await server.pools.systemPool.query(
        'select kind, succeeded from sign_in_attempts where email = $1',
        [email],
      );
      const names = [...headers.keys()].toSorted();
      written.push({ status, body, names, cookie: headers.get('set-cookie'), rows, attempts });
    }
    expect(written[0]).toMatchObject({ status: 202, body: { accepted: true }, cookie: null });
    expect(written[1]).toEqual(written[0]);
    expect(written[2]).toEqual(written[0]);
    // Only the mailbox learns which it was.
    expect((await mailTo(strange)).subject).toBe('Go on signing up to Parley');
    const told = await mailTo(known.email);
    expect(told.subject).toBe('You already have a Parley account');
    expect(told.text).toContain('http://localhost:8080/sign-in');
    expect(told.text).toContain('http://localhost:8080/forgot-password');
    expect(told.text).not.toContain('/sign-up#');
    expect(await mailsTo(disabled.email)).toEqual([]);
  });

  test('SEC-38 the form of a fresh installation tells nothing once there is an owner', async () => {
    for (const email of [root.email, newAddress()]) {
      const body = { email, password, name: 'Ben', organizationName: 'Rivals' };
      expect(codeOf(await server.request<Problem>('POST', '/sign-up', { body }))).toEqual([409, 'installation_owned']);
    }
    const { rows } = await server.pools.systemPool.query(`select 1 from organizations where name = 'Rivals'`);
    expect(rows).toEqual([]);
  });

  test('SEC-37 a few times an hour for one address, known or not; those who came are not counted', async () => {
    const came = newAddress();
    expect((await complete(await linkFor(came))).status).toBe(201);
    for (const email of [newAddress(), root.email]) {
      const answers = [];
      for (let number = 0; number < 5; number++) answers.push((await request(email)).status);
      expect(answers).toEqual([202, 202, 202, 202, 429]);
    }
    await server.pools.systemPool.query('delete from sign_in_attempts');
    for (let number = 0; number < 19; number++) expect((await request(newAddress())).status).toBe(202);
    expect((await complete(await linkFor(newAddress()))).status).toBe(201);
    expect((await request(newAddress())).status).toBe(202);
    expect((await request(newAddress())).status).toBe(429);
  });

  test('SEC-25 another site cannot ask', async () => {
    const answer = await request(newAddress(), { origin: 'https://evil.example' });
    expect(codeOf(answer)).toEqual([403, 'cross_site_refused']);
  });

  test('is refused to everybody where sign-up is closed, and links stay good', async () => {
    const token = await linkFor(newAddress());
    const { installation } = server.runtime;
    Object.assign(server.runtime, { installation: { ...installation, signUpOpen: false } });
    for (const email of [root.email, newAddress()])
      expect(codeOf(await request(email))).toEqual([403, 'sign_up_closed']);
    expect((await complete(token)).status).toBe(201);
    Object.assign(server.runtime, { installation });
  });
});

describe('a mailed link', () => {
  test('PLT-1 makes the person and the organization that is theirs, and signs in', async () => {
    const email = newAddress();
    const token = await linkFor(email);
    expect((await check(token)).body.email).toBe(email);
    const answer = await complete(token, { language: 'ru', timeZone: 'Europe/Moscow', remember: true });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      role: 'owner',
      user: { email, name: 'Vera', language: 'ru', timeZone: 'Europe/Moscow', installationRole: null },
      organization: { name: 'Own works', timeZone: 'Europe/Moscow' },
    });
    expect(answer.headers.get('set-cookie')).toContain('Max-Age=2592000');
    expect(await browser.statusOfMe(cookieOf(answer))).toBe(200);
    expect((await browser.signIn(email)).status).toBe(200);
    const entries = await server.pools.tenant(answer.body.organization.id, (db) =>
      db.selectFrom('audit_entries').select(['action', 'actor_id']).orderBy('id').limit(1).execute(),
    );
    expect(entries).toEqual([{ action: 'organization.created', actor_id: answer.body.user!.id }]);
  });

  test('PLT-2 is good once, also for many at once, for a day, and until the next one', async () => {
    const twice = await linkFor(newAddress());
    const answers = await Promise.all([1, 2, 3].map(() => complete(twice)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 404, 404]);
    expect(codeOf(await check(twice))).toEqual(dead);

    const late = await linkFor(newAddress());
    now = new Date(now.getTime() + 24 * 60 * 60 * 1_000 + 1_000);
    expect([codeOf(await check(late)), codeOf(await complete(late))]).toEqual([dead, dead]);

    const email = newAddress();
    const first = await linkFor(email);
    const second = await linkFor(email, 2);
    expect(codeOf(await complete(first))).toEqual(dead);
    expect((await complete(second)).status).toBe(201);
  });

  test('stays good when the password is refused, and makes nothing', async () => {
    const email = newAddress();
    const token = await linkFor(email);
    const refused = await complete(token, { password: email });
    expect(refused.body.errors).toMatchObject([{ path: 'password', rule: 'password_common' }]);
    expect((await complete(token)).status).toBe(201);
  });

  test('SEC-38 is dead once the address has an account, and cannot name another', async () => {
    const email = newAddress();
    const token = await linkFor(email);
    const named = await complete(token, { email: root.email });
    expect(named.body.errors).toMatchObject([{ path: 'email', rule: 'unknown_field' }]);
    const other = await linkFor(newAddress());
    const { body } = await complete(other);
    await server.pools.systemPool.query('update users set email = $1 where id = $2', [email, body.user!.id]);
    expect([codeOf(await check(token)), codeOf(await complete(token))]).toEqual([dead, dead]);
  });

  test('SEC-53 stands nowhere in the database', async () => {
    const token = await linkFor(newAddress());
    const { rows } = await server.pools.systemPool.query(
      `select (select string_agg(sign_up_links::text, '') from sign_up_links) || (select string_agg(mails::text, '') from mails) as everything`,
    );
    expect(rows[0].everything).not.toContain(token);
    expect(rows[0].everything).not.toContain(Buffer.from(token).toString('hex'));
  });

  test('proves the address where mails are sent, and nothing where the root hands links on', async () => {
    const { installation } = server.runtime;
    const byHand = await complete(await linkFor(newAddress()));
    expect(byHand.body.user!.isEmailVerified).toBe(false);
    const token = await linkFor(newAddress());
    Object.assign(server.runtime, { installation: { ...installation, sendsMail: true } });
    const mailed = await complete(token);
    Object.assign(server.runtime, { installation });
    expect(mailed.body.user!.isEmailVerified).toBe(true);
  });
});
