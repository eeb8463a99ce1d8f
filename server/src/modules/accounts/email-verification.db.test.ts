import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Me, VerifiedEmail } from '@parley/contract/accounts';
import { mailKinds, routes } from '#accounts';
import { startMailSender } from '#mail';
import type { Problem } from '#platform/http/problem';
import { createMailTransport, type MailTransport } from '#platform/outbound-mail';
import {
  createTestServer,
  startSmtpSink,
  type SmtpSink,
  type TestAnswer,
  type TestServer,
} from '#platform/test-kit/index';
import { authenticateSession } from './authenticate-session.ts';
import { browserOf, type Browser, type Person } from './test-accounts.ts';

let server: TestServer;
let browser: Browser;
let owner: Person;
let sink: SmtpSink;
let transport: MailTransport;
let stop: () => Promise<unknown>;
let now = new Date();
const facts = {
  version: '0',
  publicUrl: 'http://localhost:8080',
  filesUrl: null,
  sendsMail: true,
  demoAvailable: false,
  signUpOpen: false,
};

beforeAll(async () => {
  server = await createTestServer({
    routes,
    clock: { now: () => now },
    authenticate: (kit) => (credentials, caller) => authenticateSession(kit.runtime, credentials.token, caller),
  });
  browser = browserOf(server);
  Object.assign(server.runtime, { installation: facts });
  owner = await browser.signUp();
});
afterAll(() => server.close());
beforeEach(async () => {
  now = new Date();
  await server.pools.systemPool.query('delete from sign_in_attempts');
  sink = await startSmtpSink();
  transport = createMailTransport(sink.url, 'Parley <parley@desk.example>');
  Object.assign(server.runtime, { installation: facts });
  const sender = startMailSender({ runtime: server.runtime, kinds: mailKinds, transport, announce: () => {} });
  stop = () => sender.stop();
});
afterEach(async () => {
  await stop();
  transport.close();
  await sink.close();
});

/** Whose link was handed over by somebody else, before there was a mail server. */
async function signUpByHand(): Promise<Person> {
  Object.assign(server.runtime, { installation: { ...facts, sendsMail: false } });
  const person = await browser.signUp();
  Object.assign(server.runtime, { installation: facts });
  return person;
}

const verify = (token: string): Promise<TestAnswer<VerifiedEmail & Problem>> =>
  server.request('POST', '/email-verification/complete', { body: { token } });
const again = (person: Person): Promise<TestAnswer<Problem>> =>
  browser.ask('POST', '/email-verification', person.cookie);
const isVerified = async (person: Person): Promise<boolean> =>
  (await browser.ask<Me>('GET', '/me', person.cookie)).body.user!.isEmailVerified;

async function tokenMailedTo(email: string, count: number, page = 'verify-email'): Promise<string> {
  const mails = (): string[] => sink.mails.filter(({ to }) => to.includes(email)).map(({ source }) => source);
  await expect.poll(() => mails().length).toBe(count);
  return new RegExp(`/${page}#([\\w-]{43})`).exec(
    mails()
      .at(-1)!
      .replace(/=\r?\n/g, ''),
  )![1]!;
}

test('PLT-2 the owner of a fresh installation is mailed a link that proves the address', async () => {
  expect(await isVerified(owner)).toBe(false);
  const { rows } = await server.pools.systemPool.query('select kind from mails where address = $1', [owner.email]);
  expect(rows).toEqual([{ kind: 'accounts.verify-email' }]);
});

test('PLT-2 the link proves the address, and lets nobody in', async () => {
  const person = await signUpByHand();
  expect(await isVerified(person)).toBe(false);
  await again(person);
  const token = await tokenMailedTo(person.email, 1);
  const answer = await verify(token);
  expect([answer.status, answer.body]).toEqual([200, { email: person.email }]);
  expect(answer.headers.get('set-cookie')).toBeNull();
  expect(await isVerified(person)).toBe(true);
  expect((await verify(token)).status).toBe(200);
  expect((await again(person)).status).toBe(202);
  const { rows } = await server.pools.systemPool.query(
    `select count(*)::int as count from audit_entries where action = 'user.email_verified' and actor_id = $1`,
    [person.me.user!.id],
  );
  expect(rows[0].count).toBe(1);
});

test('PLT-2 a later link replaces it, and its time is one day', async () => {
  const person = await signUpByHand();
  await again(person);
  const first = await tokenMailedTo(person.email, 1);
  await again(person);
  const second = await tokenMailedTo(person.email, 2);
  expect((await verify(first)).body.code).toBe('verification_link_invalid');
  now = new Date(Date.now() + 25 * 60 * 60 * 1_000);
  expect((await verify(second)).body.code).toBe('verification_link_invalid');
  expect(await isVerified(person)).toBe(false);
});

test('SEC-37 mails are sent to one address a few times an hour', async () => {
  const person = await browser.signUp();
  const statuses: number[] = [];
  for (let turn = 0; turn < 5; turn++) statuses.push((await again(person)).status);
  expect(statuses).toEqual([202, 202, 202, 202, 429]);
});

test('PLT-2 a mailed link for a new password proves the address, too', async () => {
  const person = await signUpByHand();
  await server.request('POST', '/password-reset', { body: { email: person.email } });
  const token = await tokenMailedTo(person.email, 1, 'reset-password');
  await server.request('POST', '/password-reset/complete', {
    body: { token, newPassword: 'another private sentence' },
  });
  const { body } = await browser.signIn(person.email, 'another private sentence');
  expect(body.user!.isEmailVerified).toBe(true);
});

test('PLT-2 without a mail server nothing is asked and nothing is proven', async () => {
  const person = await signUpByHand();
  const { rows } = await server.pools.systemPool.query('select 1 from mails where address = $1', [person.email]);
  expect(rows).toEqual([]);
  expect(await isVerified(person)).toBe(false);
});
