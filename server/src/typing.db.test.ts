/** Operators' typing through the whole program: one process has the browsers, another holds the channels. */
import type { Channel } from '@parley/contract/channels';
import type { Conversation } from '@parley/contract/conversations';
import { startSandbox } from '@parley/sandbox';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#platform/test-database/create-test-database';
import { notAtTheTurnOfAnHour } from '#platform/test-kit/index';
import { openSocket, type TestSocket } from '#platform/test-kit/open-socket';
import { startApp, type App, type Role } from './app.ts';
import { loadConfig } from './config.ts';

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

const patience = { timeout: 60_000, interval: 50 };
const bot = { id: '7000000011', secret: '7000000011:AAF-a-token-of-the-typing-test-001', title: 'Shop' };
let sandbox: Sandbox;
let database: TestDatabase;
let folder: string;
let browsers: App;
let channels: App;
let cookie = '';
const sockets: TestSocket[] = [];

beforeAll(async () => {
  sandbox = await startSandbox();
  sandbox.telegram.api.putBot(bot);
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'parley-typing-'));
  browsers = await start(['http', 'worker', 'scheduler']);
  channels = await start(['channels']);
  const { headers } = await ask('POST', '/sign-up', {
    name: 'Olga',
    email: 'olga@example.com',
    password: 'a long and private sentence',
    organizationName: 'Works',
    language: 'en',
    timeZone: 'Europe/Moscow',
  });
  cookie = headers.get('set-cookie')!.split(';')[0]!;
});
afterAll(async () => {
  for (const socket of sockets) socket.close();
  await Promise.all([browsers.stop(), channels.stop()]);
  await sandbox.stop();
  await database.drop();
  rmSync(folder, { recursive: true });
});

function start(wanted: readonly Role[]): Promise<App> {
  const environment = {
    DATABASE_URL: database.connectionString,
    PARLEY_DATA_DIR: folder,
    PARLEY_PORT: '0',
    PARLEY_OUTBOUND_ALLOW: '127.0.0.1',
  };
  return startApp(loadConfig(environment), new Set(wanted), pino({ level: 'silent' }));
}

async function ask(method: string, path: string, body?: unknown): Promise<Response> {
  const headers = { cookie, origin: browsers.address!, 'content-type': 'application/json' };
  const answer = await fetch(`${browsers.address!}/api/v1${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}
const get = async <Body>(path: string): Promise<Body> => (await (await ask('GET', path)).json()) as Body;

async function addBot(): Promise<Channel> {
  const settings = { token: bot.secret, apiRoot: sandbox.telegram.apiRoot };
  const body = { kind: 'telegram-bot', name: 'Shop', settings, limits: { perHour: 100, perDay: 100 } };
  const answer = await ask('POST', '/channels', body);
  const { id } = (await answer.json()) as Channel;
  return vi.waitFor(async () => {
    const channel = await get<Channel>(`/channels/${id}`);
    expect(channel.state).toBe('connected');
    return channel;
  }, patience);
}

async function conversationWith(peer: string): Promise<Conversation> {
  sandbox.customers.reply({ from: peer, account: bot.id, text: 'Hello?', network: 'telegram' });
  return vi.waitFor(async () => {
    const { data } = await get<{ data: Conversation[] }>('/conversations?limit=100');
    const found = data.find((conversation) => conversation.peer === peer);
    expect(found).toBeDefined();
    return found!;
  }, patience);
}

async function sit(...conversations: readonly Conversation[]): Promise<TestSocket> {
  const rooms = conversations.map(({ id }) => `conversation:${id}`);
  const socket = await openSocket(browsers.address!, { cookie, rooms });
  sockets.push(socket);
  return socket;
}

const shownTo = (chat: string): number =>
  sandbox.telegram.api.actions.filter((action) => action.chat === chat && action.action === 'typing').length;

test('INB-2 a customer is shown that an operator writes, by the process that holds the channel', async () => {
  await notAtTheTurnOfAnHour();
  const channel = await addBot();
  const [first, second] = [await conversationWith('810000001'), await conversationWith('810000002')];
  const socket = await sit(first, second);
  expect(await socket.type(first.id, true)).toEqual({ ok: true });
  await expect.poll(() => shownTo('810000001'), patience).toBe(1);

  // That somebody stopped is not told; what follows shows that it was looked at.
  expect(await socket.type(second.id, false)).toEqual({ ok: true });
  const third = await conversationWith('810000003');
  expect(await socket.join(`conversation:${third.id}`)).toEqual({ ok: true });
  await socket.type(third.id, true);
  await expect.poll(() => shownTo('810000003'), patience).toBe(1);
  expect(shownTo('810000002')).toBe(0);

  // It counts for nothing, and a person who cannot be shown it holds nothing up.
  sandbox.telegram.api.setPresence(bot.id, '810000002', { online: true, blocked: true });
  expect(await socket.type(second.id, true)).toEqual({ ok: true });
  await ask('POST', `/conversations/${first.id}/messages`, { text: 'Yes' });
  await expect
    .poll(() => sandbox.ledger.messages().filter(({ destination }) => destination === '810000001').length, patience)
    .toBe(1);
  expect(shownTo('810000002')).toBe(0);
  await expect
    .poll(async () => (await get<Channel>(`/channels/${channel.id}`)).used, patience)
    .toEqual({ hour: 1, day: 1 });
});
