import type { EventPage } from '@parley/contract/events';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from '#events';
import type { Actor } from '#platform/context';
import { startDispatcher, type Dispatcher } from '#platform/events/dispatcher';
import { openWakeUps, type WakeUps } from '#platform/events/wake-up';
import { createTestServer, type TestServer } from '#platform/test-kit/create-test-server';
import { uuidv7 } from '#platform/uuid';

const log = pino({ level: 'silent' });
let server: TestServer;
let wakeUps: WakeUps;
let dispatcher: Dispatcher;

beforeAll(async () => {
  server = await createTestServer({ routes, onEvents: () => wakeUps.wake('events') });
  wakeUps = await openWakeUps(server.pools.systemPool, log);
  dispatcher = startDispatcher(server.pools, wakeUps, log);
});
afterAll(async () => {
  await dispatcher.stop();
  await wakeUps.close();
  await server.close();
});

async function emit(name: 'contact.created' | 'channel.login_required', as = server.actor('owner')): Promise<string> {
  const id = uuidv7();
  await server.inTransaction(as, (ctx) =>
    name === 'contact.created'
      ? ctx.events.emit(name, id, { contactId: id })
      : ctx.events.emit(name, id, { channelId: id, reason: 'password' }),
  );
  const text = 'select (select count(*) from events) = (select count(*) from event_positions) as done';
  await expect.poll(async () => (await server.pools.systemPool.query(text)).rows[0].done, { interval: 5 }).toBe(true);
  return id;
}

const read = async (query = '', as: 'owner' | Actor = 'owner'): Promise<EventPage> =>
  (await server.request<EventPage>('GET', `/events${query}`, { as })).body;
const idsOf = (page: EventPage): unknown[] =>
  page.data.map(({ payload }) => payload['contactId'] ?? payload['channelId']);

test('a reader goes on from where it was and hears everything once, in order', async () => {
  const start = await read();
  expect(start.data).toEqual([]);
  const ids = [await emit('contact.created'), await emit('channel.login_required'), await emit('contact.created')];
  const first = await read(`?after=${start.position}&limit=2`);
  expect(idsOf(first)).toEqual(ids.slice(0, 2));
  expect(first.data[0]).toMatchObject({ name: 'contact.created', payload: { contactId: ids[0] } });
  const second = await read(`?after=${first.position}&limit=2`);
  expect(idsOf(second)).toEqual(ids.slice(2));
  expect(await read(`?after=${second.position}`)).toEqual({ data: [], position: second.position });
  const later = await emit('contact.created');
  expect(idsOf(await read(`?after=${second.position}`))).toEqual([later]);
});

test('a reader hears only what it may know, and still moves on', async () => {
  const { position } = await read();
  await emit('contact.created');
  const channelId = await emit('channel.login_required');
  await emit('contact.created');
  const deaf: Actor = { ...server.actor('owner'), permissions: new Set(['events:read', 'channels:read']) };
  const heard = await read(`?after=${position}`, deaf);
  expect(idsOf(heard)).toEqual([channelId]);
  expect(heard.position).toBe((await read()).position);
});

test('SEC-7 another organization’s events are not heard', async () => {
  const stranger = server.actor('owner', server.otherOrganizationId);
  await emit('contact.created');
  expect((await read('?after=0', stranger)).data).toEqual([]);
  const theirs = await emit('contact.created', stranger);
  expect(idsOf(await read('?after=0', stranger))).toEqual([theirs]);
  expect(idsOf(await read('?after=0'))).not.toContain(theirs);
});

test('who may not read events is refused, and so is a position that is none', async () => {
  expect((await server.request('GET', '/events', { as: 'technician' })).status).toBe(403);
  for (const after of ['-1', 'x', '1.5', '9e30'])
    expect((await server.request('GET', `/events?after=${after}`, { as: 'owner' })).status).toBe(400);
});
