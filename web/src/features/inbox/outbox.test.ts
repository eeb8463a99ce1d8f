import type { Conversation } from '@parley/contract/conversations';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

interface Request {
  readonly path: string;
  readonly key: string;
  readonly body: Record<string, unknown>;
}

const stored = new Map<string, string>();
const online = { value: true };
const requests: Request[] = [];
let answer: (request: Request) => Response;

vi.stubGlobal('localStorage', {
  get length() {
    return stored.size;
  },
  key: (index: number) => [...stored.keys()][index] ?? null,
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
vi.stubGlobal('fetch', async (url: string, init: { body?: string; headers: Record<string, string> }) => {
  const body = JSON.parse(init.body ?? '{}') as Record<string, unknown>;
  const request = { path: url.replace('/api/v1/conversations', ''), key: init.headers['idempotency-key']!, body };
  requests.push(request);
  return answer(request);
});

const outbox = await import('./outbox.ts');
const { enqueue, flushOutbox, openOutbox, sendAgain, takeBack, withQueued } = outbox;

const settled: string[] = [];
const refused: string[] = [];
let signedIn = 'anna';
let close = (): void => {};

function open(owner = 'anna', of = openOutbox): void {
  close = of(owner, owner, {
    beforeSending: async () => {},
    onSettled: ({ item, entry, kept = [] }) =>
      void settled.push([item.kind, entry?.id, ...kept].filter((part) => part !== undefined).join(' ')),
    onRecovered: () => {},
    onRefused: (item, error) => void refused.push(`${item.kind} ${error.code}`),
    isStillOwner: async () => signedIn === owner,
  });
}

const say = (text: string, conversationId = 'one') =>
  enqueue({ kind: 'reply', conversationId, text, files: [], mentions: [], delaySeconds: 0 });
const resolve = (...conversationIds: string[]) =>
  enqueue({ kind: 'change', conversationIds, change: { kind: 'resolve' } });
const row = (id: string): Conversation => ({ id, status: 'open', unread: 2, lastInboundAt: '1' }) as Conversation;

/** As the server does: what comes again under the same key has happened once. */
const happened = new Map<string, string>();
function happen({ path, key, body }: Request): Response {
  const text = path.endsWith('/messages') ? `said ${String(body['text'])}` : `${path} ${JSON.stringify(body)}`;
  if (!happened.has(key)) happened.set(key, text);
  const answered = path === '/bulk' ? { changed: [], kept: [] } : { id: `id of ${String(body['text'])}` };
  return Response.json(answered, { status: 201 });
}
const problem = (status: number, code: string): Response => Response.json({ code, detail: code }, { status });
const settledAre = (length: number) => vi.waitFor(() => expect(settled).toHaveLength(length));
const waiting = (): unknown[] => [...stored.values()];

beforeEach(() => {
  stored.clear();
  happened.clear();
  online.value = true;
  signedIn = 'anna';
  for (const list of [requests, settled, refused]) list.length = 0;
  answer = happen;
});
afterEach(() => close());
afterAll(() => void vi.unstubAllGlobals());

describe('what a person does', () => {
  test('INB-3 leaves in order, and is forgotten when the server has it', async () => {
    open();
    say('one');
    say('two');
    resolve('one');
    await settledAre(3);
    expect([...happened.values()]).toEqual([
      'said one',
      'said two',
      '/bulk {"conversationIds":["one"],"change":{"kind":"resolve"}}',
    ]);
    expect(stored.size).toBe(0);
  });

  test('PLT-21 is kept offline, through a reload, shown, and sent once when the connection is back', async () => {
    online.value = false;
    open();
    const keys = [say('one').clientId, resolve('one', 'two').clientId];
    close();
    expect(withQueued(row('two')).status).toBe('open');
    open();
    expect([withQueued(row('one')), withQueued(row('two')), withQueued(row('three'))]).toMatchObject([
      { status: 'resolved', unread: 0 },
      { status: 'resolved', unread: 2 },
      { status: 'open' },
    ]);
    expect(requests).toEqual([]);
    online.value = true;
    target.dispatchEvent(new Event('online'));
    await settledAre(2);
    expect(requests.map(({ key }) => key)).toEqual(keys);
  });

  test('INB-4 puts away no more than was seen, whatever the person writes until it leaves', async () => {
    online.value = false;
    open();
    const change = { kind: 'resolve' } as const;
    enqueue({ kind: 'change', conversationIds: ['one', 'two'], change, seen: { one: 3, two: 5 } });
    const one = { ...row('one'), inboundCount: 3 };
    expect(withQueued(one).status).toBe('resolved');
    expect(withQueued({ ...one, inboundCount: 4 }).status, 'the person has written since').toBe('open');
    answer = (request) => {
      happen(request);
      return Response.json({ changed: ['two'], kept: ['one'] });
    };
    online.value = true;
    target.dispatchEvent(new Event('online'));
    await settledAre(1);
    expect(settled).toEqual(['change one']);
    expect([...happened.values()]).toEqual([
      '/bulk {"conversationIds":["one","two"],"change":{"kind":"resolve"},"seen":{"one":3,"two":5}}',
    ]);
  });

  test('INB-3 answers leave unread what came after they were written', async () => {
    online.value = false;
    open();
    const said = { text: 'yes', files: [], mentions: [], delaySeconds: 0, seen: 3 };
    enqueue({ kind: 'reply', conversationId: 'one', ...said });
    const one = { ...row('one'), unread: 2 };
    expect([3, 4, 9].map((inboundCount) => withQueued({ ...one, inboundCount }).unread)).toEqual([0, 1, 2]);
    online.value = true;
    flushOutbox();
    await settledAre(1);
    expect(requests[0]?.body).toMatchObject({ text: 'yes', seen: 3 });
  });

  test('F33 is asked again under the same key when the request or its answer is lost, before what came after it', async () => {
    const lost = ['request', 'answer', 'answer'];
    answer = (request) => {
      const now = lost.shift();
      if (now !== 'request') happen(request);
      if (now !== undefined) throw new TypeError('network');
      return happen(request);
    };
    open();
    say('one');
    resolve('one');
    target.dispatchEvent(new Event('online'));
    await vi.waitFor(
      () => {
        flushOutbox();
        expect(settled).toHaveLength(2);
      },
      { timeout: 10_000 },
    );
    expect([...happened.values()]).toEqual(['said one', expect.stringContaining('resolve')]);
    expect(new Set(requests.map(({ key }) => key)).size).toBe(2);
  });

  test('of one conversation that does not get through holds up nobody else’s', async () => {
    let isBroken = true;
    answer = (request) =>
      isBroken && request.path === '/one/messages' ? problem(500, 'server_error') : happen(request);
    open();
    say('first', 'one');
    resolve('one', 'two');
    say('second', 'two');
    say('third', 'three');
    await settledAre(1);
    expect([...happened.values()], 'the second follows a change that waits for the first').toEqual(['said third']);
    isBroken = false;
    flushOutbox();
    await settledAre(4);
    expect([...happened.values()].map((text) => text.split(' ').slice(0, 2).join(' '))).toEqual([
      'said third',
      'said first',
      expect.stringMatching('^/bulk'),
      'said second',
    ]);
  });
});

describe('what the server refuses', () => {
  test('of words stays with the reason, stops nobody, and is tried again when told', async () => {
    let refuses = true;
    answer = (request) =>
      refuses && request.body['text'] === 'bad' ? problem(422, 'channel_takes_no_files') : happen(request);
    open();
    const { clientId } = say('bad');
    say('good');
    await settledAre(1);
    expect(refused).toEqual(['reply channel_takes_no_files']);
    expect(waiting()).toEqual([expect.stringContaining('"problem":"channel_takes_no_files"')]);
    refuses = false;
    sendAgain(clientId);
    await settledAre(2);
    expect([...happened.values()]).toEqual(['said good', 'said bad']);
  });

  test('of changes is taken off the screen, and only that', async () => {
    answer = (request) =>
      JSON.stringify(request.body).includes('assign') ? problem(404, 'record_missing') : happen(request);
    online.value = false;
    open();
    enqueue({ kind: 'change', conversationIds: ['one'], change: { kind: 'label', labelId: 'red' } });
    enqueue({ kind: 'change', conversationIds: ['one'], change: { kind: 'assign', assigneeId: 'boris' } });
    const before = { ...row('one'), labelIds: [], assigneeId: null };
    expect(withQueued(before)).toMatchObject({ labelIds: ['red'], assigneeId: 'boris' });
    online.value = true;
    flushOutbox();
    await vi.waitFor(() => expect(refused).toEqual(['change record_missing']));
    expect(settled).toEqual(['change']);
    expect(stored.size).toBe(0);
  });

  test('because it is busy with the same request, or the session has ended, is no refusal', async () => {
    const passing = [
      problem(409, 'idempotency_key_busy'),
      problem(401, 'sign_in_required'),
      problem(429, 'rate_limit_reached'),
    ];
    answer = (request) => passing.shift() ?? happen(request);
    open();
    resolve('one');
    await vi.waitFor(() => {
      flushOutbox();
      expect(settled).toHaveLength(1);
    });
    expect(refused).toEqual([]);
  });
});

describe('taking back', () => {
  test('what has not left takes it out of the queue', async () => {
    online.value = false;
    open();
    const { clientId } = say('too early');
    const change = resolve('one');
    expect([takeBack(clientId), takeBack(change.clientId)]).toEqual([true, true]);
    expect(withQueued(row('one')).status).toBe('open');
    online.value = true;
    say('kept');
    await settledAre(1);
    expect([...happened.values()]).toEqual(['said kept']);
  });

  test('INB-3 what may have arrived finds out what became of it, and takes that back', async () => {
    let isCut = true;
    answer = (request) => {
      const response = happen(request);
      if (isCut) throw new TypeError('network');
      return response;
    };
    open();
    const message = say('rash');
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    await vi.waitFor(() => expect(takeBack(message.clientId)).toBe(false));
    enqueue({ kind: 'withdraw', conversationId: 'one', messageId: null, message });
    isCut = false;
    await vi.waitFor(() => {
      flushOutbox();
      expect(settled).toHaveLength(2);
    });
    expect(requests.map(({ path }) => path)).toEqual([
      '/one/messages',
      '/one/messages',
      '/one/messages',
      '/one/messages/id of rash/cancel',
    ]);
    expect(new Set(requests.slice(0, 3).map(({ key }) => key)), 'one message').toEqual(new Set([message.clientId]));
  });
});

describe('marks of reading', () => {
  test('wait like everything else; only the last one is sent, and what came after it is new', async () => {
    online.value = false;
    open();
    for (const messageId of ['a', 'b']) enqueue({ kind: 'read', conversationId: 'one', messageId, lastInboundAt: '1' });
    expect(withQueued(row('one')).unread).toBe(0);
    expect(withQueued({ ...row('one'), unread: 3, lastInboundAt: '2' }).unread).toBe(3);
    online.value = true;
    flushOutbox();
    await settledAre(1);
    expect(requests.map(({ path, body }) => [path, body])).toEqual([['/one/read', { messageId: 'b' }]]);
  });
});

describe('others', () => {
  test('another person’s queue is not touched', async () => {
    online.value = false;
    open();
    say('of anna');
    close();
    signedIn = 'boris';
    open('boris');
    online.value = true;
    resolve('two');
    await settledAre(1);
    expect([...happened.values()]).toEqual([expect.stringContaining('two')]);
    close();
    signedIn = 'anna';
    open();
    await settledAre(2);
    expect([...happened.values()]).toContain('said of anna');
  });

  test('nothing leaves in the name of somebody who signed in through another window', async () => {
    signedIn = 'boris';
    open();
    say('of anna');
    await vi.waitFor(() => expect(waiting()).toHaveLength(1));
    await new Promise((done) => setTimeout(done, 50));
    expect(requests).toEqual([]);
  });

  test('another window that writes at the same moment loses nothing, and hears what became of it', async () => {
    online.value = false;
    open();
    say('here');
    vi.resetModules();
    const other = await import('./outbox.ts');
    const closeOther = other.openOutbox('anna', 'anna', {
      beforeSending: async () => {},
      onSettled: ({ item }) => void settled.push(`there ${item.kind}`),
      onRefused: () => {},
      onRecovered: () => {},
      isStillOwner: async () => true,
    });
    other.enqueue({ kind: 'note', conversationId: 'one', text: 'there', files: [], mentions: [], delaySeconds: 0 });
    expect(stored.size).toBe(2);
    const [key] = stored.keys();
    const { item } = JSON.parse(stored.get(key!)!) as { item: object };
    const newValue = JSON.stringify({ settled: { item, entry: { id: 'x' } } });
    target.dispatchEvent(Object.assign(new Event('storage'), { key, newValue }));
    expect(settled.toSorted()).toEqual(['reply x', 'there reply']);
    closeOther();
  });
});
