import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deliveredText, NpmPeer } from '../smsc/npm-peer.ts';
import { type Sandbox, startSandbox } from '../start-sandbox.ts';

const token = 'test';
let folder: string;
let sandbox: Sandbox;
const peers: NpmPeer[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  await start();
});

afterEach(async () => {
  for (const peer of peers.splice(0)) peer.destroy();
  await sandbox.stop();
  await rm(folder, { recursive: true });
});

async function start(): Promise<void> {
  sandbox = await startSandbox({ hosted: { folder, token } });
}

async function restart(): Promise<void> {
  for (const peer of peers.splice(0)) peer.destroy();
  await sandbox.stop();
  await start();
}

async function call<Answer = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(sandbox.control.url + path, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Answer;
  if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

interface Account {
  id: string;
  secret: string;
}

interface PhoneView {
  number: string;
  waiting: number;
  blocked: string[];
  changed: number;
  typing: { account: string; milliseconds: number }[];
  messages: { direction: string; text: string; sender: string }[];
}

const open = (owner: string) => call<Account>('POST', `/owners/${owner}/accounts`, { network: 'sms', title: 'Shop' });
const phone = (owner: string, number = '447700900123') => call<PhoneView>('GET', `/owners/${owner}/phones/${number}`);
const phones = (owner: string, query = '') =>
  call<{ position: number; phones: { number: string }[] }>('GET', `/owners/${owner}/phones${query}`);

async function bound({ id, secret }: Account): Promise<NpmPeer> {
  const peer = await NpmPeer.bound(sandbox.smpp.port, 'bind_transceiver', id, secret);
  peers.push(peer);
  return peer;
}

const receiptsOf = (peer: NpmPeer) =>
  peer
    .of('deliver_sm')
    .map(deliveredText)
    .filter((text) => text.includes('stat:'));

test('who does not know the token is refused', async () => {
  const response = await fetch(`${sandbox.control.url}/networks`);
  expect(response.status).toBe(401);
});

test('what arrives is on the phone, and the phone answers', async () => {
  const account = await open('one');
  const peer = await bound(account);
  await peer.submit({ short_message: Buffer.from('Come in'), source_addr: 'Shop' });
  await vi.waitFor(async () =>
    expect(await phone('one')).toMatchObject({ messages: [{ text: 'Come in', sender: 'Shop' }] }),
  );
  const { position } = await phones('one');
  await call('POST', '/owners/one/phones/447700900123/messages', {
    network: 'sms',
    account: account.id,
    to: 'Shop',
    text: 'On my way',
  });
  await vi.waitFor(() => expect(peer.of('deliver_sm').map(deliveredText)).toContain('On my way'));
  expect((await phones('one', `?after=${position}`)).phones).toMatchObject([{ number: '447700900123' }]);
  expect((await phones('one', `?after=${position + 10}`)).phones).toEqual([]);
});

test('SEC-1 two owners with the same customer do not see each other', async () => {
  const [one, two] = [await open('one'), await open('two')];
  await (await bound(one)).submit({ short_message: Buffer.from('From one') });
  await vi.waitFor(async () => expect((await phones('one')).phones).toHaveLength(1));
  expect((await phones('two')).phones).toEqual([]);
  const foreign = { network: 'sms', account: two.id, to: 'Shop', text: 'Hello' };
  await expect(call('POST', '/owners/one/phones/447700900123/messages', foreign)).rejects.toThrow('404');
  await expect(call('POST', `/owners/one/accounts/sms/${two.id}`, { answering: true })).rejects.toThrow('404');
  await expect(call('DELETE', `/owners/one/accounts/sms/${two.id}`)).rejects.toThrow('404');
});

test('INB-2 a phone shows that a bot is writing, until the message is there', async () => {
  const bot = await call<Account>('POST', '/owners/one/accounts', { network: 'telegram', title: 'Shop bot' });
  await call('POST', '/owners/one/phones/447700900123', { name: 'Ann' });
  const ask = (method: string, content: Record<string, string>) =>
    fetch(`${sandbox.telegram.apiRoot}/bot${bot.secret}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(content),
    });
  const chat_id = String(
    sandbox.telegram.api.people.introduce({ owner: 'one', phone: '447700900123', name: 'Ann', language: null }).id,
  );
  expect((await phone('one')).typing).toEqual([]);
  const { position } = await phones('one');
  expect((await ask('sendChatAction', { chat_id, action: 'typing' })).status).toBe(200);
  // A page that asks for what changed learns of it.
  expect((await phones('one', `?after=${position}`)).phones).toMatchObject([{ number: '447700900123' }]);
  expect((await phone('one')).typing).toMatchObject([{ account: `telegram/${bot.id}` }]);
  await ask('sendMessage', { chat_id, text: 'Here it is' });
  await vi.waitFor(async () =>
    expect(await phone('one')).toMatchObject({ messages: [{ text: 'Here it is' }], typing: [] }),
  );
});

test('a phone that is offline gets its messages, and we our receipts, when it is back', async () => {
  const peer = await bound(await open('one'));
  await call('POST', '/owners/one/phones/447700900123', { name: 'Ann', online: false });
  await peer.submit({ short_message: Buffer.from('Later') });
  await vi.waitFor(async () => expect(await phone('one')).toMatchObject({ waiting: 1 }));
  expect(receiptsOf(peer)).toEqual([]);
  await call('POST', '/owners/one/phones/447700900123', { online: true });
  expect(await phone('one')).toMatchObject({ waiting: 0, name: 'Ann', messages: [{ text: 'Later' }] });
  await vi.waitFor(() => expect(receiptsOf(peer)).toEqual([expect.stringContaining('stat:DELIVRD')]));
});

test('a customer who blocked us gets nothing, and the receipt says so', async () => {
  const account = await open('one');
  const peer = await bound(account);
  await call('POST', '/owners/one/phones/447700900123', {});
  const block = { network: 'sms', account: account.id, blocked: true };
  await call('POST', '/owners/one/phones/447700900123/block', block);
  await peer.submit({ short_message: Buffer.from('Please') });
  await vi.waitFor(() => expect(receiptsOf(peer)).toEqual([expect.stringContaining('stat:UNDELIV')]));
  expect(await phone('one')).toMatchObject({ messages: [], blocked: [`sms/${account.id}`] });
});

test('a fault is chosen by its name, one at a time', async () => {
  const account = await open('one');
  const other = await bound(await open('two'));
  const peer = await bound(account);
  const choose = (fault: string | null) => call('POST', `/owners/one/accounts/sms/${account.id}`, { fault });
  await choose('refused');
  expect((await peer.submit()).command_status).toBe(0x45);
  expect((await other.submit()).command_status).toBe(0);
  await choose('no_receipts');
  expect((await peer.submit()).command_status).toBe(0);
  await expect(choose('nonsense')).rejects.toThrow('400');
  await choose('login_refused');
  await peer.closed;
  await expect(bound(account)).rejects.toThrow();
  await choose(null);
  await bound(account);
});

test('a restart keeps accounts, messages, presence and faults', async () => {
  const account = await open('one');
  const peer = await bound(account);
  await peer.submit({ short_message: Buffer.from('Before') });
  await vi.waitFor(async () => expect((await phone('one')).messages).toHaveLength(1));
  await call('POST', `/owners/one/accounts/sms/${account.id}`, { fault: 'refused', answering: true });
  await call('POST', '/owners/one/phones/447700900199', { name: 'Bob', online: false });
  const { position } = await phones('one');
  await restart();
  expect(await phone('one')).toMatchObject({ messages: [{ text: 'Before' }] });
  expect(await phone('one', '447700900199')).toMatchObject({ name: 'Bob', online: false });
  expect(await call('GET', '/owners/one/accounts')).toMatchObject({
    accounts: [{ id: account.id, fault: 'refused', answering: true }],
  });
  const again = await bound(account);
  expect((await again.submit()).command_status).toBe(0x45);
  // A page that was open meanwhile asks for what is newer, and gets it all.
  expect((await phones('one')).position).toBeGreaterThan(position);
});

test('what nobody had taken before a restart is delivered after it', async () => {
  const account = await open('one');
  const peer = await bound(account);
  await call('POST', '/owners/one/phones/447700900123', { online: false });
  await peer.submit({ short_message: Buffer.from('Later'), source_addr: 'Shop' });
  await vi.waitFor(async () => expect(await phone('one')).toMatchObject({ waiting: 1 }));
  peer.destroy();
  await peer.closed;
  await call('POST', '/owners/one/phones/447700900199', {});
  const answer = { network: 'sms', account: account.id, to: 'Shop', text: 'Anybody there?' };
  await call('POST', '/owners/one/phones/447700900199/messages', answer);
  await restart();
  const again = await bound(account);
  await vi.waitFor(() => expect(again.of('deliver_sm').map(deliveredText)).toContain('Anybody there?'));
  await call('POST', '/owners/one/phones/447700900123', { online: true });
  await vi.waitFor(() => expect(receiptsOf(again)).toEqual([expect.stringContaining('stat:DELIVRD')]));
});

test('an owner who is removed leaves nothing', async () => {
  const account = await open('one');
  await open('two');
  await (await bound(account)).submit({ short_message: Buffer.from('Hello') });
  await vi.waitFor(async () => expect((await phones('one')).phones).toHaveLength(1));
  await call('DELETE', '/owners/one');
  await restart();
  expect((await phones('one')).phones).toEqual([]);
  expect(await call('GET', '/owners/one/accounts')).toEqual({ accounts: [] });
  expect(await call('GET', '/owners/two/accounts')).toMatchObject({ accounts: [{ network: 'sms' }] });
  await expect(bound(account)).rejects.toThrow();
});
