import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sql } from 'kysely';
import { DeliveryError } from '#channel';
import { systemActor, type Actor } from '#platform/context';
import { createTestRuntime, type TestRuntime } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import { deliveryStateNames } from './delivery-state.ts';
import { cancelCampaign, enqueueMessage, pauseCampaign, resumeCampaign, startSending, type Sending } from './index.ts';
import { readUsage } from './sending-claim-queries.ts';
import { deriveStates, type ProvenState } from './sending-settle-queries.ts';
import { recountCounters } from './sending-plan-queries.ts';
import { noInbox, ScriptedNetwork } from './scripted-channel.ts';
import { addTestChannel, runTestCampaign, type TestCampaign } from './test-campaign.ts';

const network = new ScriptedNetwork();
const initial = { capabilities: network.capabilities, script: network.script };
let kit: TestRuntime;
let actor: Actor;
const running: Sending[] = [];

beforeAll(async () => {
  kit = await createTestRuntime({ channels: [network.kind], maxConnections: 12 });
  actor = systemActor(kit.organizationId, new Set());
});
afterAll(() => kit.close());
beforeEach(() => {
  network.capabilities = initial.capabilities;
  network.script = initial.script;
  network.ledger.length = 0;
  network.hosts.length = 0;
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((sending) => sending.stop(200)));
  // What a test leaves running must not keep the next one's runners busy.
  await kit.pools.system((db) => sql`update campaign_lanes set active = false`.execute(db));
  await kit.inTransaction(actor, (ctx) => sql`update channels set removed_at = now()`.execute(ctx.db));
});

function start(leaseSeconds = 1): Sending {
  const sending = startSending({
    runtime: kit.runtime,
    transports: kit.runtime.transports,
    inbox: noInbox,
    leaseSeconds,
  });
  running.push(sending);
  return sending;
}

async function states(campaign: TestCampaign): Promise<Record<string, number>> {
  const { rows } = await kit.inTransaction(actor, (ctx) =>
    sql<{ state: number; count: number }>`select state, count(*)::int as count from deliveries
      where campaign_id = ${campaign.campaignId} and next_attempt_at is null
        and not exists (select 1 from deliveries later where later.campaign_id = deliveries.campaign_id
          and later.contact_id = deliveries.contact_id and later.attempt > deliveries.attempt)
      group by state`.execute(ctx.db),
  );
  return Object.fromEntries(rows.map((row) => [deliveryStateNames[row.state]!, row.count]));
}

async function until<T>(read: () => Promise<T>, expected: (value: T) => boolean): Promise<T> {
  const end = Date.now() + 60_000;
  for (;;) {
    const value = await read();
    if (expected(value)) return value;
    if (Date.now() > end) throw new Error(`Not reached; last: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const all = (state: string, count: number) => (value: Record<string, number>) => value[state] === count;
const addresses = (): string[] => network.ledger.map((entry) => entry.address);

async function expectCountersTrue(campaign: TestCampaign): Promise<void> {
  await kit.inTransaction(actor, async (ctx) => {
    const { rows } =
      await sql`select channel_id as "channelId", submitting, waiting, unknown, accepted, delivered, read, failed,
      expired, skipped, cancelled, parts from campaign_counters where campaign_id = ${campaign.campaignId}
      and submitting + waiting + unknown + accepted + delivered + read + failed + expired + skipped + cancelled > 0
      order by channel_id`.execute(ctx.db);
    expect(rows).toEqual(await recountCounters(ctx.db, kit.organizationId, campaign.campaignId));
  });
}

async function eventsNamed(name: string, subjectId: string): Promise<unknown[]> {
  return kit.inTransaction(actor, async (ctx) => {
    const rows = await ctx.db
      .selectFrom('events')
      .select('payload')
      .where('name', '=', name)
      .where('subject_id', '=', subjectId)
      .execute();
    return rows.map((row) => row.payload);
  });
}

describe('a campaign', () => {
  test('reaches everyone once, on two channels that share the work, and is drained', async () => {
    // Nobody is answered before both channels are at work: the quicker one alone would be done with all of them.
    const working = new Set<unknown>();
    const both = Promise.withResolvers<void>();
    network.script = async (_message, host, accept) => {
      if (working.add(host).size === 2) both.resolve();
      await both.promise;
      return accept();
    };
    const campaign = await runTestCampaign(kit.runtime, actor, { recipients: 500, channels: 2, shards: 2 });
    start();
    await until(() => states(campaign), all('accepted', 500));
    expect(new Set(addresses()).size).toBe(500);
    expect(network.ledger).toHaveLength(500);
    await until(
      () => eventsNamed('campaign.drained', campaign.campaignId),
      (events) => events.length === 1,
    );
    await expectCountersTrue(campaign);
    const counted = await kit.inTransaction(actor, (ctx) =>
      ctx.db
        .selectFrom('campaign_counters')
        .select('accepted')
        .where('campaign_id', '=', campaign.campaignId)
        .execute(),
    );
    expect(counted.every((row) => row.accepted > 0)).toBe(true);
  });

  test('the settler copies what the deliveries prove onto the recipients', async () => {
    network.script = async (message, host, accept) => {
      if (message.address.endsWith('7'))
        throw new DeliveryError('rejected', 'address_invalid', { providerCode: '0x0B' });
      const sent = accept();
      if (message.address.endsWith('3'))
        setTimeout(() => void host.report(receipt(sent.parts[0]!.providerMessageId, 'delivered')), 5);
      return sent;
    };
    const campaign = await runTestCampaign(kit.runtime, actor, { recipients: 100 });
    start();
    const settled = await until(
      () =>
        kit.inTransaction(actor, (ctx) =>
          sql<{ state: number; reason: string | null; count: number }>`
        select state, reason, count(*)::int as count from recipients where campaign_id = ${campaign.campaignId}
        group by state, reason order by state`.execute(ctx.db),
        ),
      (result) => result.rows.length === 3 && result.rows.every((row) => row.state >= 3),
    );
    expect(settled.rows).toEqual([
      { state: 3, reason: null, count: 80 },
      { state: 4, reason: null, count: 10 },
      { state: 6, reason: 'address_invalid', count: 10 },
    ]);
  });

  test('what the settler is told is what the deliveries prove, whatever happens to them', async () => {
    const tries = new Map<string, number>();
    network.script = async (message, host, accept) => {
      const attempt = (tries.get(message.address) ?? 0) + 1;
      tries.set(message.address, attempt);
      const kind = Number(message.address.at(-1));
      if (kind === 1) throw new DeliveryError('rejected', 'address_invalid');
      if (kind === 2 && attempt === 1) throw new DeliveryError('retry', 'throttled', { retryAfter: 50 });
      if (kind === 3) throw new DeliveryError('unknown', 'no_answer');
      const { parts } = accept();
      const report = (state: 'delivered' | 'failed'): void =>
        void host.report(receipt(parts[0]!.providerMessageId, state));
      if (kind === 4) throw new DeliveryError('unknown', 'connection_lost');
      if (kind === 5) report('delivered');
      if (kind === 6) setTimeout(() => report('delivered'), 30);
      if (kind === 7) setTimeout(() => report('failed'), 30);
      if (kind === 8) setTimeout(() => report('delivered'), 1_500);
      return { parts };
    };
    const campaign = await runTestCampaign(kit.runtime, actor, { recipients: 200, channels: 2 });
    start();
    await until(
      () => states(campaign),
      (value) => value['delivered'] === 60 && value['failed'] === 40,
    );
    const { organizationId } = kit;
    await until(
      () => kit.inTransaction(actor, (ctx) => ctx.db.selectFrom('settlements').select('id').execute()),
      (rows) => rows.length === 0,
    );
    await kit.inTransaction(actor, async ({ db }) => {
      const { rows } = await sql<ProvenState>`select contact_id as "contactId", state, reason from recipients
        where campaign_id = ${campaign.campaignId} order by contact_id`.execute(db);
      const contactIds = rows.map((row) => row.contactId);
      const proven = await deriveStates(db, organizationId, campaign.campaignId, contactIds);
      expect(rows).toEqual(proven.toSorted((a, b) => (a.contactId < b.contactId ? -1 : 1)));
      const exceptions = await sql`select contact_id as "contactId", state, reason from recipient_exceptions
        where campaign_id = ${campaign.campaignId} order by contact_id`.execute(db);
      expect(exceptions.rows).toEqual(rows.filter(({ state }) => state === 2 || state > 5));
    });
  });

  test('F7 a pause stops within the window, a resume goes on at the unsent, a cancel ends for good', async () => {
    network.script = async (_message, _host, accept) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return accept();
    };
    network.capabilities = { ...network.capabilities, window: 10 };
    const campaign = await runTestCampaign(kit.runtime, actor, { recipients: 2_000 });
    const sending = start();
    await until(
      async () => network.ledger.length,
      (count) => count >= 50,
    );
    await kit.inTransaction(actor, (ctx) => pauseCampaign(ctx, campaign.campaignId));
    const atPause = network.ledger.length;
    await new Promise((resolve) => setTimeout(resolve, 400));
    const paused = network.ledger.length;
    expect(paused - atPause).toBeLessThanOrEqual(10);
    await kit.inTransaction(actor, (ctx) => resumeCampaign(ctx, campaign.campaignId));
    campaign.channelIds.forEach((id) => sending.wake(id));
    await until(
      async () => network.ledger.length,
      (count) => count > paused + 20,
    );
    await kit.inTransaction(actor, (ctx) => cancelCampaign(ctx, campaign.campaignId));
    const atCancel = network.ledger.length;
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(network.ledger.length - atCancel).toBeLessThanOrEqual(10);
    expect(new Set(addresses()).size).toBe(network.ledger.length);
    await expectCountersTrue(campaign);
  });

  test('CAM-4 a basis of consent that the campaign does not accept is none', async () => {
    const campaign = await runTestCampaign(kit.runtime, actor, { recipients: 30 });
    await kit.inTransaction(actor, async (ctx) => {
      await sql`update campaigns set options = '{"consentBases": ["consent"]}' where id = ${campaign.campaignId}`.execute(
        ctx.db,
      );
      await sql`insert into contact_consents (organization_id, contact_id, network, basis, source)
        select organization_id, contact_id, 'sms', 'consent', 'test' from recipients
        where campaign_id = ${campaign.campaignId} and position <= 10`.execute(ctx.db);
    });
    start();
    await until(
      () => states(campaign),
      (value) => value['accepted'] === 10 && value['skipped'] === 20,
    );
  });

  test('F35 an opt-out committed mid-run is honoured by every later claim', async () => {
    network.capabilities = { ...network.capabilities, window: 5 };
    const committed = Promise.withResolvers<void>();
    network.script = async (_message, _host, accept) => {
      if (network.ledger.length >= 20) await committed.promise;
      return accept();
    };
    const campaign = await runTestCampaign(kit.runtime, actor, { recipients: 300 });
    start();
    await until(
      async () => network.ledger.length,
      (count) => count >= 20,
    );
    const late = await kit.inTransaction(actor, async (ctx) => {
      const { rows } = await sql<{ id: string; address: string }>`select contact_id as id, address from recipients
        where campaign_id = ${campaign.campaignId} and position in (250, 260, 270)`.execute(ctx.db);
      await sql`insert into suppressions (organization_id, subject_kind, subject, reason, source) values
        (${kit.organizationId}, 'contact', ${rows[0]!.id}, 'opt_out', 'test'),
        (${kit.organizationId}, 'phone', ${rows[1]!.address}, 'complaint', 'test')`.execute(ctx.db);
      await sql`update contact_consents set withdrawn_at = now() where contact_id = ${rows[2]!.id}`.execute(ctx.db);
      return rows;
    });
    committed.resolve();
    const final = await until(
      () => states(campaign),
      (value) => (value['accepted'] ?? 0) + (value['skipped'] ?? 0) === 300,
    );
    expect(final).toEqual({ accepted: 297, skipped: 3 });
    for (const { address } of late) expect(addresses()).not.toContain(address);
    await expectCountersTrue(campaign);
  });
});

function receipt(providerMessageId: string, state: 'accepted' | 'delivered' | 'read' | 'failed' | 'expired') {
  return { providerMessageId, state, providerTime: null, errorCode: null, reason: null } as const;
}

describe('the limits of a channel', () => {
  test('what may leave in a day holds for the next runner as well', async () => {
    const channelId = await addTestChannel(kit.runtime, actor);
    const limit = (most: number): Promise<unknown> =>
      kit.inTransaction(actor, (ctx) =>
        sql`update channels set per_day = ${most} where id = ${channelId}`.execute(ctx.db),
      );
    await limit(5);
    await runTestCampaign(kit.runtime, actor, { recipients: 12, channelIds: [channelId] });
    const first = start();
    const sent = (most: number) =>
      until(
        async () => network.ledger.length,
        (count) => count === most,
      );
    await sent(5);
    await first.stop(20_000);
    const next = start();
    await until(
      async () => next.held().length,
      (count) => count === 1,
    );
    await limit(8);
    await sent(8);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(network.ledger).toHaveLength(8);
  });

  test('what was claimed counts for its hour and for the 24 hours since', async () => {
    const channelId = await addTestChannel(kit.runtime, actor);
    const usage = await kit.inTransaction(actor, async ({ db }) => {
      await sql`insert into channel_usage (organization_id, channel_id, hour, claimed)
        select ${kit.organizationId}, ${channelId}, date_trunc('hour', clock_timestamp()) - make_interval(hours => ago), claimed
        from (values (0, 7), (1, 5), (23, 3), (24, 100), (30, 100)) used(ago, claimed)`.execute(db);
      return readUsage(db, kit.organizationId, channelId);
    });
    expect(usage).toEqual({ hour: 7, day: 15 });
  });
});

describe('ambiguity', () => {
  test('F17 a timeout is unknown, not failed, and is not sent again', async () => {
    network.script = async (message) => {
      network.accept(message);
      throw new DeliveryError('unknown', 'no_answer');
    };
    const campaign = await runTestCampaign(kit.runtime, actor, { recipients: 20 });
    start();
    await until(() => states(campaign), all('unknown', 20));
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(network.ledger).toHaveLength(20);
    await expectCountersTrue(campaign);
  });

  test('F18 a throttled message waits as long as the network asks and costs no attempt; another account goes on', async () => {
    const refused = new Map<string, number>();
    network.script = async (message, _host, accept) => {
      const count = refused.get(message.address) ?? 0;
      refused.set(message.address, count + 1);
      if (count < 7 && message.address.endsWith('1')) throw new DeliveryError('retry', 'throttled', { retryAfter: 20 });
      return accept();
    };
    const campaign = await runTestCampaign(kit.runtime, actor, { recipients: 50, channels: 2 });
    start();
    await until(() => states(campaign), all('accepted', 50));
    expect(network.ledger).toHaveLength(50);
    await expectCountersTrue(campaign);
  });

  test('F19 an outage fails nobody: errors of the provider are tried again until it is back', async () => {
    let down = true;
    network.script = async (_message, _host, accept) => {
      if (down) throw new DeliveryError('retry', 'not_connected', { retryAfter: 50 });
      return accept();
    };
    const campaign = await runTestCampaign(kit.runtime, actor, { recipients: 30 });
    start();
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(await states(campaign)).not.toHaveProperty('failed');
    down = false;
    await until(() => states(campaign), all('accepted', 30));
  });
});

describe('receipts', () => {
  test('F24 a receipt before the answer is parked and matched when the answer is written', async () => {
    network.script = async (_message, host, accept) => {
      const sent = accept();
      await host.report(receipt(sent.parts[0]!.providerMessageId, 'delivered'));
      await new Promise((resolve) => setTimeout(resolve, 30));
      return sent;
    };
    const campaign = await runTestCampaign(kit.runtime, actor, { recipients: 60 });
    start();
    await until(() => states(campaign), all('delivered', 60));
    const left = await kit.inTransaction(actor, (ctx) => ctx.db.selectFrom('parked_receipts').select('id').execute());
    expect(left).toEqual([]);
    await expectCountersTrue(campaign);
  });

  test('F22 F23 repeated and disordered receipts change a state once and never lower it', async () => {
    network.script = async (_message, host, accept) => {
      const sent = accept();
      const id = sent.parts[0]!.providerMessageId;
      setTimeout(() => {
        for (const state of ['read', 'delivered', 'delivered', 'accepted', 'read'] as const)
          void host.report(receipt(id, state));
      }, 10);
      return sent;
    };
    const campaign = await runTestCampaign(kit.runtime, actor, { recipients: 40 });
    start();
    await until(() => states(campaign), all('read', 40));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await states(campaign)).toEqual({ read: 40 });
    await expectCountersTrue(campaign);
  });

  test('a contradictory final receipt becomes an event, not a change', async () => {
    network.script = async (_message, host, accept) => {
      const sent = accept();
      const id = sent.parts[0]!.providerMessageId;
      setTimeout(() => void host.report(receipt(id, 'failed')).then(() => host.report(receipt(id, 'delivered'))), 10);
      return sent;
    };
    const campaign = await runTestCampaign(kit.runtime, actor, { recipients: 1 });
    start();
    await until(() => states(campaign), all('failed', 1));
    const events = await until(
      () => eventsNamed('delivery.contradicted', network.ledger[0]!.deliveryId),
      (found) => found.length === 1,
    );
    expect(events).toEqual([{ deliveryId: network.ledger[0]!.deliveryId, known: 'failed', claimed: 'delivered' }]);
    expect(await states(campaign)).toEqual({ failed: 1 });
  });

  test('a delivery of several parts is delivered when all are, failed when one is', async () => {
    network.script = async (message, host) => {
      const ids = [network.accept(message), network.accept(message), network.accept(message)].map(
        (sent) => sent.parts[0]!,
      );
      const last = message.address.endsWith('1') ? 'failed' : 'delivered';
      setTimeout(() => {
        for (const [index, part] of ids.entries())
          void host.report(receipt(part.providerMessageId, index === 1 ? last : 'delivered'));
      }, 10);
      return { parts: ids };
    };
    const campaign = await runTestCampaign(kit.runtime, actor, { recipients: 20 });
    start();
    await until(
      () => states(campaign),
      (value) => value['delivered'] === 18 && value['failed'] === 2,
    );
  });
});

describe('conversation messages', () => {
  test('CHN-13 an answer overtakes a campaign that has thousands before it', async () => {
    network.capabilities = { ...network.capabilities, window: 10 };
    network.script = async (_message, _host, accept) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      return accept();
    };
    const campaign = await runTestCampaign(kit.runtime, actor, { recipients: 3_000 });
    const sending = start();
    await until(
      async () => network.ledger.length,
      (count) => count > 20,
    );
    const messageId = uuidv7();
    await kit.inTransaction(actor, (ctx) =>
      enqueueMessage(ctx, {
        messageId,
        channelId: campaign.channelIds[0]!,
        contactId: uuidv7(),
        address: '+15550001111',
        items: [{ text: 'An answer', fileId: null }],
      }),
    );
    sending.wake(campaign.channelIds[0]!);
    const before = network.ledger.length;
    await until(async () => addresses().includes('+15550001111'), Boolean);
    expect(addresses().indexOf('+15550001111')).toBeLessThan(before + 60);
    await until(
      () => eventsNamed('message.state_changed', messageId),
      (events) => events.length > 0,
    );
  });

  test('NUM-6 a generated number is not written to over a real channel, whatever consent is recorded, by campaign or answer', async () => {
    const campaign = await runTestCampaign(kit.runtime, actor, { recipients: 10 });
    const contactIds = await kit.inTransaction(actor, async (ctx) => {
      const { organizationId } = actor;
      await ctx.db
        .updateTable('channels')
        .set({ is_sandbox: false })
        .where('id', '=', campaign.channelIds[0]!)
        .execute();
      const rows = await ctx.db
        .selectFrom('recipients')
        .select('contact_id')
        .where('campaign_id', '=', campaign.campaignId)
        .orderBy('position')
        .limit(4)
        .execute();
      for (const { contact_id } of rows) {
        const consent = {
          organization_id: organizationId,
          contact_id,
          network: 'sms',
          basis: 'generated',
          source: 'test',
        };
        await ctx.db.insertInto('contact_consents').values(consent).execute();
      }
      return rows.map((row) => row.contact_id);
    });
    const messageId = uuidv7();
    await kit.inTransaction(actor, (ctx) =>
      enqueueMessage(ctx, {
        messageId,
        channelId: campaign.channelIds[0]!,
        contactId: contactIds[0]!,
        address: '+15550002222',
        items: [{ text: 'An answer', fileId: null }],
      }),
    );
    start();
    await until(
      () => states(campaign),
      (found) => found['accepted'] === 6 && found['skipped'] === 4,
    );
    const changes = await until(
      () => eventsNamed('message.state_changed', messageId),
      (events) => events.length > 0,
    );
    expect(changes).toMatchObject([{ state: 'failed', reason: 'generated_number' }]);
    expect(addresses()).toHaveLength(6);
    expect(addresses()).not.toContain('+15550002222');
    const reasons = await kit.inTransaction(actor, (ctx) =>
      ctx.db.selectFrom('deliveries').select('reason').distinct().where('contact_id', 'in', contactIds).execute(),
    );
    expect(reasons).toEqual([{ reason: 'generated_number' }]);
  });

  test('F39 several campaigns on one channel take turns', async () => {
    network.capabilities = { ...network.capabilities, window: 10 };
    network.script = async (_message, _host, accept) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return accept();
    };
    const big = await runTestCampaign(kit.runtime, actor, { recipients: 5_000, text: 'big' });
    const small = await runTestCampaign(kit.runtime, actor, {
      recipients: 100,
      text: 'small',
      channelIds: big.channelIds,
    });
    start();
    await until(() => states(small), all('accepted', 100));
    const sent = network.ledger.findLastIndex((entry) => entry.text === 'small') + 1;
    expect(sent).toBeLessThan(400);
  });
});

describe('leases', () => {
  test('F11 two processes want one account: one holds it, and a message goes out once', async () => {
    const campaign = await runTestCampaign(kit.runtime, actor, { recipients: 300 });
    const [one, two] = [start(), start()];
    await until(() => states(campaign), all('accepted', 300));
    expect(one.held().length + two.held().length).toBe(1);
    expect(network.ledger).toHaveLength(300);
  });

  test('F8 a stop finishes what is in flight and the next process goes on without waiting for the lease', async () => {
    network.capabilities = { ...network.capabilities, window: 10 };
    network.script = async (_message, _host, accept) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return accept();
    };
    const campaign = await runTestCampaign(kit.runtime, actor, { recipients: 200 });
    const first = start(10);
    await until(
      async () => network.ledger.length,
      (count) => count >= 40,
    );
    await first.stop(20_000);
    const stopped = await states(campaign);
    expect(stopped).toEqual({ accepted: network.ledger.length });
    start(10);
    await until(() => states(campaign), all('accepted', 200));
    expect(network.ledger).toHaveLength(200);
  });

  test('F12 a runner that lost its lease while frozen writes nothing more, and what it had sent becomes unknown', async () => {
    const answers: (() => void)[] = [];
    let asked = 0;
    network.capabilities = { ...network.capabilities, window: 5 };
    network.script = async (_message, _host, accept) => {
      asked += 1;
      if (asked <= 5) await new Promise<void>((resolve) => answers.push(resolve));
      return accept();
    };
    const campaign = await runTestCampaign(kit.runtime, actor, { recipients: 40 });
    const frozen = start(60);
    await until(
      async () => answers.length,
      (count) => count === 5,
    );
    // What a process that is stopped for twice its lease finds when it wakes: its lease ran out and was taken.
    await kit.pools.system((db) =>
      sql`update channel_leases set expires_at = clock_timestamp() - interval '1 second'
      where channel_id = ${campaign.channelIds[0]!}`.execute(db),
    );
    const next = start(1);
    await until(
      async () => next.held().length,
      (count) => count === 1,
    );
    answers.splice(0).forEach((answer) => answer());
    const final = await until(
      () => states(campaign),
      (value) => value['accepted'] === 35 && value['unknown'] === 5,
    );
    expect(final).toEqual({ accepted: 35, unknown: 5 });
    expect(frozen.held()).toEqual([]);
    expect(new Set(addresses()).size).toBe(network.ledger.length);
    await expectCountersTrue(campaign);
  });

  test('F20 an account that is refused stops, and its share moves to the other', async () => {
    const refused = await addTestChannel(kit.runtime, actor);
    const working = await addTestChannel(kit.runtime, actor);
    const campaign = await runTestCampaign(kit.runtime, actor, { recipients: 100, channelIds: [refused, working] });
    let first: unknown;
    network.script = async (_message, host, accept) => {
      first ??= host;
      if (host === first) throw new DeliveryError('rejected', 'account_refused');
      return accept();
    };
    start();
    await until(() => states(campaign), all('accepted', 100));
    expect(network.ledger).toHaveLength(100);
    const stopped = () =>
      kit.inTransaction(actor, ({ db }) =>
        db
          .selectFrom('channels')
          .select(['state', 'state_reason'])
          .where('id', 'in', [refused, working])
          .where('state', '<>', 'connected')
          .execute(),
      );
    await until(stopped, (rows) => rows.length > 0);
    expect(await stopped()).toEqual([{ state: 'login_required', state_reason: 'account_refused' }]);
  });

  test('of states that follow each other at once the last one is stored', async () => {
    const channelId = await addTestChannel(kit.runtime, actor);
    start();
    await until(
      async () => network.hosts.length,
      (count) => count > 0,
    );
    for (let time = 0; time < 20; time++) {
      network.hosts[0]!.state({ state: 'connecting' });
      network.hosts[0]!.state({ state: 'connected' });
    }
    const stored = () =>
      kit.inTransaction(actor, async (ctx) => {
        const events = await ctx.db
          .selectFrom('events')
          .select('id')
          .where('name', '=', 'channel.state_changed')
          .where('subject_id', '=', channelId)
          .execute();
        const channel = await ctx.db
          .selectFrom('channels')
          .select('state')
          .where('id', '=', channelId)
          .executeTakeFirst();
        return { count: events.length, state: channel?.state };
      });
    await until(stored, ({ count }) => count >= 40);
    expect((await stored()).state).toBe('connected');
  });
});
