import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Ledger } from '../ledger.ts';
import { BotApi } from './bot-api.ts';
import { type BotApiServer, serveBotApi } from './bot-api-server.ts';
import { TelegramNetwork } from './telegram-network.ts';

let api: BotApi;
let server: BotApiServer;
let network: TelegramNetwork;

async function start(): Promise<void> {
  api = new BotApi(new Ledger(), { port: 0, reachesStrangers: false });
  server = await serveBotApi(api, 0);
  network = new TelegramNetwork(api, server.port);
}

beforeEach(start);
afterEach(() => server.stop());

const bot = { id: '7000000001', secret: '7000000001:AAF-a-token-of-the-network-test-01', title: 'Shop' };
const person = { owner: 'one', phone: '15550001111', name: 'Ann Lee', language: 'en' };

interface Answer {
  readonly ok: boolean;
  readonly error_code?: number;
  readonly description?: string;
  readonly result: { update_id: number; message?: { text: string } }[];
}

async function call(method: string, body: object = {}, token = bot.secret): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${server.port}/bot${token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Answer;
  expect(response.status).toBe(answer.ok ? 200 : answer.error_code);
  return answer;
}

const write = (text: string): void =>
  void network.receive({ account: bot.id, from: network.addressOf(person), to: '', text, copies: 1, form: 'udh8' });

describe('a hosted bot', () => {
  test('writes to those it knows, as the real one may, and not to those who blocked it', async () => {
    network.putAccount(bot);
    const text = 'Hello';
    expect(await call('sendMessage', { chat_id: 123456, text })).toMatchObject({
      error_code: 400,
      description: expect.stringContaining('chat not found'),
    });
    const chat_id = network.addressOf(person);
    expect(network.addressOf(person)).toBe(chat_id);
    expect(network.addressOf({ ...person, owner: 'two' })).not.toBe(chat_id);
    expect(await call('sendMessage', { chat_id, text })).toMatchObject({ ok: true });
    network.setPresence(bot.id, chat_id, { online: true, blocked: true });
    expect(await call('sendMessage', { chat_id, text })).toMatchObject({ error_code: 403 });
    expect(await call('sendMessage', { chat_id, text: 'x'.repeat(4097) })).toMatchObject({ error_code: 400 });
    expect(await call('noSuchMethod')).toMatchObject({ error_code: 404 });
  });

  test('is let in by its own token only, until it is removed or the fault says no', async () => {
    network.putAccount(bot);
    expect(await call('getMe')).toMatchObject({ ok: true });
    expect(await call('getMe', {}, `${bot.secret}x`)).toMatchObject({ error_code: 401 });
    expect(network.setFault(bot.id, 'login_refused')).toBe(true);
    expect(await call('getMe')).toMatchObject({ error_code: 401 });
    expect(network.setFault(bot.id, null)).toBe(true);
    expect(network.setFault(bot.id, 'nonsense')).toBe(false);
    expect(network.removeAccount(bot.id)).toBe(true);
    expect(await call('getMe')).toMatchObject({ error_code: 401 });
  });

  test('gets what was not confirmed again after a restart, under the same numbers, and nothing that was', async () => {
    network.putAccount(bot);
    for (const text of ['one', 'two']) write(text);
    const [first, second] = (await call('getUpdates')).result;
    await call('getUpdates', { offset: first!.update_id + 1 });
    const saved: unknown = JSON.parse(JSON.stringify(network.save()));
    await server.stop();
    await start();
    network.putAccount(bot);
    network.restore(saved);
    write('three');
    const { result } = await call('getUpdates');
    expect(result.map(({ message }) => message?.text)).toEqual(['two', 'three']);
    expect(result.map(({ update_id }) => update_id)).toEqual([second!.update_id, second!.update_id + 1]);
  });

  test('waits for a message as long as it asked to', async () => {
    network.putAccount(bot);
    const waiting = call('getUpdates', { timeout: 20 });
    setTimeout(() => write('at last'), 100);
    expect((await waiting).result).toMatchObject([{ message: { text: 'at last' } }]);
  });
});
