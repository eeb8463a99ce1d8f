import { connect } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NpmPeer } from './smsc/npm-peer.ts';
import { type Sandbox, startSandbox } from './start-sandbox.ts';

let sandbox: Sandbox;
let peer: NpmPeer;

beforeEach(async () => {
  sandbox = await startSandbox();
  peer = await NpmPeer.bound(sandbox.smpp.port);
});

afterEach(async () => {
  peer.destroy();
  await sandbox.stop();
});

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(sandbox.control.url + path, { method, ...(body === undefined ? {} : { body: text }) });
  return { status: response.status, body: await response.json() };
}

test('the ledger is read in pages, and summed up', async () => {
  for (let sent = 0; sent < 3; sent++) await peer.submit({ short_message: Buffer.from(`text ${sent}`) });
  await vi.waitFor(() => expect(sandbox.ledger.counts().receipt_acknowledged).toBe(3));
  const kinds: unknown[] = [];
  let since = 0;
  for (let pages = 0; pages < 3; pages++) {
    const page = (await call('GET', `/ledger?since=${since}&limit=4`)).body as {
      entries: { kind: string }[];
      next: number;
    };
    kinds.push(...page.entries.map(({ kind }) => kind));
    since = page.next;
  }
  expect(kinds).toEqual(sandbox.ledger.since(0).map(({ kind }) => kind));
  expect((await call('GET', '/messages?limit=2')).body).toMatchObject({
    messages: [{ text: 'text 0' }, { text: 'text 1' }],
  });
  expect((await call('GET', '/ledger/summary')).body).toMatchObject({
    messages: 3,
    submit: 3,
    receipt_sent: 3,
    receipt_acknowledged: 3,
    inbound: 0,
    refused: 0,
    waiting: 0,
    lastSequence: since,
  });
  expect(await call('GET', '/health')).toEqual({ status: 200, body: { status: 'ok' } });
});

test('faults are scripted, listed and cleared', async () => {
  const fault = { match: { next: 1 }, action: { type: 'refuse', status: 'throttled' } };
  expect(await call('POST', '/faults', fault)).toEqual({ status: 200, body: { id: 1 } });
  expect((await peer.submit()).command_status).toBe(0x58);
  expect((await call('GET', '/faults')).body).toEqual({ faults: [{ id: 1, hits: 1, ...fault }] });
  await call('DELETE', '/faults');
  expect((await call('GET', '/faults')).body).toEqual({ faults: [] });
});

test('customers reply and follow scripts, and a handset is looked at', async () => {
  await peer.submit({ destination_addr: '447700900001' });
  await call('POST', '/customers/scripts', { answers: [{ share: 1, texts: ['Scripted'] }], delay: { min: 0, max: 0 } });
  await peer.submit({ destination_addr: '447700900001' });
  await vi.waitFor(() => expect(sandbox.ledger.counts().inbound).toBe(1));
  await call('DELETE', '/customers/scripts');
  expect((await call('POST', '/customers/reply', { from: '447700900001', text: 'By hand' })).body).toMatchObject({
    destination: 'Parley',
  });
  const { messages } = (await call('GET', '/handsets/+447700900001')).body as { messages: { text: string }[] };
  expect(messages.map(({ text }) => text)).toEqual(['Hello', 'Hello', 'Scripted', 'By hand']);
});

test('accounts are revoked and restored, sessions broken', async () => {
  await call('DELETE', '/accounts/parley');
  await peer.closed;
  await call('POST', '/accounts', { systemId: 'parley', password: 'another' });
  peer = await NpmPeer.bound(sandbox.smpp.port, 'bind_transceiver', 'parley', 'another');
  expect((await call('POST', '/sessions/unbind', {})).body).toEqual({ sessions: 1 });
  await vi.waitFor(() => expect(peer.of('unbind')).toHaveLength(1));
  expect((await call('POST', '/sessions/drop', { account: 'parley' })).body).toEqual({ sessions: 1 });
  await peer.closed;
});

test.each([
  ['POST', '/faults', { match: { every: 0 }, action: { type: 'no_answer' } }, 400, 'match.every', 'too_small'],
  ['POST', '/faults', { action: { type: 'nonsense' } }, 400, 'action.type', 'invalid_union'],
  ['POST', '/faults', { action: { type: 'no_answer' }, more: 1 }, 400, 'body', 'unrecognized_keys'],
  ['POST', '/faults', '{', 400, 'body', 'invalid_json'],
  ['POST', '/faults', undefined, 400, 'body', 'invalid_type'],
  ['POST', '/faults', `"${'x'.repeat(1024 * 1024)}"`, 413, 'body', 'too_big'],
  ['POST', '/customers/reply', { from: '447700900001', text: 'x' }, 400, 'account', 'unknown'],
  ['POST', '/accounts', { systemId: 'a'.repeat(16), password: '' }, 400, 'systemId', 'too_big'],
  ['DELETE', '/accounts/nobody', undefined, 404, 'systemId', 'unknown'],
  ['GET', '/ledger?since=x', undefined, 400, 'since', 'out_of_range'],
  ['GET', '/ledger?limit=1000000', undefined, 400, 'limit', 'out_of_range'],
  ['GET', '/nothing', undefined, 404, 'path', 'not_found'],
  ['PUT', '/faults', {}, 405, 'method', 'not_allowed'],
  ['GET', '/handsets/%ff', undefined, 400, 'path', 'invalid_encoding'],
])('%s %s with %j: the field and the rule are named', async (method, path, body, status, field, rule) => {
  expect(await call(method, path, body)).toEqual({ status, body: { error: { field, rule } } });
});

test('listens on the loopback interface only', async () => {
  for (const port of [sandbox.smpp.port, Number(new URL(sandbox.control.url).port)]) {
    const socket = connect(port, '127.0.0.2');
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  }
});
