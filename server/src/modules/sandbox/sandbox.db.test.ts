import type { Channel } from '@parley/contract/channels';
import type { PhoneDetails, PhoneList, PhoneMessage, Sandbox } from '@parley/contract/sandbox';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { smsSmpp } from '#channels/sms-smpp';
import { routes as channelRoutes } from '#channels';
import { startInbound } from '#conversations';
import { createOutbound } from '#platform/outbound-http';
import { openSandbox, type SandboxLink } from '#platform/outbound-sandbox/sandbox-link';
import { createTestServer, type TestServer } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import { startSending } from '#sending';
import { routes } from './routes.ts';

const log = pino({ level: 'silent' });
let folder: string;
let sandbox: SandboxLink;
let server: TestServer;
let channel: Channel;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-sandbox-'));
  sandbox = await openSandbox(folder, log);
  const outbound = createOutbound([], { resolveOwn: (name) => sandbox.resolve(name) });
  const all = [...routes, ...channelRoutes];
  server = await createTestServer({ routes: all, channels: [smsSmpp], sandbox, transports: outbound });
  channel = await created(server.organizationId);
});

afterAll(async () => {
  await server.close();
  await sandbox.stop();
  await rm(folder, { recursive: true });
});

let number: string;
let count = 0;
beforeEach(() => {
  number = `+44770090${String(1000 + count++)}`;
});

async function created(organizationId: string): Promise<Channel> {
  const as = server.actor('owner', organizationId);
  const answer = await server.request<Channel>('POST', '/sandbox/channels', { as, body: { kind: 'sms-smpp' } });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
}

async function ask<Body>(method: string, url: string, body?: unknown, organizationId = server.organizationId) {
  const as = server.actor('operator', organizationId);
  return server.request<Body>(method, url, { as, ...(body !== undefined && { body }) });
}

test('CHN-14 one click makes a channel that works, marked as of the sandbox', async () => {
  expect(channel).toMatchObject({ kind: 'sms-smpp', name: 'Sandbox SMS', isSandbox: true });
  const as = server.actor('owner');
  expect((await server.request('POST', `/channels/${channel.id}/test`, { as, body: {} })).body).toEqual({
    ok: true,
    reason: null,
  });
  expect((await created(server.organizationId)).name).toBe('Sandbox SMS 2');
});

test('NUM-6 no request can mark a channel as of the sandbox', async () => {
  const settings = { host: 'sms.sandbox', systemId: 'x', password: 'y', sourceAddress: 'Parley' };
  const body = { kind: 'sms-smpp', name: 'Mine', settings, isSandbox: true };
  const refused = await server.request<{ errors: unknown[] }>('POST', '/channels', { as: 'owner', body });
  expect(refused.body.errors).toContainEqual(expect.objectContaining({ path: 'isSandbox', rule: 'unknown_field' }));
});

test('CHN-14 a message goes out to the phone, and its answer comes in as a conversation', async () => {
  const inbound = startInbound(server.runtime);
  const transports = createOutbound([], { resolveOwn: (name) => sandbox.resolve(name) });
  const sending = startSending({
    runtime: server.runtime,
    transports,
    inbox: inbound.inbox,
  });
  try {
    await ask('PUT', `/sandbox/phones/${number}`, { name: 'Ann' });
    const said = { channelId: channel.id, to: 'Parley', text: 'Is anybody there?' };
    expect((await ask('POST', `/sandbox/phones/${number}/messages`, said)).status).toBe(200);
    const conversations = () =>
      server.pools.system((db) =>
        db.selectFrom('conversations').select(['id', 'contact_id', 'peer']).where('peer', '=', number).execute(),
      );
    await expect.poll(conversations).toHaveLength(1);
  } finally {
    await sending.stop(1_000);
    await inbound.stop();
  }
});

test('a phone is made, found, put offline, and only says what changed since', async () => {
  await ask('PUT', `/sandbox/phones/${number}`, { name: 'Bert' });
  const found = (await ask<PhoneList>('GET', '/sandbox/phones?search=bert')).body;
  expect(found.phones).toMatchObject([{ number, name: 'Bert', online: true, last: null }]);
  const offline = await ask('PUT', `/sandbox/phones/${number}`, { online: false });
  expect(offline.body).toMatchObject({ number, name: 'Bert', online: false });
  const since = (await ask<PhoneList>('GET', `/sandbox/phones?after=${found.position}`)).body;
  expect(since.phones.map((phone) => phone.number)).toEqual([number]);
  const after = (await ask<PhoneList>('GET', `/sandbox/phones?after=${since.position}`)).body;
  expect(after.phones).toEqual([]);
  const said = { channelId: channel.id, to: 'Parley', text: 'Hello' };
  expect((await ask<{ code: string }>('POST', `/sandbox/phones/${number}/messages`, said)).body.code).toBe(
    'sandbox_refused',
  );
});

test('the phone of a contact carries the contact’s name', async () => {
  const { organizationId } = server;
  const id = uuidv7();
  await server.pools.tenant(organizationId, async (db) => {
    await db
      .insertInto('contacts')
      .values({ organization_id: organizationId, id, display_name: 'Olga Mironova' })
      .execute();
    await db
      .insertInto('contact_phones')
      .values({ organization_id: organizationId, contact_id: id, phone: number })
      .execute();
  });
  await ask('PUT', `/sandbox/phones/${number}`, {});
  expect((await ask<PhoneDetails>('GET', `/sandbox/phones/${number}`)).body.name).toBe('Olga Mironova');
  const found = (await ask<PhoneList>('GET', '/sandbox/phones?search=miron')).body;
  expect(found.phones).toMatchObject([{ number, name: 'Olga Mironova' }]);
  expect((await ask<PhoneList>('GET', '/sandbox/phones?search=nobody')).body.phones).toEqual([]);
});

test('a picture is refused where the network has none, and for what is no picture', async () => {
  await ask('PUT', `/sandbox/phones/${number}`, {});
  const url = `/sandbox/phones/${number}/pictures?channelId=${channel.id}`;
  const send = async (bytes: Buffer) => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)]), 'boiler.png');
    return (await ask<{ code: string }>('POST', url, form)).body.code;
  };
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  expect(await send(Buffer.from(pixel, 'base64'))).toBe('sandbox_refused');
  expect(await send(Buffer.from('<svg/>'))).toBe('file_type_refused');
});

test('a fault and automatic answers are chosen for one channel', async () => {
  const { networks } = (await ask<Sandbox>('GET', '/sandbox')).body;
  expect(networks[0]).toMatchObject({ network: 'sms', hasSenders: true });
  const fault = networks[0]!.faults[0]!.name;
  const changed = await ask('PATCH', `/sandbox/accounts/${channel.id}`, { fault, answering: true });
  expect(changed.body).toMatchObject({ channelId: channel.id, fault, answering: true });
  const { accounts } = (await ask<Sandbox>('GET', '/sandbox')).body;
  expect(accounts.find(({ channelId }) => channelId === channel.id)).toMatchObject({ fault, answering: true });
  await ask('PATCH', `/sandbox/accounts/${channel.id}`, { fault: null, answering: false });
  const wrong = await ask<{ code: string }>('PATCH', `/sandbox/accounts/${channel.id}`, { fault: 'nonsense' });
  expect(wrong.body.code).toBe('sandbox_refused');
});

test('SEC-1 the phones of another organization are not there, by number, by channel or in the list', async () => {
  const other = server.otherOrganizationId;
  const foreign = await created(other);
  await ask('PUT', `/sandbox/phones/${number}`, { name: 'Secret' }, other);
  expect((await ask<PhoneDetails>('GET', `/sandbox/phones/${number}`)).status).toBe(404);
  expect((await ask<PhoneList>('GET', '/sandbox/phones?search=secret')).body.phones).toEqual([]);
  await ask('PUT', `/sandbox/phones/${number}`, { name: 'Mine' });
  const said = { channelId: foreign.id, to: 'Parley', text: 'Hello' };
  expect((await ask<PhoneMessage>('POST', `/sandbox/phones/${number}/messages`, said)).status).toBe(404);
  const block = { channelId: foreign.id, blocked: true };
  expect((await ask('POST', `/sandbox/phones/${number}/block`, block)).status).toBe(404);
  expect((await ask('PATCH', `/sandbox/accounts/${foreign.id}`, { answering: true })).status).toBe(404);
  const there = (await ask<PhoneDetails>('GET', `/sandbox/phones/${number}`, undefined, other)).body;
  expect(there).toMatchObject({ name: 'Secret', blocked: [], messages: [] });
});

test('without the sandbox it is said how to turn it on', async () => {
  const without = await createTestServer({ routes });
  const answer = await without.request<{ code: string }>('GET', '/sandbox', { as: 'operator' });
  await without.close();
  expect([answer.status, answer.body.code]).toEqual([403, 'sandbox_off']);
});
