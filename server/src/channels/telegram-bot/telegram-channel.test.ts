import { startSandbox } from '@parley/sandbox';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Channel, OutboundMessage } from '../channel.ts';
import { createOutbound } from '#platform/outbound-http';
import { directTransports } from '../direct-transports.ts';
import { RecordingHost } from '../recording-host.ts';
import { telegramBot } from './index.ts';
import { readWebhook } from './webhook.ts';

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

const id = '7000000001';
const token = `${id}:AAF-test-token-of-the-channel-tests-001`;
const open: Channel[] = [];
let sandbox: Sandbox;
let host: RecordingHost;

beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.telegram.api.putBot({ id, secret: token, title: 'Parley' });
  host = new RecordingHost();
});
afterEach(async () => {
  for (const channel of open.splice(0)) await channel.stop(0);
  await sandbox.stop();
});

function create(settings: Record<string, unknown> = {}, transports = directTransports): Channel {
  const input = { token, apiRoot: sandbox.telegram.apiRoot, answerTimeoutSeconds: 5, ...settings };
  const channel = telegramBot.create(telegramBot.parseSettings(input), transports);
  open.push(channel);
  return channel;
}

async function connected(settings: Record<string, unknown> = {}): Promise<Channel> {
  const channel = create(settings);
  await channel.start(host);
  await until(() => expect(host.states.at(-1)?.state).toBe('connected'));
  return channel;
}

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 40_000, interval: 10 });
const message = (fields: Partial<OutboundMessage> = {}): OutboundMessage => ({
  deliveryId: 'd1',
  address: '900000001',
  text: 'Hello',
  file: null,
  submitDeadline: Date.now() + 60_000,
  ...fields,
});
const write = (text: string, from = '900000001'): void =>
  void sandbox.telegram.api.receive({ account: id, from, to: '', text, copies: 1, form: 'udh8' });
const texts = (): string[] => sandbox.ledger.messages().map(({ text }) => text);

describe('sending', () => {
  test('F18 a flood wait stops the whole bot for as long as Telegram says, and not a message is tried meanwhile', async () => {
    const channel = await connected();
    sandbox.telegram.api.faults.add({ match: { next: 1 }, action: { type: 'flood_wait', seconds: 2 } });
    await expect(channel.send(message())).rejects.toMatchObject({
      outcome: 'retry',
      reason: 'throttled',
      retryAfter: 2_000,
    });
    expect(host.slowDowns).toEqual([2_000]);
    const other = channel.send(message({ address: '900000002' }));
    await expect(other).rejects.toMatchObject({ outcome: 'retry', reason: 'throttled' });
    expect(texts()).toEqual([]);
    await sleep(2_000);
    // Timers and clocks may differ by some milliseconds about when the pause is over.
    await vi.waitFor(() => channel.send(message({ address: '900000002' })));
    expect(texts()).toEqual(['Hello']);
  });

  test('messages to one person arrive in their order, those to others do not wait for them', async () => {
    const channel = await connected();
    sandbox.telegram.api.faults.add({
      match: { destination: '900000001', next: 1 },
      action: { type: 'delay_answer', milliseconds: 1_000 },
    });
    const first = channel.send(message({ text: '1' }));
    const second = channel.send(message({ text: '2' }));
    await channel.send(message({ address: '900000002', text: 'other' }));
    expect(texts()).toEqual(['1', 'other']);
    await Promise.all([first, second]);
    expect(texts()).toEqual(['1', 'other', '2']);
  });

  test('CHN-3 a person who has blocked the bot is reported, and again when they come back', async () => {
    const channel = await connected();
    sandbox.telegram.api.setPresence(id, '900000001', { online: true, blocked: true });
    await until(() => expect(host.reports).toMatchObject([{ address: '900000001', news: 'blocked' }]));
    await expect(channel.send(message())).rejects.toMatchObject({ outcome: 'rejected', reason: 'recipient_blocked' });
    expect(host.reports.at(-1)).toMatchObject({ providerEventId: 'blocked d1', news: 'blocked' });
    sandbox.telegram.api.setPresence(id, '900000001', { online: true, blocked: false });
    await until(() => expect(host.reports.at(-1)).toMatchObject({ news: 'reachable' }));
    await channel.send(message());
  });

  test('a group that became a supergroup is written to at its new address, once, and the address is reported', async () => {
    const channel = await connected();
    sandbox.telegram.api.people.setTrouble('-4001', { migratedTo: '-1004001' });
    const sent = await channel.send(message({ address: '-4001' }));
    expect(sent.parts).toEqual([{ providerMessageId: '-1004001:1' }]);
    expect(host.reports).toMatchObject([{ address: '-4001', news: { movedTo: '-1004001' } }]);
    expect(texts()).toEqual(['Hello']);
  });

  test('F19 a server error leaves it unknown, whether it was taken or not; a refused connection puts it off', async () => {
    const channel = await connected();
    const lost = { outcome: 'unknown', reason: 'provider_error' };
    for (const when of ['before_accept', 'before_answer'] as const) {
      sandbox.telegram.api.faults.clear();
      sandbox.telegram.api.faults.add({ match: { next: 1 }, action: { type: 'server_error', when } });
      await expect(channel.send(message())).rejects.toMatchObject(lost);
    }
    expect(texts()).toHaveLength(1);
    await sandbox.telegram.server.stop();
    await until(() => expect(host.states.at(-1)?.state).toBe('reconnecting'));
    await expect(channel.send(message())).rejects.toMatchObject({ outcome: 'retry', reason: 'not_connected' });
  });

  test('a picture that is no photo goes as a file', async () => {
    const channel = await connected();
    const bytes = Buffer.from('not a picture');
    const file = {
      name: 'x.png',
      mediaType: 'image/png',
      size: bytes.length,
      open: async () => Readable.from([bytes]),
    };
    await channel.send(message({ text: '', file }));
    const [submit] = sandbox.ledger.submits();
    expect(submit).toMatchObject({ file: { method: 'sendDocument', name: 'x.png' } });
  });

  test('typing is shown', async () => {
    const channel = await connected();
    await channel.typing!('900000001');
    expect(sandbox.telegram.api.actions).toEqual([{ bot: id, chat: '900000001', action: 'typing' }]);
    await expect(channel.typing!('not an address')).resolves.toBeUndefined();
  });
});

describe('receiving', () => {
  test('F25 goes on where it was after a restart: nothing is lost, nothing that was stored comes again', async () => {
    const channel = await connected();
    write('one');
    await until(() => expect(host.messages).toHaveLength(1));
    await channel.stop(0);
    write('two');
    const again = create();
    await again.start(host);
    await until(() => expect(host.messages.map(({ text }) => text)).toEqual(['one', 'two']));
  });

  test('F14 what could not be stored holds back what follows, so the order stays', async () => {
    await connected();
    host.committing = () => Promise.reject(new Error('the database is down'));
    for (const text of ['one', 'two', 'three']) write(text);
    await sleep(300);
    host.committing = () => Promise.resolve();
    await until(() => expect(host.messages.map(({ text }) => text)).toEqual(['one', 'two', 'three']));
  });

  test('F11 a second program that polls is explained, and the connection comes back when it ends', async () => {
    const channel = await connected();
    const rival = new AbortController();
    const bot = sandbox.telegram.api.bot(id)!;
    // Whoever asks last ends the other’s request, and neither gives up.
    const polls = (async () => {
      while (!rival.signal.aborted) {
        await bot.updates(0, 100, 60_000, rival.signal).catch(() => undefined);
        await sleep(10);
      }
    })();
    await until(() =>
      expect(host.states).toContainEqual({
        state: 'reconnecting',
        retryAt: expect.any(Number),
        reason: expect.stringContaining('Another program'),
      }),
    );
    rival.abort();
    await polls;
    await until(() => expect(host.states.at(-1)?.state).toBe('connected'));
    await channel.stop(0);
  });

  test('a webhook of another system is left alone and explained; one of ours is taken away', async () => {
    const bot = sandbox.telegram.api.bot(id)!;
    bot.setWebhook({ url: 'https://crm.example/hook', secret: null });
    const channel = create();
    await channel.start(host);
    await until(() => expect(host.states.at(-1)).toMatchObject({ reason: expect.stringContaining('crm.example') }));
    expect(bot.webhook?.url).toBe('https://crm.example/hook');
    await channel.stop(0);
    bot.setWebhook({ url: `http://127.0.0.1:9${host.webhookPath}`, secret: null });
    write('waiting for the webhook');
    await connected();
    expect(bot.webhook).toBeNull();
    await until(() => expect(host.messages.map(({ text }) => text)).toEqual(['waiting for the webhook']));
  });

  test('F25 killed after it had stored something and before it asked on, it does not get that again', async () => {
    const channel = await connected();
    const { save } = host.session;
    let isKilled = false;
    host.session.save = async (state) => {
      await save(state);
      if (!isKilled) void channel.stop(0);
      isKilled = true;
    };
    write('one');
    await until(() => expect(isKilled).toBe(true));
    await channel.stop(0);
    write('two');
    await create().start(host);
    await until(() => expect(host.messages.map(({ text }) => text)).toEqual(['one', 'two']));
  });

  test('a token that cannot be one asks for a person at once', async () => {
    await create({ token: `${id}:AAF-another-token-that-nobody-knows-001` }).start(host);
    await until(() =>
      expect(host.states.at(-1)).toMatchObject({
        state: 'login_required',
        reason: expect.stringContaining('@BotFather'),
      }),
    );
  });
});

describe('a webhook', () => {
  test('brings updates with the secret, and brings again what was not taken', async () => {
    const bodies: string[] = [];
    let refusals = 2;
    const settings = telegramBot.parseSettings({ token, mode: 'webhook', publicUrl: 'https://parley.example' });
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const content = readWebhook(settings, { headers: request.headers, body: Buffer.concat(chunks) });
        if (content) bodies.push(...content.messages.map(({ text }) => text));
        response.writeHead(content && refusals-- <= 0 ? 200 : 503).end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    // The emulated network calls without TLS, which the settings would not take.
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${host.webhookPath}`;
    await connected({ mode: 'webhook', publicUrl: 'https://parley.example' });
    const bot = sandbox.telegram.api.bot(id)!;
    expect(bot.webhook?.url).toBe(`https://parley.example${host.webhookPath}`);
    const { webhookSecret } = await import('./webhook.ts');
    bot.setWebhook({ url, secret: webhookSecret(settings) });
    write('by webhook');
    await until(() => expect(bodies).toEqual(['by webhook', 'by webhook', 'by webhook']));
    await until(() => expect(sandbox.ledger.counts().inbound_acknowledged).toBe(1));
    server.closeAllConnections();
    server.close();
  });

  test('is taken away when the account is removed, and left where another system has set its own', async () => {
    const bot = sandbox.telegram.api.bot(id)!;
    const channel = await connected({ mode: 'webhook', publicUrl: 'https://parley.example' });
    await channel.release!();
    expect(bot.webhook).toBeNull();
    bot.setWebhook({ url: 'https://crm.example/hook', secret: null });
    await channel.release!();
    expect(bot.webhook?.url).toBe('https://crm.example/hook');
  });
});

describe('a server in between', () => {
  test.each([
    [403, { outcome: 'retry', reason: 'not_connected' }],
    [404, { outcome: 'retry', reason: 'not_connected' }],
    [413, { outcome: 'rejected', reason: 'content_refused' }],
    [502, { outcome: 'unknown', reason: 'provider_error' }],
    [200, { outcome: 'unknown', reason: 'provider_error' }],
  ])('that answers %i in words of its own says nothing of the person or the token', async (status, expected) => {
    let isBroken = false;
    const server = createServer((request, response) => {
      request.resume();
      if (isBroken) return void response.writeHead(status).end('<h1>nginx</h1>');
      setTimeout(() => response.end(JSON.stringify({ ok: true, result: [] })), 20);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const channel = await connected({ apiRoot });
    isBroken = true;
    await expect(channel.send(message())).rejects.toMatchObject(expected);
    await until(() => expect(host.states.at(-1)?.state).toBe('reconnecting'));
    expect(host.states.map(({ state }) => state)).not.toContain('login_required');
    await channel.stop(0);
    server.closeAllConnections();
    server.close();
  });
});

describe('the account', () => {
  test('makes links that open a chat with it', async () => {
    const settings = telegramBot.parseSettings({ token, apiRoot: sandbox.telegram.apiRoot });
    expect(await telegramBot.chatLink!(settings, directTransports, 'abc')).toBe(
      `https://t.me/parley_${id}_bot?start=abc`,
    );
  });

  test('SEC-27 private addresses are refused for its server, and the token is in no message', async () => {
    const guarded = createOutbound([]);
    const settings = telegramBot.parseSettings({ token, apiRoot: sandbox.telegram.apiRoot });
    const tested = await telegramBot.test(settings, guarded);
    expect(tested).toMatchObject({ ok: false, reason: expect.stringContaining('PARLEY_OUTBOUND_ALLOW') });
    expect(JSON.stringify(tested)).not.toContain(token);
    await create({}, guarded).start(host);
    await until(() => expect(host.states.at(-1)?.state).toBe('reconnecting'));
    expect(JSON.stringify([host.states, host.warnings])).not.toContain(token);
    await guarded.close();
  });

  test.each([
    [{ token: 'x' }, 'token'],
    [{ mode: 'webhook' }, 'publicUrl'],
    [{ mode: 'webhook', publicUrl: 'http://parley.example' }, 'publicUrl'],
    [{ apiRoot: 'ftp://x' }, 'apiRoot'],
  ])('settings %j are refused at %s', (settings, field) => {
    const parse = (): unknown => telegramBot.parseSettings({ token, ...settings });
    expect(parse).toThrow(expect.objectContaining({ issues: [expect.objectContaining({ path: [field] })] }));
  });
});
