/** Telegram through the whole spine: a real adapter, an emulated Bot API, PostgreSQL, HTTP. */
import type { Channel } from '@parley/contract/channels';
import type { Contact } from '@parley/contract/contacts';
import type { Conversation, ThreadEntry } from '@parley/contract/conversations';
import type { TesterList, TestSend } from '@parley/contract/templates';
import { startSandbox } from '@parley/sandbox';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { directTransports } from './channels/direct-transports.ts';
import { telegramBot } from '#channels/telegram-bot';
import { startInbound, type Inbound } from '#conversations';
import { startSending, type Sending } from '#sending';
import { createTestServer, type TestServer } from '#platform/test-kit/index';
import { jobs, routes } from './modules.ts';
import { startJobs, type RunningJobs } from '#platform/jobs/start-jobs';

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

const patience = { timeout: 60_000, interval: 50 };
const bots = ['7000000001', '7000000002'].map((id) => ({ id, secret: `${id}:AAF-a-token-of-the-spine-test-0001` }));
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
let sandbox: Sandbox;
let server: TestServer;
let inbound: Inbound;
let sending: Sending;
let workers: RunningJobs;
let channels: Channel[];

beforeAll(async () => {
  sandbox = await startSandbox();
  server = await createTestServer({
    routes,
    channels: [telegramBot],
    transports: directTransports,
    maxConnections: 12,
  });
  inbound = startInbound(server.runtime);
  sending = startSending({
    runtime: server.runtime,
    transports: directTransports,
    inbox: inbound.inbox,
    leaseSeconds: 1,
  });
  workers = await startJobs(server.runtime, jobs, [], { concurrency: 1 });
  channels = [];
  for (const [index, { id, secret }] of bots.entries()) {
    sandbox.telegram.api.putBot({ id, secret, title: `Shop ${index}` });
    const settings = { token: secret, apiRoot: sandbox.telegram.apiRoot };
    channels.push(await post<Channel>('/channels', { kind: 'telegram-bot', name: `Shop ${index}`, settings }));
  }
  await vi.waitUntil(async () => {
    const states = await Promise.all(channels.map(async ({ id }) => (await channel(id)).state));
    return states.every((state) => state === 'connected');
  }, patience);
});
afterAll(async () => {
  await sending.stop(200);
  await workers.stop();
  await inbound.stop();
  await server.close();
  await sandbox.stop();
});

async function ask<Body>(method: string, url: string, body?: unknown): Promise<Body> {
  const answer = await server.request<Body>(method, url, { as: 'owner', ...(body !== undefined && { body }) });
  expect([200, 201, 202], `${method} ${url} ${JSON.stringify(answer.body)}`).toContain(answer.status);
  return answer.body;
}
const get = <Body>(url: string): Promise<Body> => ask('GET', url);
const post = <Body>(url: string, body?: unknown): Promise<Body> => ask('POST', url, body);
const channel = (id: string): Promise<Channel> => get(`/channels/${id}`);

/** A person writes to one of the bots. */
function write(from: string, text: string, bot = 0): void {
  sandbox.customers.reply({ from, account: bots[bot]!.id, text, network: 'telegram' });
}

async function conversationWith(peer: string, bot = 0): Promise<Conversation> {
  return vi.waitFor(async () => {
    const { data } = await get<{ data: Conversation[] }>(`/conversations?channelId=${channels[bot]!.id}&limit=100`);
    const found = data.find((conversation) => conversation.peer === peer);
    expect(found).toBeDefined();
    return found!;
  }, patience);
}

const thread = async (id: string): Promise<ThreadEntry[]> =>
  (await get<{ data: ThreadEntry[] }>(`/conversations/${id}/messages`)).data.filter(({ kind }) => kind === 'message');

const received = (chat: string) => sandbox.ledger.messages().filter(({ destination }) => destination === chat);

describe('a person who writes to a bot', () => {
  test('CHN-3 CRM-1 becomes a contact with a name and an identity, and is answered with text and files', async () => {
    write('800000001', 'Is it in stock?');
    const conversation = await conversationWith('800000001');
    const contact = await get<Contact>(`/contacts/${conversation.contactId}`);
    expect(contact).toMatchObject({ firstName: 'Customer 0001', displayName: 'Customer 0001' });
    expect(contact.identities).toMatchObject([{ network: 'telegram', externalId: '800000001' }]);

    const form = new FormData();
    form.append('file', new Blob([png]), 'a shelf.png');
    const file = await ask<{ id: string }>('POST', '/files', form);
    const sent = await post<ThreadEntry>(`/conversations/${conversation.id}/messages`, {
      text: 'Yes, here:',
      fileIds: [file.id],
    });
    await vi.waitFor(async () => {
      const entry = (await thread(conversation.id)).find(({ id }) => id === sent.id);
      expect(entry).toMatchObject({ state: 'accepted', files: [{ id: file.id, name: 'a shelf.png', state: 'ready' }] });
    }, patience);
    const [message] = received('800000001');
    expect(message).toMatchObject({ text: 'Yes, here:', picture: { name: 'a shelf.png', type: 'image/png' } });
    expect(Buffer.from(message!.picture!.bytes)).toEqual(png);
  });

  test('CHN-12 sends a picture: it is kept with the message first, then fetched, and can be opened', async () => {
    sandbox.telegram.api.receive({
      account: bots[0]!.id,
      from: '800000002',
      to: '',
      text: 'Like this one',
      picture: { name: 'photo.png', type: 'image/png', bytes: png },
      copies: 2,
      form: 'udh8',
    });
    const conversation = await conversationWith('800000002');
    await vi.waitFor(async () => {
      const entries = await thread(conversation.id);
      expect(entries).toMatchObject([{ text: 'Like this one', files: [{ mediaType: 'image/png', state: 'ready' }] }]);
    }, patience);
    const [entry] = await thread(conversation.id);
    const { url } = await get<{ url: string }>(`/files/${entry!.files[0]!.id}/link`);
    const bytes = await (await fetch(new URL(url, server.address))).arrayBuffer();
    expect(Buffer.from(bytes)).toEqual(png);
  });

  test('comes by a link of ours and is that contact; nobody else is, by the same link', async () => {
    const { id: contactId } = await post<Contact>('/contacts', {
      firstName: 'Vera',
      phones: [{ phone: '+79161234567' }],
    });
    const { url } = await post<{ url: string }>(`/channels/${channels[0]!.id}/links`, { contactId });
    expect(url).toMatch(/^https:\/\/t\.me\/parley_7000000001_bot\?start=[\w-]{43}$/);
    const token = new URL(url).searchParams.get('start')!;
    write('800000003', `/start ${token}`);
    expect((await conversationWith('800000003')).contactId).toBe(contactId);
    write('800000004', `/start ${token}`);
    expect((await conversationWith('800000004')).contactId).not.toBe(contactId);
    // Nor does it say anything when its time is over.
    const { url: old } = await post<{ url: string }>(`/channels/${channels[0]!.id}/links`, { contactId });
    await server.inTransaction('owner', ({ db }) =>
      sql`update chat_links set expires_at = now() where used_by is null`.execute(db),
    );
    write('800000006', `/start ${new URL(old).searchParams.get('start')}`);
    expect((await conversationWith('800000006')).contactId).not.toBe(contactId);
    // A token says nothing on another bot.
    const { url: other } = await post<{ url: string }>(`/channels/${channels[0]!.id}/links`, { contactId });
    write('800000005', `/start ${new URL(other).searchParams.get('start')}`, 1);
    expect((await conversationWith('800000005', 1)).contactId).not.toBe(contactId);
  });
});

describe('a campaign over bots', () => {
  async function audience(contactIds: string[], channelIds: string[]): Promise<string> {
    const { id: groupId } = await post<{ id: string }>('/groups', { name: crypto.randomUUID() });
    await post(`/groups/${groupId}/members`, { contactIds });
    const { id: templateId } = await post<{ id: string }>('/templates', {
      name: crypto.randomUUID(),
      target: 'telegram',
      items: [{ kind: 'text', text: 'Hello {{firstName}}, sale {{phone|today}}' }],
    });
    const draft = { name: crypto.randomUUID(), network: 'telegram', templateId, channelIds, groupIds: [groupId] };
    return (await post<{ id: string }>('/campaigns', draft)).id;
  }

  test('reaches those who wrote, each by the bot they wrote to; not who blocked it, opted out or never came', async () => {
    const people: string[] = [];
    for (const [index, bot] of [0, 1, 0, 0].entries()) {
      write(`81000000${index}`, 'Hi', bot);
      const { contactId } = await conversationWith(`81000000${index}`, bot);
      people.push(contactId);
      await ask('PUT', `/contacts/${contactId}/consents/telegram`, { basis: 'consent', source: 'chat' });
    }
    sandbox.telegram.api.setPresence(bots[0]!.id, '810000002', { online: true, blocked: true });
    await post('/suppressions', { kind: 'contact', subject: people[3]!, reason: 'manual' });
    const stranger = await post<Contact>('/contacts', { firstName: 'Stranger', phones: [{ phone: '+79161230000' }] });
    await ask('PUT', `/contacts/${stranger.id}/consents/telegram`, { basis: 'consent', source: 'form' });
    const id = await audience(
      [...people, stranger.id],
      channels.map((one) => one.id),
    );
    await vi.waitFor(async () => {
      const preview = await get<{ planned: number; excluded: unknown }>(`/campaigns/${id}/audience`);
      expect(preview).toMatchObject({ planned: 2, excluded: { no_address: 1, blocked: 1, suppressed: 1 } });
    }, patience);
    await post(`/campaigns/${id}/start`);
    await vi.waitFor(async () => {
      const { states } = await get<{ states: Record<string, number> }>(`/campaigns/${id}/progress`);
      expect(states).toMatchObject({ accepted: 2 });
    }, patience);
    const sent = sandbox.ledger.messages().filter(({ text }) => text.startsWith('Hello Customer'));
    const inOrder = sent.toSorted((a, b) => Number(a.destination) - Number(b.destination));
    expect(inOrder.map(({ account, destination, text }) => [account, destination, text])).toEqual([
      [bots[0]!.id, '810000000', 'Hello Customer 0000, sale today'],
      [bots[1]!.id, '810000001', 'Hello Customer 0001, sale today'],
    ]);
  });

  test('CAM-6 of a bot that is removed on the way its people go to the other, and nobody is left waiting', async () => {
    const bot = { id: '7000000003', secret: '7000000003:AAF-a-token-of-the-spine-test-0003', title: 'Leaving' };
    sandbox.telegram.api.putBot(bot);
    const settings = { token: bot.secret, apiRoot: sandbox.telegram.apiRoot };
    const leaving = await post<Channel>('/channels', { kind: 'telegram-bot', name: 'Leaving', settings });
    sandbox.customers.reply({ from: '850000001', account: bot.id, text: 'Hi', network: 'telegram' });
    const contactId = await vi.waitFor(async () => {
      const { data } = await get<{ data: Conversation[] }>(`/conversations?channelId=${leaving.id}`);
      expect(data).toHaveLength(1);
      return data[0]!.contactId;
    }, patience);
    await ask('PUT', `/contacts/${contactId}/consents/telegram`, { basis: 'consent', source: 'chat' });
    await post(`/channels/${leaving.id}/pause`);
    const id = await audience([contactId], [leaving.id, channels[0]!.id]);
    await post(`/campaigns/${id}/start`);
    const status = async (): Promise<string> => (await get<{ status: string }>(`/campaigns/${id}`)).status;
    await vi.waitFor(async () => expect(await status()).toBe('RUNNING'), patience);
    expect(received('850000001')).toEqual([]);
    await ask('DELETE', `/channels/${leaving.id}?force=true`);
    await vi.waitFor(async () => {
      expect(await get(`/campaigns/${id}/progress`)).toMatchObject({ states: { accepted: 1, queued: 0 } });
    }, patience);
    expect(received('850000001').map(({ account }) => account)).toEqual([bots[0]!.id]);
  });

  test('UX-37 a test goes to a tester who has started the bot, and over no other', async () => {
    write('840000001', 'Hi');
    const { contactId } = await conversationWith('840000001');
    await post('/testers', { contactId });
    const { data: testers } = await get<TesterList>('/testers');
    expect(testers.find((one) => one.contactId === contactId)?.knownTo).toEqual([channels[0]!.id]);
    const body = (bot: number) => ({
      items: [{ kind: 'text', text: 'Sale' }],
      channelId: channels[bot]!.id,
      testerIds: [contactId],
    });
    const refused = await server.request('POST', '/test-sends', { as: 'owner', body: body(1) });
    expect(refused).toMatchObject({ status: 409, body: { code: 'tester_not_reachable' } });
    const { data: sent } = await post<{ data: TestSend[] }>('/test-sends', body(0));
    await vi.waitFor(async () => {
      expect(await get(`/test-sends/${sent[0]!.id}`)).toMatchObject({ state: 'accepted' });
    }, patience);
    expect(received('840000001').map(({ text }) => text)).toEqual(['[test] Sale']);
  });

  test('a blocked bot is told by the refusal as well, and the person is left out next time', async () => {
    write('820000001', 'Hi');
    const conversation = await conversationWith('820000001');
    const { contactId } = conversation;
    await ask('PUT', `/contacts/${contactId}/consents/telegram`, { basis: 'consent', source: 'chat' });
    const id = await audience([contactId], [channels[0]!.id]);
    expect(await get(`/campaigns/${id}/audience`)).toMatchObject({ planned: 1 });
    sandbox.telegram.api.faults.add({
      match: { destination: '820000001' },
      action: { type: 'refuse', code: 403, description: 'Forbidden: bot was blocked by the user' },
    });
    const { id: messageId } = await post<ThreadEntry>(`/conversations/${conversation.id}/messages`, { text: 'Hello?' });
    await vi.waitFor(async () => {
      const entry = (await thread(conversation.id)).find((one) => one.id === messageId);
      expect(entry).toMatchObject({ state: 'failed', reason: 'recipient_blocked' });
      expect(await get(`/campaigns/${id}/audience`)).toMatchObject({ planned: 0, excluded: { blocked: 1 } });
    }, patience);
    sandbox.telegram.api.faults.clear();
    write('820000001', 'I am back');
    await vi.waitFor(
      async () => expect(await get(`/campaigns/${id}/audience`)).toMatchObject({ planned: 1 }),
      patience,
    );
  });
});

describe('a webhook', () => {
  const hook = (channelId: string, secret: string | null, body: unknown): Promise<Response> =>
    fetch(`${server.address}/api/v1/hooks/${channelId}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(secret !== null && { 'x-telegram-bot-api-secret-token': secret }),
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  test('CHN-12 F25 SEC-47 is stored before it is answered, believed only with its secret, and once however often it comes', async () => {
    const { webhookSecret } = await import('./channels/telegram-bot/webhook.ts');
    const { id } = channels[1]!;
    const secret = webhookSecret(telegramBot.parseSettings({ token: bots[1]!.secret }));
    const chat = { id: 830000001, type: 'private', first_name: 'Webhook' };
    const update = {
      update_id: 990000001,
      message: { message_id: 1, date: 1_700_000_000, chat, from: chat, text: 'By hook' },
    };
    for (const wrong of [null, '', `${secret}x`, secret.slice(1)])
      expect((await hook(id, wrong, update)).status).toBe(401);
    expect((await hook('0190aaaa-0000-7000-8000-000000000000', secret, update)).status).toBe(404);
    for (const body of [update, update, 'not json', '[]', 'null'])
      expect((await hook(id, secret, body)).status).toBe(200);
    const conversation = await conversationWith('830000001', 1);
    expect(await thread(conversation.id)).toMatchObject([
      { text: 'By hook', providerTime: '2023-11-14T22:13:20.000Z' },
    ]);
  });
});

describe('a channel', () => {
  const add = (name: string, settings: Record<string, unknown>) =>
    server.request<Channel>('POST', '/channels', {
      as: 'owner',
      body: { kind: 'telegram-bot', name, settings: { apiRoot: sandbox.telegram.apiRoot, ...settings } },
    });
  const isTaken = { status: 409, body: { code: 'channel_account_taken' } };

  test('CHN-13 one bot is one channel, whoever adds it and however often at once', async () => {
    expect(await add('Twice', { token: bots[0]!.secret })).toMatchObject(isTaken);
    // The same bot by a token that was made later.
    const renewed = `${bots[0]!.id}:AAF-another-token-of-the-same-bot-01`;
    const again = await add('Twice', { token: renewed });
    expect(again).toMatchObject({ ...isTaken, body: { detail: expect.stringContaining('Shop 0') as string } });
    const other = await server.request('PATCH', `/channels/${channels[1]!.id}`, {
      as: 'owner',
      body: { settings: { token: renewed } },
    });
    expect(other).toMatchObject(isTaken);
    const bot = { id: '7000000005', secret: '7000000005:AAF-a-token-of-the-spine-test-0005', title: 'Once' };
    sandbox.telegram.api.putBot(bot);
    const answers = await Promise.all(['A', 'B', 'C'].map((name) => add(name, { token: bot.secret })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(2);
  });

  test('CHN-1 over a webhook, when it is removed, leaves nothing behind, and can be added again by polling', async () => {
    const bot = { id: '7000000004', secret: '7000000004:AAF-a-token-of-the-spine-test-0004', title: 'Hooked' };
    sandbox.telegram.api.putBot(bot);
    const webhook = () => sandbox.telegram.api.bot(bot.id)!.webhook?.url ?? null;
    const settings = { token: bot.secret, mode: 'webhook', publicUrl: 'https://parley.example' };
    const { body: hooked } = await add('Hooked', settings);
    await vi.waitFor(() => expect(webhook()).toBe(`https://parley.example/api/v1/hooks/${hooked.id}`), patience);
    await vi.waitFor(async () => expect((await channel(hooked.id)).state).toBe('connected'), patience);
    await ask('DELETE', `/channels/${hooked.id}`);
    await vi.waitFor(() => expect(webhook()).toBeNull(), patience);
    const { body: polled } = await add('Hooked', { token: bot.secret });
    await vi.waitFor(async () => expect((await channel(polled.id)).state).toBe('connected'), patience);
  });

  test('CHN-1 says how it is doing, and connects anew when asked', async () => {
    const { id } = channels[0]!;
    write('840000001', 'Hi');
    const conversation = await conversationWith('840000001');
    await post(`/conversations/${conversation.id}/messages`, { text: 'Hello' });
    await vi.waitFor(async () => {
      const { health } = await channel(id);
      expect(health).toMatchObject({ level: 'good', window: 30, onTheWire: 0, queued: 0, alerts: [] });
      expect(health!.acceptedPerSecond).toBeGreaterThan(0);
    }, patience);
    const before = (await channel(id)).stateChangedAt;
    await post(`/channels/${id}/reconnect`);
    await vi.waitFor(async () => {
      const { state, stateChangedAt } = await channel(id);
      expect(state).toBe('connected');
      expect(stateChangedAt > before).toBe(true);
    }, patience);
  });

  test('CHN-1 a token that is revoked is an alert, told once, and a new one brings the bot back', async () => {
    const { id } = channels[1]!;
    sandbox.telegram.api.revokeBot(bots[1]!.id);
    sandbox.telegram.server.disconnect();
    await vi.waitFor(async () => {
      const { state, health } = await channel(id);
      expect([state, health?.level, health?.alerts.map(({ code }) => code)]).toEqual([
        'login_required',
        'down',
        ['login_required'],
      ]);
    }, patience);
    const { data } = await get<{ data: { name: string; payload: { channelId: string } }[] }>(
      '/events?after=0&limit=1000',
    );
    const alerts = data.filter(({ name, payload }) => name === 'channel.alert_raised' && payload.channelId === id);
    expect(alerts.length).toBeLessThanOrEqual(1);
    const token = `${bots[1]!.id}:AAF-another-token-of-the-spine-test`;
    sandbox.telegram.api.putBot({ id: bots[1]!.id, secret: token, title: 'Shop 1' });
    await ask('PATCH', `/channels/${id}`, { settings: { token } });
    await vi.waitFor(async () => expect((await channel(id)).state).toBe('connected'), patience);
  });
});
