import { randomUUID } from 'node:crypto';
import type { Campaign, Recipient } from '@parley/contract/campaigns';
import type { CampaignProgress } from '@parley/contract/campaign-progress';
import type { TesterList, TestSend } from '@parley/contract/templates';
import { sql } from 'kysely';
import { buffer } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { jobs, reactions, routes, taskKinds } from '#campaigns';
import { DeliveryError } from '#channel';
import { routes as channelRoutes } from '#channels';
import { routes as contactRoutes } from '#contacts';
import { routes as templateRoutes } from '#templates';
import { optOutContact } from '#suppressions';
import { unknownSender } from '#channel';
import { startInbound } from '#conversations';
import { reactions as optOutReactions } from '#opt-outs';
import { startConsumers } from '#platform/events/consumers';
import { startDispatcher } from '#platform/events/dispatcher';
import { openWakeUps } from '#platform/events/wake-up';
import { startJobs } from '#platform/jobs/start-jobs';
import { createTestServer, notAtTheTurnOfAnHour, type TestServer } from '#platform/test-kit/index';
import { startSending } from '#sending';
import { jobsFor } from '#tasks';
import {
  addChannel,
  addDraft,
  addGroup,
  addPerson,
  addTemplate,
  newPhone,
  PaperNetwork,
  type Draft,
} from './test-campaigns.ts';

const network = new PaperNetwork();
const log = pino({ level: 'silent' });
let kit: TestServer;
let wake: () => void = () => undefined;
const ending: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  kit = await createTestServer({
    routes: [...routes, ...channelRoutes, ...contactRoutes, ...templateRoutes],
    channels: [network.kind],
    maxConnections: 30,
    onEvents: () => wake(),
  });
  const wakeUps = await openWakeUps(kit.pools.systemPool, log);
  wake = () => wakeUps.wake('events');
  const dispatcher = startDispatcher(kit.pools, wakeUps, log);
  const consumers = await startConsumers(kit.runtime, [...reactions, ...optOutReactions], wakeUps);
  const workers = await startJobs(kit.runtime, [...jobs, ...jobsFor(taskKinds)], [], { concurrency: 1 });
  const inbound = startInbound(kit.runtime);
  const sending = startSending({
    runtime: kit.runtime,
    transports: kit.runtime.transports,
    inbox: inbound.inbox,
  });
  ending.push(
    () => sending.stop(500),
    () => workers.stop(),
    () => inbound.stop(),
    () => consumers.stop(),
    () => dispatcher.stop(),
    () => wakeUps.close(),
  );
});
afterAll(async () => {
  for (const end of ending) await end();
  await kit.close();
});
beforeEach(() => {
  network.judge = () => undefined;
  network.partsOf = () => 1;
});

const get = async <Body>(path: string): Promise<Body> => (await kit.request<Body>('GET', path, { as: 'analyst' })).body;
const post = async (path: string): Promise<Campaign> =>
  (await kit.request<Campaign>('POST', path, { as: 'owner' })).body;
const progress = (id: string): Promise<CampaignProgress> => get(`/campaigns/${id}/progress`);
const status = async (id: string): Promise<string> => (await get<Campaign>(`/campaigns/${id}`)).status;
const recipients = async (id: string, query = ''): Promise<Recipient[]> =>
  (await get<{ data: Recipient[] }>(`/campaigns/${id}/recipients?${query}`)).data;
const codes = async (id: string): Promise<string[]> =>
  (await get<{ data: { code: string }[] }>(`/campaigns/${id}/log`)).data.map(({ code }) => code).toReversed();
const readFile = async (id: string): Promise<string> => {
  const { storage_key: key } = await kit.inTransaction('owner', ({ db }) =>
    db.selectFrom('files').select('storage_key').where('id', '=', id).executeTakeFirstOrThrow(),
  );
  return (await buffer(await kit.runtime.storage.read(key))).toString('utf8');
};
const inState = (campaign: string, wanted: string): Promise<void> => expect.poll(() => status(campaign)).toBe(wanted);

interface Run {
  readonly id: string;
  readonly channelId: string;
  readonly phones: string[];
  readonly people: string[];
}

type RunOptions = Partial<Draft> & Pick<Parameters<typeof addChannel>[1] & object, 'perSecond' | 'perHour' | 'price'>;

async function run(count: number, draft: RunOptions = {}): Promise<Run> {
  const { perSecond, perHour, price, ...rest } = draft;
  const made = await kit.inTransaction('admin', async (ctx) => {
    const channelId = await addChannel(ctx, {
      ...(perSecond && { perSecond }),
      ...(perHour && { perHour }),
      ...(price && { price }),
    });
    const group = await addGroup(ctx);
    const phones = Array.from({ length: count }, newPhone);
    const people: string[] = [];
    for (const phone of phones) people.push(await addPerson(ctx, { phones: [{ phone }], groups: [group] }));
    const { id } = await addDraft(ctx, { groupIds: [group], channelIds: [channelId], ...rest });
    return { id, channelId, phones, people };
  });
  expect((await post(`/campaigns/${made.id}/start`)).status).toBe('QUEUED');
  return made;
}

const takenFor = (phones: readonly string[]): string[] =>
  network.taken.flatMap(({ address }) => (phones.includes(address) ? [address] : []));
const sentTo = (phone: string): string[] =>
  network.taken.filter(({ address }) => address === phone).map(({ text }) => text);
let nextEvent = 0;
/** The person answers: the network gives it to the account, as it gives everything. */
async function answer(channel: number, from: string, text: string): Promise<void> {
  const event = {
    providerEventId: `e${nextEvent++}`,
    from,
    to: '+1',
    text,
    files: [],
    sender: unknownSender,
    linkToken: null,
    providerTime: null,
    raw: {},
  };
  await network.hosts[channel]!.receive(event);
}

const sumOf = ({ states }: CampaignProgress): number =>
  Object.values(states).reduce((total, people) => total + people, 0);

describe('a campaign', () => {
  test('CAM-1 CAM-12 CAM-14 runs to its end, is answered, and honours those who opt out', async () => {
    const hosts = network.hosts.length;
    const { id, phones, people } = await run(6);
    await inState(id, 'COMPLETED');
    for (const phone of phones) expect(sentTo(phone)).toEqual(['Hello, Anna!']);
    const done = await progress(id);
    expect(done).toMatchObject({
      planned: 6,
      states: { accepted: 6, queued: 0 },
      replied: 0,
      optedOut: 0,
      etaSeconds: null,
    });
    expect(sumOf(done)).toBe(6);
    expect(await codes(id)).toEqual(['started', 'launched', 'completed']);
    await expect.poll(async () => (await recipients(id, 'state=accepted')).length).toBe(6);

    const [glad, stopping] = phones as [string, string];
    await answer(hosts, glad, 'Спасибо, приду');
    await answer(hosts, stopping, 'СТОП!');
    await expect.poll(async () => (await progress(id)).optedOut).toBe(1);
    await expect.poll(async () => (await progress(id)).replied).toBe(2);
    await expect
      .poll(() => sentTo(stopping))
      .toEqual(['Hello, Anna!', 'You are unsubscribed. We will send you no more such messages.']);
    expect((await recipients(id, 'reply=opted_out')).map(({ contactId }) => contactId)).toEqual([people[1]]);
    expect((await recipients(id, 'reply=any')).map(({ contactId }) => contactId)).toEqual([people[0], people[1]]);

    // A second STOP is not confirmed again, and a later answer does not take the opt-out back.
    await answer(hosts, stopping, 'stop');
    await answer(hosts, stopping, 'почему вы не отвечаете');
    const copy = await post(`/campaigns/${id}/duplicate`);
    const audience = await get<{ planned: number; excluded: Record<string, number> }>(`/campaigns/${copy.id}/audience`);
    expect(audience).toMatchObject({ planned: 5, excluded: { suppressed: 1 } });
    // What is heard and answered later has been: then so has the second STOP.
    await answer(hosts, glad, 'stop');
    await expect.poll(() => sentTo(glad)).toHaveLength(2);
    expect(sentTo(stopping)).toHaveLength(2);
    await expect.poll(() => progress(id)).toMatchObject({ replied: 2, optedOut: 2 });
  });

  test('SEC-55 who is erased on the way is written to no more, and the figures still add up', async () => {
    await notAtTheTurnOfAnHour();
    const { id, channelId, phones, people } = await run(12, { perHour: 3 });
    await expect.poll(() => takenFor(phones)).toHaveLength(3);
    const left = phones.filter((phone) => sentTo(phone).length === 0);
    // The people of these tests were put into their group past its counter.
    await kit.inTransaction('owner', ({ db }) => sql`update groups set member_count = 12`.execute(db));
    for (const phone of left) {
      const erased = await kit.request('DELETE', `/contacts/${people[phones.indexOf(phone)]!}`, { as: 'owner' });
      expect(erased.status, JSON.stringify(erased.body)).toBe(200);
    }
    await kit.request('PATCH', `/channels/${channelId}`, { as: 'owner', body: { limits: { perHour: null } } });
    await inState(id, 'COMPLETED');
    expect(left.flatMap(sentTo)).toEqual([]);
    const done = await progress(id);
    expect(done).toMatchObject({ planned: 12, states: { accepted: 3, skipped: 9, queued: 0 } });
    expect(sumOf(done)).toBe(12);
  });

  test('UX-42 what went wrong is counted by reason, and each number opens its people', async () => {
    network.judge = ({ address }) => {
      if (address.endsWith('0') || address.endsWith('5'))
        throw new DeliveryError('rejected', 'content_refused', { providerCode: '0x45' });
      if (address.endsWith('1')) throw new DeliveryError('unknown', 'no_answer');
    };
    const { id, phones } = await run(20);
    await inState(id, 'COMPLETED');
    const wrong = phones.filter((phone) => /[05]$/.test(phone)).length;
    const lost = phones.filter((phone) => phone.endsWith('1')).length;
    expect(await progress(id)).toMatchObject({ states: { failed: wrong, unknown: lost, accepted: 20 - wrong - lost } });
    await expect
      .poll(() => get(`/campaigns/${id}/failures`))
      .toEqual({
        reasons: [
          { state: 'failed', reason: 'content_refused', people: wrong },
          { state: 'unknown', reason: 'no_answer', people: lost },
        ],
      });
    const failed = await recipients(id, 'state=failed&reason=content_refused');
    expect(failed).toHaveLength(wrong);
    const one = await get<Recipient & { deliveries: unknown[] }>(`/campaigns/${id}/recipients/${failed[0]!.contactId}`);
    expect(one).toMatchObject({
      state: 'failed',
      reason: 'content_refused',
      exclusion: null,
      deliveries: [
        { attempt: 1, state: 'failed', waiting: false, text: 'Hello, Anna!', providerCode: '0x45', acceptedAt: null },
      ],
    });
    // Behind the numbers of a channel stand those whose last attempt went through it.
    const { channels } = await progress(id);
    const through = `channelId=${channels[0]!.channelId}`;
    expect(await recipients(id, `state=failed&${through}`)).toEqual(await recipients(id, 'state=failed'));
    expect(await recipients(id, through)).toHaveLength(20);
    for (const more of ['', '&state=failed', '&state=accepted', '&reply=any'])
      expect(await recipients(id, `channelId=${randomUUID()}${more}`)).toEqual([]);
    const first = await get<{ data: Recipient[]; nextCursor: string }>(`/campaigns/${id}/recipients?limit=15`);
    const second = await get<{ data: Recipient[]; nextCursor: null }>(
      `/campaigns/${id}/recipients?limit=15&cursor=${first.nextCursor}`,
    );
    expect(new Set([...first.data, ...second.data].map(({ contactId }) => contactId)).size).toBe(20);
    expect(second.nextCursor).toBeNull();
    const refused = await kit.request('GET', `/campaigns/${id}/recipients?state=failed&exclusion=any`, {
      as: 'analyst',
    });
    expect(refused.status).toBe(400);
  });

  test('CAM-13 SEC-17 any number is exported as CSV by a task, without anything a spreadsheet would run', async () => {
    network.judge = ({ text: message }) => {
      if (message.startsWith('=')) throw new DeliveryError('rejected', 'content_refused');
    };
    const templateId = await kit.inTransaction('admin', (ctx) => addTemplate(ctx, '=1+1, "{{firstName}}"'));
    const { id, people, phones } = await run(3, { templateId });
    await inState(id, 'COMPLETED');
    await expect.poll(async () => (await recipients(id, 'state=failed')).length).toBe(3);
    const exported = async (filter: object): Promise<string[]> => {
      const { status: code, body } = await kit.request<{ taskId: string }>('POST', `/campaigns/${id}/export`, {
        as: 'marketer',
        body: filter,
      });
      expect(code).toBe(202);
      const task = () =>
        kit.inTransaction('owner', ({ db }) =>
          db.selectFrom('tasks').selectAll().where('id', '=', body.taskId).executeTakeFirstOrThrow(),
        );
      await expect.poll(async () => (await task()).state).toBe('completed');
      return (await readFile((await task()).result_file_id!)).trimEnd().split('\r\n');
    };
    const [header, ...rows] = await exported({ state: 'failed', reason: 'content_refused' });
    expect(header).toBe(
      '\ufeffContact,Name,Address,State,Reason,Left out because,Channel,Text,Parts,Network code,Accepted,Delivered,Replied,Opted out',
    );
    expect(rows.map((row) => row.split(',').slice(0, 5))).toEqual(
      people.map((person, index) => [person, 'Anna', phones[index], 'failed', 'content_refused']),
    );
    expect(rows[0]).toContain(`"'=1+1, ""Anna"""`);
    expect(await exported({ state: 'delivered' })).toEqual([header]);
    expect((await kit.request('POST', `/campaigns/${id}/export`, { as: 'analyst', body: {} })).status).toBe(403);
  });

  test('UX-41 F7 cancelled in its midst it sends no more, and everybody is in exactly one state', async () => {
    const { id, phones } = await run(40, { perSecond: 5 });
    await expect.poll(() => takenFor(phones).length).toBeGreaterThan(2);
    await post(`/campaigns/${id}/pause`);
    await post(`/campaigns/${id}/resume`);
    expect(await post(`/campaigns/${id}/cancel`)).toMatchObject({ status: 'CANCELLED' });
    await expect.poll(async () => (await progress(id)).states.submitting).toBe(0);
    const sent = takenFor(phones).length;
    expect(await progress(id)).toMatchObject({
      states: { accepted: sent, queued: 0, cancelled: 40 - sent },
      perSecond: 0,
    });
    await expect.poll(async () => (await recipients(id, 'state=accepted')).length).toBe(sent);
    const cancelled = await recipients(id, 'state=cancelled&limit=200');
    expect(cancelled).toHaveLength(40 - sent);
    expect(new Set(cancelled.map(({ state }) => state))).toEqual(new Set(['cancelled']));
    expect(await recipients(id, 'state=queued')).toEqual([]);
    expect((await get<Campaign>(`/campaigns/${id}`)).progress).toMatchObject({ planned: 40, done: 40 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(takenFor(phones).length).toBe(sent);
    expect(new Set(takenFor(phones)).size).toBe(sent);
  });

  test('UX-42 whom it failed for a reason, a follow-up writes to; whom it may have reached, only by a person’s word', async () => {
    network.judge = ({ address }) => {
      if (address.endsWith('1')) throw new DeliveryError('rejected', 'address_invalid');
      if (address.endsWith('2')) throw new DeliveryError('rejected', 'content_refused');
      if (address.endsWith('3')) throw new DeliveryError('unknown', 'no_answer');
    };
    const { id, phones } = await run(20);
    await inState(id, 'COMPLETED');
    const endingIn = (digit: string) => phones.filter((phone) => phone.endsWith(digit)).toSorted();
    await expect.poll(async () => (await recipients(id, 'state=unknown')).length).toBe(endingIn('3').length);
    const follow = (body: unknown) =>
      kit.request<Campaign & { errors: { rule: string }[] }>('POST', `/campaigns/${id}/follow-up`, {
        as: 'owner',
        body,
      });
    const made = await follow({ state: 'failed', reason: 'address_invalid' });
    expect(made).toMatchObject({
      status: 201,
      body: { status: 'DRAFT', name: 'Spring (2)', groupIds: [], follows: { campaignId: id, state: 'failed' } },
    });
    expect(await get(`/campaigns/${made.body.id}/audience`)).toMatchObject({ planned: endingIn('1').length });
    network.judge = () => undefined;
    await post(`/campaigns/${made.body.id}/start`);
    await inState(made.body.id, 'COMPLETED');
    expect(takenFor(phones).toSorted()).toEqual(
      phones.filter((phone) => !phone.endsWith('2') && !phone.endsWith('3')).toSorted(),
    );
    // Nothing of the first campaign was rewritten.
    expect((await progress(id)).states).toMatchObject({ failed: endingIn('1').length + endingIn('2').length });
    const refused = await follow({ state: 'unknown' });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ rule: 'repeat_not_confirmed' }] } });
    const repeated = await follow({ state: 'unknown', mayRepeat: true });
    expect(await get(`/campaigns/${repeated.body.id}/audience`)).toMatchObject({ planned: endingIn('3').length });
  });

  test('F36 it has spent what the network took, at the price of the start, of what was reckoned then', async () => {
    const templateId = await kit.inTransaction('admin', (ctx) => addTemplate(ctx, 'Добрый день. '.repeat(10)));
    network.partsOf = () => 2;
    network.judge = ({ address }) => {
      if (address.endsWith('7')) throw new DeliveryError('rejected', 'address_invalid');
    };
    const { id, channelId, phones } = await run(20, {
      templateId,
      price: { perThousand: 250_000, currency: 'RUB' },
      perSecond: 10,
    });
    const change = { price: { perThousand: 999_000, currency: 'USD' } };
    await kit.request('PATCH', `/channels/${channelId}`, { as: 'owner', body: change });
    await inState(id, 'COMPLETED');
    const { channels, spend } = await progress(id);
    const taken = 2 * phones.filter((phone) => !phone.endsWith('7')).length;
    expect(spend).toEqual({ spent: taken * 250, estimate: { from: 10_000, to: 10_000 }, currency: 'RUB' });
    expect(channels).toMatchObject([{ parts: taken, spent: { amount: taken * 250, currency: 'RUB' } }]);
  });

  test('UX-37 a test arrives marked, is in no figure, and respects who opted out', async () => {
    const { contactId, phone, channelId } = await kit.inTransaction('admin', async (ctx) => {
      const number = newPhone();
      const person = await addPerson(ctx, { phones: [{ phone: number }], firstName: 'Vera' });
      return { contactId: person, phone: number, channelId: await addChannel(ctx) };
    });
    const body = { items: [{ kind: 'text', text: 'Hello, {{firstName}}' }], channelId, testerIds: [contactId] };
    const send = () => kit.request<{ data: TestSend[]; code: string }>('POST', '/test-sends', { as: 'marketer', body });
    expect((await send()).status).toBe(404);
    await kit.request('POST', '/testers', { as: 'marketer', body: { contactId } });
    const sent = await send();
    expect(sent.status).toBe(201);
    const { id } = sent.body.data[0]!;
    const testers = await kit.request<TesterList>('GET', '/testers', { as: 'marketer' });
    expect(testers.body.last).toEqual({ channelId, testerIds: [contactId] });
    await expect.poll(async () => (await get<TestSend>(`/test-sends/${id}`)).state).toBe('accepted');
    expect(sentTo(phone)).toEqual(['[test] Hello, Vera']);
    const figures = await kit.inTransaction('owner', ({ db }) =>
      db.selectFrom('deliveries').select(['campaign_id', 'state']).where('message_id', '=', id).execute(),
    );
    expect(figures).toMatchObject([{ campaign_id: null }]);
    await kit.inTransaction('marketer', (ctx) => optOutContact(ctx, { contactId, source: 'test' }));
    expect(await send()).toMatchObject({ status: 409, body: { code: 'tester_opted_out' } });
    const stranger = kit.actor('owner', kit.otherOrganizationId);
    expect((await kit.request('GET', `/test-sends/${id}`, { as: stranger })).status).toBe(404);
  });

  test('UX-40 an account that has used up its hour says so, and until when', async () => {
    await notAtTheTurnOfAnHour();
    const { id, channelId, phones } = await run(12, { perHour: 5 });
    const channel = async () => (await progress(id)).channels[0]!;
    await expect.poll(async () => (await channel()).workReason).toBe('hour_limit');
    await expect.poll(async () => (await channel()).sent).toBe(5);
    const { work, until, ownQueued } = await channel();
    expect({ work, ownQueued }).toEqual({ work: 'waiting', ownQueued: 0 });
    expect(new Date(until!).getTime()).toBeGreaterThan(Date.now());
    expect(takenFor(phones)).toHaveLength(5);
    await expect.poll(() => codes(id)).toContain('channel_hour_limit');
    const limits = { perHour: 1_000, perSecond: 2 };
    await kit.request('PATCH', `/channels/${channelId}`, { as: 'admin', body: { limits } });
    await inState(id, 'COMPLETED');
    expect((await channel()).work).toBe('completed');
    const ofLimits = (await codes(id)).filter((code) => code === 'channel_hour_limit' || code === 'channel_goes_on');
    expect(ofLimits).toEqual(['channel_hour_limit', 'channel_goes_on']);
  });

  test('CAM-6 without any account that can send it pauses, says why, and goes on when it is resumed', async () => {
    const { id, channelId, phones } = await run(30, { perSecond: 5 });
    await expect.poll(() => takenFor(phones).length).toBeGreaterThan(0);
    await post(`/channels/${channelId}/pause`);
    await inState(id, 'PAUSED');
    expect(await get<Campaign>(`/campaigns/${id}`)).toMatchObject({
      statusReason: 'no_channel_available',
      allowedActions: ['resume', 'cancel'],
    });
    await expect.poll(() => codes(id)).toEqual(['started', 'launched', 'channel_paused', 'stalled']);
    expect(new Set(takenFor(phones)).size).toBeLessThan(30);
    await post(`/channels/${channelId}/resume`);
    await post(`/campaigns/${id}/resume`);
    await inState(id, 'COMPLETED');
    expect(takenFor(phones).toSorted()).toEqual(phones.toSorted());
  });
});
