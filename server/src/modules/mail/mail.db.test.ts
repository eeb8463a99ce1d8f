import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createMailTransport, type MailTransport } from '#platform/outbound-mail';
import { createTestRuntime, startSmtpSink, type SmtpSink, type TestRuntime } from '#platform/test-kit/index';
import { listKeptMails, queueMail, type MailKind } from './index.ts';
import { sendDueMails, type MailSenderOptions } from './start-mail-sender.ts';

const greeting: MailKind = {
  kind: 'test.greeting',
  giveUpMinutes: 60,
  compose: async ({ publicUrl }, { address, language }) =>
    address.startsWith('nobody')
      ? null
      : {
          subject: language === 'ru' ? 'Привет' : 'Hello',
          paragraphs: [`For ${address}`, '.a line with a dot'],
          link: { label: 'Open', url: `${publicUrl}/x` },
          footnotes: [],
        },
};

let kit: TestRuntime;
let sink: SmtpSink;
let transport: MailTransport;
let announced: string[];

beforeAll(async () => {
  kit = await createTestRuntime();
});
afterAll(() => kit.close());
beforeEach(async () => {
  await kit.pools.systemPool.query('delete from mails');
  sink = await startSmtpSink();
  transport = createMailTransport(sink.url, 'Parley <parley@desk.example>');
  announced = [];
});
afterEach(async () => {
  transport.close();
  await sink.close();
});

const options = (changes: Partial<MailSenderOptions> = {}): MailSenderOptions => ({
  runtime: kit.runtime,
  kinds: [greeting],
  transport,
  announce: ({ text }) => announced.push(text),
  ...changes,
});
const queue = (address: string, language: 'en' | 'ru' = 'en') =>
  kit.pools.system((db) => queueMail(db, greeting, { address, language }));
async function rows(): Promise<{ state: string; attempts: number; error: string | null; content: Buffer | null }[]> {
  const text = 'select state, attempts, error, content from mails order by id';
  return (await kit.pools.systemPool.query(text)).rows;
}
const states = async (): Promise<string[]> => (await rows()).map(({ state }) => state);
const makeDue = () => kit.pools.systemPool.query('update mails set due_at = now()');

test('a mail goes over the line in its language, as text and as HTML', async () => {
  await queue('ann@example.com', 'ru');
  await sendDueMails(options());
  expect(await states()).toEqual(['sent']);
  const [mail] = sink.mails;
  expect(mail).toMatchObject({ from: 'parley@desk.example', to: ['ann@example.com'] });
  expect(mail!.source).toContain(`Subject: =?UTF-8?`);
  expect(mail!.source).toMatch(/^Message-ID: <[0-9a-f-]{36}@desk\.example>/m);
  expect(mail!.source).toContain('text/plain');
  expect(mail!.source).toContain('text/html');
  expect(mail!.source).toContain('http://localhost:8080/x');
});

test('a mail without anybody to get it vanishes', async () => {
  await queue('nobody@example.com');
  await sendDueMails(options());
  expect(await states()).toEqual(['dropped']);
  expect(sink.mails).toHaveLength(0);
});

test('what the server puts off is tried again after a pause, what it refuses is not', async () => {
  sink.answerNext('451 Try again later');
  sink.refuseRecipient('gone@example.com', '550 No such user');
  await queue('ann@example.com');
  await queue('gone@example.com');
  await sendDueMails(options());
  expect(await states()).toEqual(['queued', 'failed']);
  await sendDueMails(options());
  expect(sink.mails).toHaveLength(0);
  await makeDue();
  await sendDueMails(options());
  expect(await states()).toEqual(['sent', 'failed']);
  expect(sink.mails).toHaveLength(1);
});

test('while there is no server it is tried again, until its time is over', async () => {
  await sink.close();
  await queue('ann@example.com');
  await sendDueMails(options());
  expect(await states()).toEqual(['queued']);
  await kit.pools.systemPool.query(`update mails set due_at = now(), give_up_at = now() + interval '10 seconds'`);
  await sendDueMails(options());
  expect(await states()).toEqual(['failed']);
  sink = await startSmtpSink();
});

test('F17 when the line breaks before the answer, nobody can say, so it is not sent twice', async () => {
  sink.answerNext('hang up', { keep: true });
  await queue('ann@example.com');
  await sendDueMails(options());
  expect(await states()).toEqual(['unknown']);
  await makeDue();
  await sendDueMails(options());
  expect(sink.mails).toHaveLength(1);
});

test('F4 what a killed process had in hand is not sent again', async () => {
  await queue('ann@example.com');
  await queue('ben@example.com');
  await kit.pools.systemPool.query(
    `update mails set state = 'sending', claimed_at = now() - interval '6 minutes' where address like 'ann%'`,
  );
  await sendDueMails(options());
  expect(await states()).toEqual(['unknown', 'sent']);
  expect(sink.mails.map(({ to }) => to)).toEqual([['ben@example.com']]);
});

test('F11 two processes at once send each mail once', async () => {
  for (let number = 0; number < 8; number++) await queue(`ann-${number}@example.com`);
  await Promise.all([sendDueMails(options()), sendDueMails(options()), sendDueMails(options())]);
  expect(new Set(sink.mails.map(({ to }) => to[0]))).toHaveProperty('size', 8);
  expect(sink.mails).toHaveLength(8);
});

test('SEC-16 an address brings no header and no second recipient', async () => {
  await queue('ann@example.com\r\nRCPT TO:<eve@example.com>\r\nBcc: eve@example.com');
  await queue('ann@example.com, eve@example.com');
  await sendDueMails(options());
  for (const { to, source } of sink.mails) {
    expect(to).toHaveLength(1);
    expect(to).not.toContain('eve@example.com');
    expect(source.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/m);
  }
});

test('without a server a mail is announced and kept, readable only through Parley', async () => {
  await queue('ann@example.com');
  await queue('ben@example.com');
  await sendDueMails(options({ transport: null }));
  expect(await states()).toEqual(['kept', 'kept']);
  expect(announced[0]).toContain('http://localhost:8080/x');
  for (const { content } of await rows()) expect(content!.includes('localhost')).toBe(false);
  const first = await listKeptMails(kit.runtime, { limit: 1 });
  expect(first.data).toMatchObject([{ address: 'ben@example.com', subject: 'Hello' }]);
  const second = await listKeptMails(kit.runtime, { limit: 1, cursor: first.nextCursor! });
  expect(second.data).toMatchObject([{ address: 'ann@example.com' }]);
  expect(second.data[0]!.text).toContain('http://localhost:8080/x');
  expect(second.nextCursor).toBeNull();
});

test('a mail that was sent leaves no text behind', async () => {
  await queue('ann@example.com');
  await sendDueMails(options());
  expect((await rows())[0]!.content).toBeNull();
});
