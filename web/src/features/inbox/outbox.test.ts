import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';

const stored = new Map<string, string>();
const online = { value: true };
const requests: { url: string; body: { clientId: string; text: string } }[] = [];
let answer: (body: { clientId: string; text: string }) => Response;

vi.stubGlobal('localStorage', {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => void stored.set(key, value),
  removeItem: (key: string) => void stored.delete(key),
});
const target = new EventTarget();
vi.stubGlobal('window', target);
vi.stubGlobal('navigator', {
  get onLine() {
    return online.value;
  },
  languages: ['en'],
});
vi.stubGlobal('fetch', async (url: string, init: { body: string }) => {
  const body = JSON.parse(init.body) as { clientId: string; text: string };
  requests.push({ url, body });
  return answer(body);
});

const { flushOutbox, openOutbox, send, sendAgain, takeBack } = await import('./outbox.ts');

const done: string[] = [];
let close = (): void => {};
const open = (): void => {
  close = openOutbox('anna', { onSent: (item) => void done.push(item.text), beforeSending: async () => {} });
};
const say = (text: string, conversationId = 'one') =>
  send({ conversationId, kind: 'reply', text, files: [], mentions: [], delaySeconds: 0 });
const ok = (body: { text: string }): Response => Response.json({ id: body.text }, { status: 201 });
const settled = (length: number) => vi.waitFor(() => expect(done).toHaveLength(length), { timeout: 5_000 });

beforeEach(() => {
  stored.clear();
  online.value = true;
  requests.length = 0;
  done.length = 0;
  answer = ok;
});
afterEach(() => close());
afterAll(() => void vi.unstubAllGlobals());

test('INB-3 what is sent leaves in order, and is forgotten when the server has it', async () => {
  open();
  for (const text of ['one', 'two', 'three']) say(text);
  await settled(3);
  expect(requests.map(({ body }) => body.text)).toEqual(['one', 'two', 'three']);
  expect(stored.size).toBe(0);
});

test('PLT-21 offline it is kept through a reload and sent once, in order, when the connection is back', async () => {
  online.value = false;
  open();
  const ids = ['one', 'two'].map((text) => say(text).clientId);
  expect(requests).toEqual([]);
  close();
  open();
  online.value = true;
  target.dispatchEvent(new Event('online'));
  await settled(2);
  expect(requests.map(({ body }) => body.clientId)).toEqual(ids);
});

test('F33 an answer that is lost on the way leads to the same request under the same id, before any other', async () => {
  let lost = 1;
  answer = (body) => {
    if (lost-- > 0) throw new TypeError('network');
    return ok(body);
  };
  open();
  say('one');
  say('two');
  await settled(2);
  const ids = requests.map(({ body }) => body.clientId);
  expect(requests.map(({ body }) => body.text)).toEqual(['one', 'one', 'two']);
  expect(ids[0]).toBe(ids[1]);
});

test('what the server refuses says why, stops nobody else, and is tried again only when told', async () => {
  let refuses = true;
  answer = (body) =>
    refuses && body.text === 'bad'
      ? Response.json({ code: 'channel_takes_no_files', detail: 'No files here.' }, { status: 422 })
      : ok(body);
  open();
  const { clientId } = say('bad');
  say('good');
  await settled(1);
  expect(done).toEqual(['good']);
  expect(stored.get('parley.outbox.anna')).toContain('No files here.');
  flushOutbox();
  refuses = false;
  sendAgain(clientId);
  await settled(2);
  expect(requests.filter(({ body }) => body.text === 'bad')).toHaveLength(2);
});

test('what waits can be taken back, and another person’s is not touched', async () => {
  online.value = false;
  open();
  const { clientId } = say('too early');
  expect(takeBack(clientId)).toBe(true);
  say('kept');
  close();
  const forget = openOutbox('boris', { onSent: () => {}, beforeSending: async () => {} });
  online.value = true;
  flushOutbox();
  forget();
  expect(requests).toEqual([]);
  open();
  await settled(1);
  expect(done).toEqual(['kept']);
});
