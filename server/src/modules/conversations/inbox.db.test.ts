import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  Conversation,
  ConversationContext,
  ConversationCounts,
  Draft,
  FoundInThread,
  ThreadEntry,
  ThreadPage,
} from '@parley/contract/conversations';
import type { Label } from '@parley/contract/labels';
import { sql } from 'kysely';
import { Readable } from 'node:stream';
import { unknownSender } from '#channel';
import { DeliveryError, type Channel, type ChannelKind, type OutboundMessage, type Sent } from '#channel';
import { secretsPurpose } from '#channels';
import { saveFile } from '#files';
import { routes as labelRoutes } from '#labels';
import { systemActor, type Actor } from '#platform/context';
import { createTestServer, type TestAnswer, type TestServer } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import { startSending, type Sending } from '#sending';
import { digestInbound } from './digest-inbound.ts';
import { reactions, routes, storeInbound } from './index.ts';
import { wakeSnoozed } from './wake-snoozed.ts';

interface Problem {
  readonly code: string;
  readonly details: Record<string, unknown>;
}

/** What the network took, and what it says to the next message. */
const taken: string[] = [];
let answer: (message: OutboundMessage) => void = () => {};

const network: ChannelKind = {
  kind: 'inbox-test',
  network: 'sms',
  official: true,
  addressing: 'network',
  carries: { maxTextLength: 10_000, formats: ['plain'], files: null, typing: false },
  parseSettings: (input) => input,
  secretSettings: [],
  test: async () => ({ ok: true }),
  create: (): Channel => ({
    capabilities: {
      maxTextLength: 10_000,
      formats: ['plain'],
      files: null,
      receipts: 'delivered',
      typing: false,
      lookup: false,
      history: false,
      idempotentSends: false,
      window: 10,
    },
    start: async (host) => host.state({ state: 'connected' }),
    send: async (message): Promise<Sent> => {
      answer(message);
      taken.push(message.text);
      return { parts: [{ providerMessageId: `id-${taken.length}` }] };
    },
    stop: async () => {},
  }),
};

/** Carries small documents of one kind. */
const documents: ChannelKind = {
  ...network,
  kind: 'documents-test',
  carries: { ...network.carries, files: { maxBytes: 100, mediaTypes: ['application/pdf'], maxCaptionLength: 100 } },
};

let kit: TestServer;
let system: Actor;
let channelId: string;
let sending: Sending;

beforeAll(async () => {
  kit = await createTestServer({
    routes: [...routes, ...labelRoutes],
    channels: [network, documents],
    maxConnections: 12,
  });
  system = systemActor(kit.organizationId, new Set());
  channelId = uuidv7();
  await kit.inTransaction(system, (ctx) =>
    ctx.db
      .insertInto('channels')
      .values({
        organization_id: kit.organizationId,
        id: channelId,
        kind: 'inbox-test',
        network: 'sms',
        name: 'Line',
        settings: '{}',
        secrets: ctx.secrets.seal(Buffer.from('{}'), secretsPurpose(channelId)),
      })
      .execute(),
  );
  sending = startSending({
    runtime: kit.runtime,
    transports: kit.runtime.transports,
    inbox: { receive: () => Promise.resolve(), fetchFiles: () => Promise.resolve() },
  });
});
afterAll(async () => {
  await sending.stop(200);
  await kit.close();
});

type Role = 'operator' | 'supervisor';
const me = (role: Role): string => kit.actor(role).id!;

async function ask<Body>(method: string, url: string, body?: unknown, as: Role = 'operator'): Promise<Body> {
  const result = await kit.request<Body>(method, url, { as, ...(body !== undefined && { body }) });
  expect([200, 201], `${method} ${url}: ${JSON.stringify(result.body)}`).toContain(result.status);
  return result.body;
}

async function refused(method: string, url: string, body: unknown, as: Role = 'operator'): Promise<Problem> {
  const result: TestAnswer<Problem> = await kit.request<Problem>(method, url, { as, body });
  expect(result.status).toBeGreaterThanOrEqual(400);
  return result.body;
}

let people = 0;

/** Messages of a new person, and the conversation they make. */
async function write(...texts: string[]): Promise<Conversation> {
  const from = `+1555200${String(++people).padStart(4, '0')}`;
  await writeAs(from, ...texts);
  const { data } = await ask<{ data: Conversation[] }>('GET', `/conversations?q=${encodeURIComponent(from)}`);
  return data[0]!;
}

async function writeEach(count: number): Promise<Conversation[]> {
  const made: Conversation[] = [];
  while (made.length < count) made.push(await write('hi'));
  return made;
}

async function writeAs(from: string, ...texts: string[]): Promise<void> {
  for (const text of texts) {
    const nothingMore = { files: [], sender: unknownSender, linkToken: null, providerTime: null, raw: null };
    const facts = { providerEventId: uuidv7(), from, to: '1', text, ...nothingMore };
    await kit.inTransaction(system, (ctx) => storeInbound(ctx, channelId, facts));
  }
  while ((await digestInbound(kit.runtime)) > 0);
}

const read = (id: string, as?: Role): Promise<Conversation> => ask('GET', `/conversations/${id}`, undefined, as);
const thread = async (id: string): Promise<ThreadEntry[]> =>
  (await ask<{ data: ThreadEntry[] }>('GET', `/conversations/${id}/messages`)).data;
const events = async (id: string): Promise<ThreadEntry['event'][]> =>
  (await thread(id))
    .filter((entry) => entry.kind === 'event')
    .map((entry) => entry.event)
    .toReversed();

async function until<T>(look: () => Promise<T>, expected: (value: T) => boolean): Promise<T> {
  const end = Date.now() + 60_000;
  for (;;) {
    const value = await look();
    if (expected(value)) return value;
    if (Date.now() > end) throw new Error(`Not reached; last: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const messageState = (id: string, messageId: string, state: string): Promise<ThreadEntry> =>
  until(
    async () => (await thread(id)).find((entry) => entry.id === messageId)!,
    (entry) => entry?.state === state,
  );

describe('views', () => {
  test('INB-1 hold what is mine, nobody’s, put off and done, each where it belongs', async () => {
    const view = async (name: string): Promise<string[]> =>
      (await ask<{ data: Conversation[] }>('GET', `/conversations?view=${name}&limit=200`)).data.map(({ id }) => id);
    const [nobodys, mine, theirs, later, done] = await writeEach(5);
    const before = await ask<ConversationCounts>('GET', '/conversations/counts');
    await ask('PUT', `/conversations/${mine!.id}/assignee`, { assigneeId: me('operator') });
    await ask('PUT', `/conversations/${theirs!.id}/assignee`, { assigneeId: me('supervisor') });
    await ask('PUT', `/conversations/${later!.id}/snooze`, { until: null });
    await ask('PUT', `/conversations/${done!.id}/status`, { status: 'resolved' });
    const ids = [nobodys, mine, theirs, later, done].map((conversation) => conversation!.id);
    const found = async (name: string): Promise<number[]> => {
      const list = await view(name);
      return ids.flatMap((id, index) => (list.includes(id) ? [index] : []));
    };
    expect(await found('mine')).toEqual([1]);
    expect(await found('unassigned')).toEqual([0]);
    expect(await found('mine_unassigned')).toEqual([0, 1]);
    expect(await found('all')).toEqual([0, 1, 2]);
    expect(await found('snoozed')).toEqual([3]);
    expect(await found('resolved')).toEqual([4]);
    const after = await ask<ConversationCounts>('GET', '/conversations/counts');
    expect(after).toMatchObject({
      mine: before.mine + 1,
      unassigned: before.unassigned - 4,
      all: before.all - 2,
      snoozed: before.snoozed + 1,
      mineUnassigned: before.mineUnassigned - 3,
    });
    expect(after.channels).toEqual([{ channelId, open: after.all }]);
    const { data } = await ask<{ data: Conversation[] }>('GET', '/conversations?view=mine_unassigned&limit=200');
    const times = data.map(({ movedAt }) => movedAt);
    expect(times, 'newest first, both ranges merged').toEqual(times.toSorted().toReversed());
  });

  test('a channel, a label, a contact and a member narrow a view', async () => {
    const one = await write('narrowed');
    const label = await ask<Label>('POST', '/labels', { name: 'Boilers', colour: 'teal' }, 'supervisor');
    await ask('PUT', `/conversations/${one.id}/labels/${label.id}`);
    const ids = async (query: string): Promise<string[]> =>
      (await ask<{ data: Conversation[] }>('GET', `/conversations?limit=200&${query}`)).data.map(({ id }) => id);
    expect(await ids(`labelId=${label.id}`)).toEqual([one.id]);
    expect(await ids(`contactId=${one.contactId}`)).toEqual([one.id]);
    expect(await ids(`channelId=${channelId}`)).toContain(one.id);
    expect(await ids(`channelId=${uuidv7()}`)).toEqual([]);
    expect(await ids('assignee=me')).not.toContain(one.id);
    expect(await ids('assignee=none')).toContain(one.id);
  });

  test('INB-1 a search finds by name, by phone as people write it, by words, and by words typed on the wrong keyboard', async () => {
    const one = await write('Здравствуйте, где мой заказ?');
    await kit.inTransaction(system, (ctx) =>
      sql`update contacts set display_name = 'Марина Воробьёва' where id = ${one.contactId}`.execute(ctx.db),
    );
    const found = async (q: string): Promise<Conversation[]> =>
      (await ask<{ data: Conversation[] }>('GET', `/conversations?q=${encodeURIComponent(q)}`)).data;
    expect((await found('воробьева марина')).map(({ id }) => id)).toEqual([one.id]);
    expect((await found('воробьёва марина')).map(({ id }) => id)).toEqual([one.id]);
    expect((await found(`(${one.peer.slice(2, 5)}) ${one.peer.slice(5, 8)}-${one.peer.slice(8)}`))[0]?.id).toBe(one.id);
    const byWords = await found('мой заказ');
    expect(byWords).toMatchObject([{ id: one.id, match: { text: 'Здравствуйте, где мой заказ?' } }]);
    expect(
      (await found('pfrfp')).map(({ id }) => id),
      'заказ',
    ).toEqual([one.id]);
    expect(await found('100%'), 'a wildcard is a letter').toEqual([]);
    expect(
      (
        await kit.request<{ data: unknown[] }>('GET', '/conversations?q=заказ', {
          as: kit.actor('operator', kit.otherOrganizationId),
        })
      ).body.data,
    ).toEqual([]);
  });
});

describe('a thread', () => {
  const texts = (entries: readonly ThreadEntry[]): string[] => entries.map(({ text }) => text);
  const page = (id: string, query: string): Promise<ThreadPage> => ask('GET', `/conversations/${id}/messages?${query}`);

  test('INB-2 is read from any entry on, towards the older and the newer ones, without a gap or a repeat', async () => {
    const one = await write(...Array.from({ length: 23 }, (_, index) => `${index + 1}`));
    const all = await thread(one.id);
    const tenth = all.find(({ text }) => text === '10')!;
    const around = await page(one.id, `limit=5&around=${tenth.id}`);
    expect(texts(around.data)).toEqual(['12', '11', '10', '9', '8']);
    const seen = [...around.data];
    for (let cursor = around.nextCursor; cursor !== null;) {
      const older = await page(one.id, `limit=5&cursor=${cursor}`);
      expect(older.previousCursor).not.toBeNull();
      seen.push(...older.data);
      cursor = older.nextCursor;
    }
    for (let cursor = around.previousCursor; cursor !== null;) {
      const newer = await page(one.id, `limit=5&cursor=${cursor}`);
      expect(newer.nextCursor).not.toBeNull();
      seen.unshift(...newer.data);
      cursor = newer.previousCursor;
    }
    expect(texts(seen)).toEqual(texts(all));
    expect(await page(one.id, 'limit=5')).toMatchObject({ previousCursor: null });
    const [newest, oldest] = [all.at(0)!, all.at(-1)!];
    expect(texts((await page(one.id, `limit=4&around=${newest.id}`)).data)).toEqual(['23', '22', '21']);
    expect(texts((await page(one.id, `limit=4&around=${oldest.id}`)).data)).toEqual(['2', '1']);
  });

  test('INB-2 around what is not in it is missing, be it another thread’s or nobody’s', async () => {
    const [one, other] = [await write('mine'), await write('theirs')];
    const [foreign] = await thread(other.id);
    for (const id of [foreign!.id, uuidv7()]) {
      const missing = await kit.request<Problem>('GET', `/conversations/${one.id}/messages?around=${id}`, {
        as: 'operator',
      });
      expect([missing.status, missing.body.code]).toEqual([404, 'record_missing']);
    }
  });

  test('INB-2 UX-57a is searched as a whole: ё is е, every word, on the wrong keyboard too; notes count, events do not', async () => {
    const one = await write('Котёл стоит во дворе', 'Ещё один котел в гараже', '100% готово', 'Спасибо');
    const other = await write('Котёл у соседа');
    await ask('POST', `/conversations/${one.id}/notes`, { text: 'Про КОТЁЛ: гарантия до марта' });
    await ask('PUT', `/conversations/${one.id}/status`, { status: 'resolved' });
    const found = async (q: string): Promise<string[]> => {
      const { ids, isComplete } = await ask<FoundInThread>(
        'GET',
        `/conversations/${one.id}/search?q=${encodeURIComponent(q)}`,
      );
      expect(isComplete).toBe(true);
      const entries = new Map((await thread(one.id)).map((entry) => [entry.id, entry.text]));
      return ids.map((id) => entries.get(id)!);
    };
    const all = ['Про КОТЁЛ: гарантия до марта', 'Ещё один котел в гараже', 'Котёл стоит во дворе'];
    expect(await found('котел')).toEqual(all);
    expect(await found('КОТЁЛ')).toEqual(all);
    expect(await found('rjn`k'), 'котёл').toEqual(all);
    expect(await found('гараже котел')).toEqual(['Ещё один котел в гараже']);
    expect(await found('0%')).toEqual(['100% готово']);
    expect(await found('_о')).toEqual([]);
    const { readings } = await ask<FoundInThread>('GET', `/conversations/${one.id}/search?q=rjn%60k`);
    expect(readings).toEqual([['rjn`k'], ['котёл']]);
    const list = await ask<{ data: Conversation[] }>('GET', `/conversations?q=${encodeURIComponent('котел у соседа')}`);
    expect(list.data.map(({ id, match }) => [id, match?.text])).toEqual([[other.id, 'Котёл у соседа']]);
    const stranger = kit.actor('operator', kit.otherOrganizationId);
    const refusal = await kit.request('GET', `/conversations/${one.id}/search?q=котел`, { as: stranger });
    expect(refusal.status).toBe(404);
  });
});

describe('unread', () => {
  test('is each reader’s own: up to a message, and from a message on', async () => {
    const one = await write('1', '2', '3', '4');
    expect([one.unread, (await read(one.id, 'supervisor')).unread]).toEqual([4, 4]);
    const [, third, second] = await thread(one.id);
    await ask('POST', `/conversations/${one.id}/read`, { messageId: second!.id });
    expect([(await read(one.id)).unread, (await read(one.id, 'supervisor')).unread]).toEqual([2, 4]);
    await ask('POST', `/conversations/${one.id}/read`, {});
    expect((await read(one.id)).unread).toBe(0);
    await ask('POST', `/conversations/${one.id}/read`, { messageId: second!.id });
    expect((await read(one.id)).unread, 'a late mark changes nothing').toBe(0);
    await ask('POST', `/conversations/${one.id}/unread`, { messageId: third!.id });
    expect((await read(one.id)).unread).toBe(2);
    await ask('POST', `/conversations/${one.id}/read`, {});
    await ask('POST', `/conversations/${one.id}/unread`, {});
    expect((await read(one.id)).unread, 'the last one').toBe(1);
    await ask('POST', `/conversations/${one.id}/unread`, { messageId: third!.id });
    await writeAs(one.peer, '5');
    expect([(await read(one.id)).unread, (await read(one.id, 'supervisor')).unread]).toEqual([3, 5]);
  });

  test('what a colleague answered is not new to somebody who never looked', async () => {
    const one = await write('hello?');
    await ask('POST', `/conversations/${one.id}/messages`, { text: 'Hello.' }, 'supervisor');
    expect((await read(one.id)).unread).toBe(0);
    await writeAs(one.peer, 'thanks');
    expect((await read(one.id)).unread).toBe(1);
  });
});

describe('waiting', () => {
  test('counts from the first message that nobody has answered', async () => {
    const one = await write('first');
    const since = one.waitingSince;
    await writeAs(one.peer, 'second');
    expect((await read(one.id)).waitingSince).toBe(since);
    await ask('POST', `/conversations/${one.id}/notes`, { text: 'looking into it' });
    expect((await read(one.id)).waitingSince, 'a note is no answer').toBe(since);
    await ask('POST', `/conversations/${one.id}/messages`, { text: 'An answer' });
    expect((await read(one.id)).waitingSince).toBeNull();
    await writeAs(one.peer, 'third');
    const again = (await read(one.id)).waitingSince;
    await ask('PUT', `/conversations/${one.id}/status`, { status: 'resolved' });
    expect((await read(one.id)).waitingSince).toBeNull();
    await ask('PUT', `/conversations/${one.id}/status`, { status: 'open' });
    expect((await read(one.id)).waitingSince, 'opened again, it still waits').toBe(again);
  });
});

describe('what happens to a conversation', () => {
  test('INB-4 stands in its thread, one line each, once, and in the audit log', async () => {
    const one = await write('hi');
    const label = await ask<Label>('POST', '/labels', { name: 'Urgent' }, 'supervisor');
    for (let twice = 0; twice < 2; twice++) {
      await ask('PUT', `/conversations/${one.id}/assignee`, { assigneeId: me('supervisor') });
      await ask('PUT', `/conversations/${one.id}/labels/${label.id}`);
      await ask('PUT', `/conversations/${one.id}/snooze`, { until: '2099-01-01T00:00:00Z' });
    }
    await ask('DELETE', `/conversations/${one.id}/labels/${label.id}`);
    await ask('PUT', `/conversations/${one.id}/status`, { status: 'resolved' });
    await writeAs(one.peer, 'again');
    expect(await events(one.id)).toEqual([
      { type: 'assigned', assigneeId: me('supervisor'), assigneeName: 'supervisor' },
      { type: 'labelled', labelId: label.id, name: 'Urgent', added: true },
      { type: 'snoozed', until: '2099-01-01T00:00:00Z' },
      { type: 'labelled', labelId: label.id, name: 'Urgent', added: false },
      { type: 'resolved' },
      { type: 'reopened' },
    ]);
    const entries = await thread(one.id);
    expect(entries[0], 'the line stands before the message that opened it').toMatchObject({ text: 'again' });
    expect(entries[1]).toMatchObject({ kind: 'event', author: { kind: 'contact', id: one.contactId } });
    expect(entries.find((entry) => entry.event?.type === 'resolved')?.author).toMatchObject({ name: 'operator' });
    const audit = await kit.inTransaction(system, ({ db }) =>
      db.selectFrom('audit_entries').select('action').where('subject_id', '=', one.id).orderBy('id').execute(),
    );
    expect(audit.map(({ action }) => action)).toEqual([
      'conversation.assigned',
      'conversation.labelled',
      'conversation.snoozed',
      'conversation.unlabelled',
      'conversation.resolved',
    ]);
  });

  test('F33 a change that is asked for again under its key has happened once, whatever came between', async () => {
    const one = await write('hi');
    const body = { conversationIds: [one.id], change: { kind: 'resolve' } };
    const headers = { 'idempotency-key': uuidv7() };
    const close = () => kit.request('POST', '/conversations/bulk', { as: 'operator', body, headers });
    const [first, second] = await Promise.all([close(), close()]);
    const once = { changed: [one.id], kept: [] };
    expect([first.status, first.body]).toEqual([200, once]);
    expect([second.status, second.body]).toEqual([200, once]);
    await writeAs(one.peer, 'again');
    expect((await close()).body).toEqual(once);
    expect((await read(one.id)).status, 'what the person wrote since stays in sight').toBe('open');
    expect(await events(one.id)).toEqual([{ type: 'resolved' }, { type: 'reopened' }]);
  });

  test('INB-4 what the person wrote since is not put away with what was seen', async () => {
    const [late, early] = [await write('hi'), await write('hi')];
    expect([late.inboundCount, early.inboundCount]).toEqual([1, 1]);
    await writeAs(late.peer, 'one more thing');
    const conversationIds = [late.id, early.id];
    const seen = { [late.id]: 1, [early.id]: 1 };
    const headers = { 'idempotency-key': uuidv7() };
    const body = { conversationIds, change: { kind: 'resolve' }, seen };
    const close = () => kit.request('POST', '/conversations/bulk', { as: 'operator', body, headers });
    const kept = { changed: [early.id], kept: [late.id] };
    expect((await close()).body).toEqual(kept);
    expect((await close()).body, 'asked again').toEqual(kept);
    expect(await read(late.id)).toMatchObject({ status: 'open', unread: 2, inboundCount: 2 });
    expect(await events(late.id)).toEqual([]);
    expect((await read(early.id)).status).toBe('resolved');
    const snooze = { kind: 'snooze', until: '2099-01-01T00:00:00Z' };
    await ask('POST', '/conversations/bulk', { conversationIds, change: snooze, seen });
    expect([(await read(late.id)).status, (await read(early.id)).status]).toEqual(['open', 'snoozed']);
    const all = { conversationIds: [late.id], change: { kind: 'resolve' }, seen: { [late.id]: 2 } };
    expect(await ask('POST', '/conversations/bulk', all), 'all of it was seen').toEqual({
      changed: [late.id],
      kept: [],
    });
  });

  test('INB-4 a close and a message at the same moment never end in a closed conversation', async () => {
    for (let round = 0; round < 5; round++) {
      const one = await write('hi');
      const close = { conversationIds: [one.id], change: { kind: 'resolve' }, seen: { [one.id]: 1 } };
      await Promise.all([ask('POST', '/conversations/bulk', close), writeAs(one.peer, 'wait')]);
      expect(await read(one.id)).toMatchObject({ status: 'open', inboundCount: 2 });
    }
  });

  test('INB-4 what came after it was looked at stays unread, by a mark and by an answer', async () => {
    const [marked, answered] = [await write('1', '2', '3'), await write('1', '2', '3')];
    const seen = { [marked.id]: 2 };
    await ask('POST', '/conversations/bulk', { conversationIds: [marked.id], change: { kind: 'read' }, seen });
    expect((await read(marked.id)).unread).toBe(1);
    await ask('POST', `/conversations/${answered.id}/messages`, { text: 'To the first', seen: 1 });
    expect((await read(answered.id)).unread).toBe(2);
    await ask('POST', `/conversations/${answered.id}/messages`, { text: 'To all', seen: 9 });
    expect((await read(answered.id)).unread, 'more than there is').toBe(0);
    await writeAs(answered.peer, '4');
    expect((await read(answered.id)).unread).toBe(1);
  });

  test('INB-4 many are changed at once, or none', async () => {
    const three = await writeEach(3);
    const ids = three.map(({ id }) => id);
    await ask('PUT', `/conversations/${ids[0]}/status`, { status: 'resolved' });
    const change = { kind: 'resolve' };
    const { changed } = await ask<{ changed: string[] }>('POST', '/conversations/bulk', {
      conversationIds: ids,
      change,
    });
    expect(changed.toSorted()).toEqual(ids.slice(1).toSorted());
    const problem = await refused('POST', '/conversations/bulk', {
      conversationIds: [...ids, uuidv7()],
      change: { kind: 'reopen' },
    });
    expect(problem.code).toBe('record_missing');
    expect((await read(ids[0]!)).status).toBe('resolved');
    await ask('POST', '/conversations/bulk', {
      conversationIds: ids,
      change: { kind: 'assign', assigneeId: me('operator') },
    });
    expect((await read(ids[2]!)).assigneeId).toBe(me('operator'));
  });
});

describe('a snooze', () => {
  test('F30 ends by the database’s clock, once, and brings the conversation back to the top', async () => {
    const one = await write('later');
    const other = await write('newer');
    await ask('PUT', `/conversations/${one.id}/snooze`, { until: '2099-01-01T00:00:00Z' });
    await wakeSnoozed(kit.runtime);
    expect((await read(one.id)).status).toBe('snoozed');
    await kit.inTransaction(system, (ctx) =>
      sql`update conversations set snoozed_until = clock_timestamp() where id = ${one.id}`.execute(ctx.db),
    );
    const woken = await Promise.all([wakeSnoozed(kit.runtime), wakeSnoozed(kit.runtime)]);
    expect(woken.reduce((sum, count) => sum + count)).toBe(1);
    expect(await read(one.id)).toMatchObject({ status: 'open', snoozedUntil: null });
    const { data } = await ask<{ data: Conversation[] }>('GET', '/conversations?limit=2');
    expect(data.map(({ id }) => id)).toEqual([one.id, other.id]);
    expect((await events(one.id)).at(-1)).toEqual({ type: 'woken' });
  });

  test('ends when the person writes, whatever its time', async () => {
    const one = await write('later');
    await ask('PUT', `/conversations/${one.id}/snooze`, { until: '2099-01-01T00:00:00Z' });
    await writeAs(one.peer, 'now');
    expect(await read(one.id)).toMatchObject({ status: 'open', snoozedUntil: null });
  });
});

describe('a draft', () => {
  test('INB-3 is the reader’s own, has versions, and tells what another device wrote', async () => {
    const one = await write('hi');
    const url = `/conversations/${one.id}/draft`;
    expect(await ask<Draft>('GET', url)).toMatchObject({ text: '', version: 0 });
    const first = await ask<Draft>('PUT', url, { kind: 'reply', text: 'Dear', version: 0 });
    const second = await ask<Draft>('PUT', url, { kind: 'reply', text: 'Dear Anna', version: first.version });
    const problem = await refused('PUT', url, { kind: 'reply', text: 'Hello', version: first.version });
    expect([problem.code, problem.details['draft']]).toEqual(['draft_changed', second]);
    const again = await ask<Draft>('PUT', url, { kind: 'reply', text: 'Dear Anna', version: first.version });
    expect(again.version, 'the same text again is no change').toBe(second.version);
    expect((await read(one.id)).draft).toBe('Dear Anna');
    expect((await read(one.id, 'supervisor')).draft).toBeNull();
    await ask('POST', `/conversations/${one.id}/messages`, { text: 'Dear Anna' });
    expect((await read(one.id)).draft).toBeNull();
    const emptied = await ask<Draft>('GET', url);
    expect(emptied, 'a version never stands for two texts').toMatchObject({ text: '', version: second.version + 1 });
  });
});

describe('a note', () => {
  test('INB-3 names members, is sent to nobody, and is there once', async () => {
    const one = await write('hi');
    const body = { text: '@supervisor please look', mentions: [me('supervisor')], clientId: uuidv7() };
    const notes = await Promise.all([1, 2].map(() => ask<ThreadEntry>('POST', `/conversations/${one.id}/notes`, body)));
    expect(notes[0]!.id).toBe(notes[1]!.id);
    expect(notes[0]).toMatchObject({ kind: 'note', direction: 'note', mentions: [me('supervisor')], state: null });
    const { events: told, queued } = await kit.inTransaction(system, async ({ db }) => ({
      events: await db.selectFrom('events').select('payload').where('name', '=', 'conversation.mentioned').execute(),
      queued: await db.selectFrom('message_queue').selectAll().where('message_id', '=', notes[0]!.id).execute(),
    }));
    expect(told.map(({ payload }) => payload)).toEqual([
      { conversationId: one.id, messageId: notes[0]!.id, memberIds: [me('supervisor')] },
    ]);
    expect(queued).toEqual([]);
    const foreign = kit.actor('operator', kit.otherOrganizationId).id;
    const problem = await refused('POST', `/conversations/${one.id}/notes`, { text: 'x', mentions: [foreign] });
    expect(problem.code).toBe('request_invalid');
  });
});

describe('a message', () => {
  test('INB-3 that waits is taken back: the network never has it, and the thread is as before', async () => {
    const one = await write('question');
    const before = await read(one.id);
    const url = `/conversations/${one.id}/messages`;
    const sent = await ask<ThreadEntry>('POST', url, { text: 'too early', delaySeconds: 30 });
    expect(sent).toMatchObject({ state: 'scheduled', sendAt: expect.any(String) as string });
    expect((await read(one.id)).lastMessage).toMatchObject({ text: 'too early', state: 'scheduled' });
    for (let twice = 0; twice < 2; twice++) {
      expect((await ask<ThreadEntry>('POST', `${url}/${sent.id}/cancel`)).state).toBe('cancelled');
    }
    const messages = (await thread(one.id)).filter((entry) => entry.kind === 'message');
    expect(messages.map((entry) => entry.text)).toEqual(['question']);
    const { lastMessage, status } = before;
    const since = { lastMessageAt: messages[0]!.at, waitingSince: messages[0]!.at };
    expect(await read(one.id)).toMatchObject({ lastMessage, status, ...since });
    const next = await ask<ThreadEntry>('POST', url, { text: 'well considered' });
    await messageState(one.id, next.id, 'accepted');
    expect(taken).not.toContain('too early');
    expect((await refused('POST', `${url}/${next.id}/cancel`, {})).code).toBe('message_already_sent');
  });

  test('INB-3 leaves when its time has come', async () => {
    const one = await write('question');
    const url = `/conversations/${one.id}/messages`;
    const sent = await ask<ThreadEntry>('POST', url, { text: 'after a second', delaySeconds: 1 });
    expect(sent.state).toBe('scheduled');
    await messageState(one.id, sent.id, 'accepted');
    expect(taken.filter((text) => text === 'after a second')).toHaveLength(1);
  });

  test('INB-2 that failed says why, and is really sent again, once for a double click', async () => {
    const one = await write('question');
    const url = `/conversations/${one.id}/messages`;
    answer = () => {
      throw new DeliveryError('rejected', 'address_invalid', { providerCode: '0x0B' });
    };
    const sent = await ask<ThreadEntry>('POST', url, { text: 'second try' });
    expect(await messageState(one.id, sent.id, 'failed')).toMatchObject({ reason: 'address_invalid' });
    expect((await read(one.id)).lastMessage).toMatchObject({ state: 'failed' });
    answer = () => {};
    await Promise.all([1, 2].map(() => ask('POST', `${url}/${sent.id}/retry`, {})));
    await messageState(one.id, sent.id, 'accepted');
    expect(taken.filter((text) => text === 'second try')).toHaveLength(1);
    const problem = await refused('POST', `${url}/${sent.id}/retry`, {});
    expect([problem.code, problem.details['state']]).toEqual(['message_not_retryable', 'accepted']);
    const attempts = await kit.inTransaction(system, ({ db }) =>
      db.selectFrom('deliveries').select('attempt').where('message_id', '=', sent.id).orderBy('attempt').execute(),
    );
    expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  test('INB-2 whose outcome nobody knows is sent again only by a person who says so', async () => {
    const one = await write('question');
    const url = `/conversations/${one.id}/messages`;
    answer = () => {
      throw new DeliveryError('unknown', 'no_answer');
    };
    const sent = await ask<ThreadEntry>('POST', url, { text: 'perhaps' });
    await messageState(one.id, sent.id, 'unknown');
    answer = () => {};
    expect((await refused('POST', `${url}/${sent.id}/retry`, {})).code).toBe('message_outcome_unknown');
    expect(taken).not.toContain('perhaps');
    await ask('POST', `${url}/${sent.id}/retry`, { resendUnknown: true });
    await messageState(one.id, sent.id, 'accepted');
    expect(taken.filter((text) => text === 'perhaps')).toHaveLength(1);
  });

  test('files are refused by name where the channel takes none', async () => {
    const one = await write('question');
    const problem = await refused('POST', `/conversations/${one.id}/messages`, { fileIds: [uuidv7()] });
    expect([problem.code, problem.details['channel']]).toEqual(['channel_takes_no_files', 'Line']);
  });

  test('INB-3 a file that is not of the channel’s kinds, or too large for it, is refused by its place', async () => {
    const one = await write('question');
    const save = async (name: string, bytes: string): Promise<string> => {
      const stream = Readable.from([Buffer.from(bytes)]);
      return (await saveFile(kit.runtime, kit.actor('operator'), { name, stream, ownerKind: 'attachment' })).id;
    };
    const [text, large, gone] = [
      await save('a.txt', 'words'),
      await save('b.pdf', `%PDF-1.4\n${' '.repeat(100)}`),
      uuidv7(),
    ];
    await kit.inTransaction(system, ({ db }) =>
      sql`update channels set kind = 'documents-test' where id = ${channelId}`.execute(db),
    );
    const answered = await kit.request<{ errors: { path: string; rule: string }[] }>(
      'POST',
      `/conversations/${one.id}/messages`,
      { as: 'operator', body: { fileIds: [text, large, gone] } },
    );
    await kit.inTransaction(system, ({ db }) =>
      sql`update channels set kind = 'inbox-test' where id = ${channelId}`.execute(db),
    );
    expect(answered.status).toBe(400);
    expect(answered.body.errors.map(({ path, rule }) => [path, rule])).toEqual([
      ['fileIds.0', 'file_kind_not_carried'],
      ['fileIds.1', 'file_too_large'],
      ['fileIds.2', 'file_missing'],
    ]);
  });
});

describe('beside the thread', () => {
  test('INB-5 stand the person’s other conversations and whether they opted out', async () => {
    const one = await write('hi');
    const second = uuidv7();
    await kit.inTransaction(system, async ({ db, secrets }) => {
      const other = { organization_id: kit.organizationId, id: second, kind: 'inbox-test', network: 'telegram' };
      const sealed = secrets.seal(Buffer.from('{}'), secretsPurpose(second));
      await db
        .insertInto('channels')
        .values({ ...other, name: 'Bot', settings: '{}', secrets: sealed })
        .execute();
      const place = { organization_id: kit.organizationId, id: uuidv7(), channel_id: second };
      await db
        .insertInto('conversations')
        .values({ ...place, contact_id: one.contactId, peer: '1' })
        .execute();
      const stop = { subject_kind: 'contact', subject: one.contactId, reason: 'opt_out', source: 'sms: STOP' };
      await db
        .insertInto('suppressions')
        .values({ organization_id: kit.organizationId, ...stop })
        .execute();
    });
    const context = await ask<ConversationContext>('GET', `/conversations/${one.id}/context`);
    expect(context.conversations).toMatchObject([{ channelName: 'Bot', network: 'telegram' }]);
    expect(context.optedOut).toMatchObject({ reason: 'opt_out', source: 'sms: STOP' });
  });

  test('whoever may answer may be given a conversation', async () => {
    const { data } = await ask<{ data: { id: string; name: string }[] }>('GET', '/conversations/assignees');
    expect(data.map(({ name }) => name)).toEqual(['admin', 'operator', 'owner', 'supervisor']);
  });
});

test('of somebody erased no draft and no text is left', async () => {
  const one = await write('secret');
  await ask('PUT', `/conversations/${one.id}/draft`, { kind: 'note', text: 'about them', version: 0 });
  const erase = reactions.find(({ name }) => name === 'conversations.erase-threads')!;
  await kit.inTransaction(system, (ctx) =>
    erase.run(ctx, { payload: { contactIds: [one.contactId] } } as unknown as Parameters<typeof erase.run>[1]),
  );
  expect(await ask<Draft>('GET', `/conversations/${one.id}/draft`)).toMatchObject({ text: '' });
  expect((await thread(one.id)).map((entry) => entry.text)).toEqual(['']);
});
