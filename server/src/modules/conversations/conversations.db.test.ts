import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Conversation, ThreadEntry } from '@parley/contract/conversations';
import type { QuarantinedMessage } from '@parley/contract/faults';
import type { MemberRole } from '@parley/contract/permissions';
import { sql } from 'kysely';
import { systemActor, type Actor } from '#platform/context';
import { type InboundMessage, unknownSender } from '#channel';
import { createTestServer, type TestServer } from '#platform/test-kit/index';
import { secretsPurpose } from '#channels';
import { uuidv7 } from '#platform/uuid';
import { digestInbound } from './digest-inbound.ts';
import { routes, storeInbound } from './index.ts';

let kit: TestServer;
let system: Actor;
let channelId: string;

beforeAll(async () => {
  kit = await createTestServer({ routes });
  system = systemActor(kit.organizationId, new Set());
  channelId = uuidv7();
  await kit.inTransaction(system, (ctx) =>
    ctx.db
      .insertInto('channels')
      .values({
        organization_id: kit.organizationId,
        id: channelId,
        kind: 'scripted',
        network: 'sms',
        name: 'Line',
        settings: '{}',
        secrets: ctx.secrets.seal(Buffer.from('{}'), secretsPurpose(channelId)),
      })
      .execute(),
  );
});
afterAll(() => kit.close());

let next = 0;

function inbound(from: string, text: string, providerEventId = `event-${++next}`): InboundMessage {
  return {
    providerEventId,
    from,
    to: '12345',
    text,
    files: [],
    sender: unknownSender,
    linkToken: null,
    providerTime: null,
    raw: null,
  };
}

async function receive(message: InboundMessage): Promise<void> {
  await kit.inTransaction(system, (ctx) => storeInbound(ctx, channelId, message));
}

async function digestAll(): Promise<void> {
  while ((await digestInbound(kit.runtime)) > 0);
}

async function conversationWith(peer: string): Promise<Conversation | undefined> {
  const page = await kit.request<{ data: Conversation[] }>('GET', '/conversations?limit=200', { as: 'operator' });
  return page.body.data.find((conversation) => conversation.peer === peer);
}

async function threadOf(id: string): Promise<ThreadEntry[]> {
  return (await kit.request<{ data: ThreadEntry[] }>('GET', `/conversations/${id}/messages`, { as: 'operator' })).body
    .data;
}

describe('what comes in', () => {
  test('CHN-12 becomes contact, conversation and message, in the order of arrival', async () => {
    for (const text of ['one', 'two', 'three']) await receive(inbound('+15550000001', text));
    await digestAll();
    const conversation = await conversationWith('+15550000001');
    expect(conversation).toMatchObject({ unread: 3, status: 'open', lastMessage: { text: 'three', direction: 'in' } });
    expect((await threadOf(conversation!.id)).map((entry) => entry.text)).toEqual(['three', 'two', 'one']);
  });

  test('F22 F26 an event that comes again makes one message', async () => {
    const message = inbound('+15550000002', 'once');
    await receive(message);
    await receive(message);
    await digestAll();
    await receive(message);
    await digestAll();
    expect(await threadOf((await conversationWith('+15550000002'))!.id)).toHaveLength(1);
  });

  test('F26 a store that is rolled back leaves no mark: the repeat is taken', async () => {
    const message = inbound('+15550000003', 'after all');
    await expect(
      kit.inTransaction(system, async (ctx) => {
        await storeInbound(ctx, channelId, message);
        throw new Error('killed before the commit');
      }),
    ).rejects.toThrow('killed');
    await receive(message);
    await digestAll();
    expect(await threadOf((await conversationWith('+15550000003'))!.id)).toHaveLength(1);
  });

  test('F25 what was stored before a crash is digested after it, once', async () => {
    await receive(inbound('+15550000004', 'kept'));
    await Promise.all([digestAll(), digestAll(), digestAll()]);
    await digestAll();
    expect(await threadOf((await conversationWith('+15550000004'))!.id)).toHaveLength(1);
  });

  test('F28 an event that cannot be digested is set aside after five tries, and its neighbours go on', async () => {
    const poison = inbound('+15550000005', 'poison');
    await receive(poison);
    await receive(inbound('+15550000005', 'behind it'));
    await receive(inbound('+15550000006', 'a neighbour'));
    // A payload as no adapter writes it: without a text.
    await kit.inTransaction(system, (ctx) =>
      sql`update inbound_events set payload = payload - 'text' where payload ->> 'providerEventId' = ${poison.providerEventId}`.execute(
        ctx.db,
      ),
    );
    await digestInbound(kit.runtime);
    expect(await conversationWith('+15550000006')).toBeDefined();
    expect(await conversationWith('+15550000005'), 'what came after it waits').toBeUndefined();
    for (let again = 0; again < 5; again++) await digestInbound(kit.runtime);
    const thread = await threadOf((await conversationWith('+15550000005'))!.id);
    expect(thread.map((entry) => entry.text)).toEqual(['behind it']);
    const { rows } = await kit.inTransaction(system, (ctx) =>
      sql<{
        attempts: number;
        error: string;
      }>`select attempts, error from inbound_events where quarantined_at is not null`.execute(ctx.db),
    );
    expect(rows).toEqual([{ attempts: 5, error: expect.stringContaining('null value') as string }]);
    const list = async (as: MemberRole | Actor = 'admin') =>
      (await kit.request<{ data: QuarantinedMessage[] }>('GET', '/quarantined-messages', { as })).body.data;
    const [aside] = await list();
    expect(aside).toMatchObject({ channel: { id: channelId, name: 'Line' }, sender: '+15550000005' });
    expect(await list(kit.actor('admin', kit.otherOrganizationId))).toEqual([]);
    // Mended meanwhile.
    await kit.inTransaction(system, (ctx) =>
      sql`update inbound_events set payload = payload || '{"text": "mended"}' where id = ${aside!.id}`.execute(ctx.db),
    );
    const replay = () => kit.request('POST', `/quarantined-messages/${aside!.id}/replay`, { as: 'admin' });
    expect((await replay()).status).toBe(202);
    await digestAll();
    const after = await threadOf((await conversationWith('+15550000005'))!.id);
    expect(after.map((entry) => entry.text).toSorted()).toEqual(['behind it', 'mended']);
    expect(await list()).toEqual([]);
    expect((await replay()).status).toBe(404);
  });
});

describe('a reply', () => {
  test('F33 sent three times with one client id is one message, queued once', async () => {
    await receive(inbound('+15550000010', 'hello?'));
    await digestAll();
    const { id } = (await conversationWith('+15550000010'))!;
    const body = { text: 'Hello!', clientId: uuidv7() };
    const answers = await Promise.all(
      [1, 2, 3].map(() => kit.request<ThreadEntry>('POST', `/conversations/${id}/messages`, { as: 'operator', body })),
    );
    expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(answers[0]!.body).toMatchObject({ state: 'queued', direction: 'out', clientId: body.clientId });
    const queued = await kit.inTransaction(system, (ctx) =>
      ctx.db.selectFrom('message_queue').select('address').where('message_id', '=', answers[0]!.body.id).execute(),
    );
    expect(queued).toEqual([{ address: '+15550000010' }]);
    expect(await conversationWith('+15550000010')).toMatchObject({ unread: 0, assigneeId: kit.actor('operator').id });
  });

  test('INB-4 takes a conversation that is nobody’s, and leaves a colleague theirs', async () => {
    await receive(inbound('+15550000011', 'hello?'));
    await digestAll();
    const { id } = (await conversationWith('+15550000011'))!;
    const assigneeId = kit.actor('supervisor').id;
    await kit.request('PUT', `/conversations/${id}/assignee`, { as: 'supervisor', body: { assigneeId } });
    await kit.request('POST', `/conversations/${id}/messages`, {
      as: 'operator',
      body: { text: 'While they are away' },
    });
    expect(await conversationWith('+15550000011')).toMatchObject({ assigneeId });
    await kit.request('PUT', `/conversations/${id}/assignee`, { as: 'supervisor', body: { assigneeId: null } });
    await kit.request('POST', `/conversations/${id}/messages`, { as: 'operator', body: { text: 'Mine now' } });
    expect(await conversationWith('+15550000011')).toMatchObject({ assigneeId: kit.actor('operator').id });
  });

  test('an empty text is refused by name', async () => {
    const { id } = (await conversationWith('+15550000010'))!;
    const answer = await kit.request<{ errors: { path: string }[] }>('POST', `/conversations/${id}/messages`, {
      as: 'operator',
      body: { text: '  ' },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0]!.path).toBe('text');
  });
});

describe('nobody to answer', () => {
  const reply = async (id: string, clientId = uuidv7()) =>
    kit.request<ThreadEntry & { code?: string; detail?: string }>('POST', `/conversations/${id}/messages`, {
      as: 'operator',
      body: { text: 'Hello!', clientId },
    });

  test('CHN-1 through a channel that was removed nothing is taken, and a repeat of what was is answered as before', async () => {
    const other = uuidv7();
    await kit.inTransaction(system, async (ctx) => {
      await sql`insert into channels (organization_id, id, kind, network, name, settings, secrets)
        select organization_id, ${other}, kind, network, 'Old line', settings, secrets from channels where id = ${channelId}`.execute(
        ctx.db,
      );
      await storeInbound(ctx, other, inbound('+15550000015', 'hello?'));
    });
    await digestAll();
    const { id } = (await conversationWith('+15550000015'))!;
    const clientId = uuidv7();
    const before = await reply(id, clientId);
    expect(before.status).toBe(201);
    await kit.inTransaction(system, (ctx) =>
      sql`update channels set removed_at = now() where id = ${other}`.execute(ctx.db),
    );
    expect(await conversationWith('+15550000015')).toMatchObject({ channelRemoved: true });
    const after = await reply(id);
    expect(after).toMatchObject({ status: 409, body: { code: 'channel_removed' } });
    expect(after.body.detail).toContain('Old line');
    expect(await reply(id, clientId)).toMatchObject({ status: 201, body: { id: before.body.id } });
    expect((await threadOf(id)).filter(({ direction }) => direction === 'out')).toHaveLength(1);
  });

  test('to somebody who was erased nothing is taken', async () => {
    await receive(inbound('+15550000016', 'hello?'));
    await digestAll();
    const { id, contactId } = (await conversationWith('+15550000016'))!;
    await kit.inTransaction(system, (ctx) =>
      sql`update contacts set erased_at = now() where id = ${contactId}`.execute(ctx.db),
    );
    expect(await reply(id)).toMatchObject({ status: 409, body: { code: 'contact_erased' } });
  });
});

describe('a conversation', () => {
  test('is resolved, opened again by the person, assigned to a member only', async () => {
    await receive(inbound('+15550000020', 'first'));
    await digestAll();
    const { id } = (await conversationWith('+15550000020'))!;
    const resolved = await kit.request<Conversation>('PUT', `/conversations/${id}/status`, {
      as: 'operator',
      body: { status: 'resolved' },
    });
    expect(resolved.body.status).toBe('resolved');
    await receive(inbound('+15550000020', 'again'));
    await digestAll();
    expect(await conversationWith('+15550000020')).toMatchObject({ id, status: 'open', unread: 1 });
    const stranger = await kit.request('PUT', `/conversations/${id}/assignee`, {
      as: 'operator',
      body: { assigneeId: uuidv7() },
    });
    expect(stranger.status).toBe(400);
    const member = await kit.request<Conversation>('PUT', `/conversations/${id}/assignee`, {
      as: 'operator',
      body: { assigneeId: kit.actor('supervisor').id },
    });
    expect(member.body.assigneeId).toBe(kit.actor('supervisor').id);
  });

  test('INB-4 resolved by several people at once it is resolved once', async () => {
    await receive(inbound('+15550000021', 'thank you'));
    await digestAll();
    const { id } = (await conversationWith('+15550000021'))!;
    const resolve = (as: MemberRole) =>
      kit.request('PUT', `/conversations/${id}/status`, { as, body: { status: 'resolved' } });
    const answers = await Promise.all([resolve('operator'), resolve('supervisor'), resolve('admin')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await threadOf(id)).filter(({ event }) => event?.type === 'resolved')).toHaveLength(1);
  });

  test('SEC-1 is not there for another organization', async () => {
    const { id } = (await conversationWith('+15550000020'))!;
    const foreign = kit.actor('owner', kit.otherOrganizationId);
    for (const [method, url, body] of [
      ['GET', `/conversations/${id}`, undefined],
      ['GET', `/conversations/${id}/messages`, undefined],
      ['POST', `/conversations/${id}/messages`, { text: 'x' }],
      ['PUT', `/conversations/${id}/status`, { status: 'resolved' }],
    ] as const) {
      expect((await kit.request(method, url, { as: foreign, body })).status, `${method} ${url}`).toBe(404);
    }
  });

  test('pages go through all conversations once, while new ones arrive', async () => {
    for (let index = 0; index < 25; index++) await receive(inbound(`+1555001${String(index).padStart(4, '0')}`, 'hi'));
    await digestAll();
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const page = await kit.request<{ data: Conversation[]; nextCursor: string | null }>(
        'GET',
        `/conversations?limit=7${query}`,
        { as: 'operator' },
      );
      seen.push(...page.body.data.map((conversation) => conversation.id));
      cursor = page.body.nextCursor;
      await receive(inbound(`+1555002${String(seen.length).padStart(4, '0')}`, 'new'));
      await digestAll();
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(25);
  });
});
