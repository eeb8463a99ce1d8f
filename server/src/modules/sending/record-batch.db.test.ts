import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from 'kysely';
import { systemActor, type Actor, type Ctx } from '#platform/context';
import type { Database } from '#platform/database/database';
import { createTestRuntime, type TestRuntime } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import { deliveryState } from './delivery-state.ts';
import { recordBatch, type Batch } from './record-batch.ts';
import { ScriptedNetwork } from './scripted-channel.ts';
import { takeLease } from './sending-lease-queries.ts';
import { recountCounters } from './sending-plan-queries.ts';
import type { ReceiptRow } from './sending-result-queries.ts';
import { runTestCampaign } from './test-campaign.ts';
import type { Lease, Result } from './types.ts';

let kit: TestRuntime;
let actor: Actor;

beforeAll(async () => {
  kit = await createTestRuntime({ channels: [new ScriptedNetwork().kind], maxConnections: 4 });
  actor = systemActor(kit.organizationId, new Set());
});
afterAll(() => kit.close());

interface Claimed {
  readonly lease: Lease;
  readonly campaignId: string;
  readonly results: Result[];
}

const deliveredAt = new Date('2026-11-20T10:30:00Z');

/** A campaign of which everything is claimed and accepted, and nothing of that is written. */
async function claimed(recipients: number): Promise<Claimed> {
  const { organizationId } = kit;
  const { campaignId, channelIds } = await runTestCampaign(kit.runtime, actor, { recipients });
  const channelId = channelIds[0]!;
  const taken = await kit.pools.system((db) => takeLease(db, { id: channelId, organizationId }, 'test', 60, uuidv7()));
  const token = taken!.token;
  const rows = await kit.inTransaction(actor, async ({ db }) => {
    const inserted = await sql<{ id: string; contactId: string }>`
      insert into deliveries (organization_id, id, channel_id, campaign_id, contact_id, state, token, address, text, claimed_at, submit_deadline)
      select organization_id, uuidv7_like, ${channelId}, campaign_id, contact_id, 1, ${token}, address, 'Hello', clock_timestamp(), clock_timestamp()
      from (select *, (${uuidv7().slice(0, 24)} || lpad(to_hex(position), 12, '0'))::uuid as uuidv7_like from recipients
        where campaign_id = ${campaignId}) planned
      returning id, contact_id as "contactId"`.execute(db);
    await sql`update campaign_counters set submitting = ${recipients} where campaign_id = ${campaignId}`.execute(db);
    return inserted.rows;
  });
  const results = rows.map(({ id, contactId }): Result => ({
    delivery: { id, campaignId, contactId, messageId: null, attempt: 1 },
    outcome: { kind: 'accepted', parts: [{ providerMessageId: `network-${id}` }] },
  }));
  return { lease: { organizationId, channelId, token }, campaignId, results };
}

function receiptOf({ delivery }: Result, state: 'delivered' | 'read' | 'failed'): ReceiptRow {
  return {
    providerMessageId: `network-${delivery.id}`,
    state: deliveryState[state],
    providerTime: deliveredAt,
    errorCode: state === 'failed' ? '99' : null,
    reason: state === 'failed' ? 'undeliverable' : null,
  };
}

/** Returns the names of the statements that were run. */
async function record({ lease }: Claimed, batch: Batch): Promise<string[]> {
  const names: string[] = [];
  await kit.inTransaction(actor, async (ctx: Ctx) => {
    const run = ctx.db.run.bind(ctx.db);
    const noted = (...[statement, values]: Parameters<Database['run']>): Promise<unknown[]> => {
      names.push(statement.name);
      return run(statement, values);
    };
    ctx.db.run = noted as Database['run'];
    await recordBatch(ctx, lease, batch, 'none');
  });
  return names;
}

async function books({ campaignId }: Claimed): Promise<{ states: unknown[]; counters: unknown }> {
  return kit.inTransaction(actor, async ({ db }) => {
    const { rows } = await sql`select state, reason, provider_code as code, delivered_at as "deliveredAt",
        accepted_at is not null as accepted, finished_at is not null as finished, count(*)::int as count
      from deliveries where campaign_id = ${campaignId} group by 1, 2, 3, 4, 5, 6 order by 1`.execute(db);
    const counters =
      await sql`select channel_id as "channelId", submitting, waiting, unknown, accepted, delivered, read, failed,
      expired, skipped, cancelled, parts from campaign_counters where campaign_id = ${campaignId}`.execute(db);
    expect(counters.rows).toEqual(await recountCounters(db, kit.organizationId, campaignId));
    return { states: rows, counters: counters.rows[0] };
  });
}

const delivered = { state: 4, reason: null, code: null, deliveredAt, accepted: true, finished: true };

test('a receipt that comes together with its answer is written with it, in one change of the row', async () => {
  const run = await claimed(30);
  const [failing, ...others] = run.results;
  const receipts = [...others.map((result) => receiptOf(result, 'delivered')), receiptOf(failing!, 'failed')];
  const statements = await record(run, { results: run.results, receipts });
  expect(statements).not.toContain('sending_write_evidence');
  expect(await books(run)).toEqual({
    states: [
      { ...delivered, count: 29 },
      { ...delivered, state: 6, reason: 'undeliverable', code: '99', deliveredAt: null, count: 1 },
    ],
    counters: expect.objectContaining({ submitting: 0, accepted: 0, delivered: 29, failed: 1 }),
  });
});

test('F13 an answer that an unknown commit had written is not written again, and the receipt that came since is', async () => {
  const run = await claimed(5);
  await record(run, { results: run.results, receipts: [] });
  const receipts = run.results.map((result) => receiptOf(result, 'delivered'));
  await record(run, { results: run.results, receipts });
  const expected = { states: [{ ...delivered, count: 5 }], counters: expect.objectContaining({ delivered: 5 }) };
  expect(await books(run)).toEqual(expected);
  await record(run, { results: run.results, receipts });
  expect(await books(run)).toEqual(expected);
});

test('F22 F23 of several receipts with one answer each is heard, in any order', async () => {
  const run = await claimed(3);
  const [twice, disordered, contradicted] = run.results as [Result, Result, Result];
  const receipts = [
    receiptOf(twice, 'delivered'),
    receiptOf(twice, 'delivered'),
    receiptOf(disordered, 'read'),
    receiptOf(disordered, 'delivered'),
    receiptOf(contradicted, 'delivered'),
    receiptOf(contradicted, 'failed'),
  ];
  await record(run, { results: run.results, receipts });
  const { counters } = await books(run);
  expect(counters).toMatchObject({ accepted: 0, delivered: 2, read: 1, failed: 0 });
  const events = await kit.inTransaction(actor, ({ db }) =>
    db.selectFrom('events').select('payload').where('name', '=', 'delivery.contradicted').execute(),
  );
  expect(events.map(({ payload }) => payload)).toEqual([
    { deliveryId: contradicted.delivery.id, known: 'delivered', claimed: 'failed' },
  ]);
});

test('parts that the network took are counted once, also when the answer comes late and part by part', async () => {
  const run = await claimed(2);
  const [{ delivery }, other] = run.results as [Result, Result];
  const part = (number: number) => ({ providerMessageId: `${delivery.id}-${number}` });
  const doubt = { kind: 'unknown', reason: 'no_answer', providerCode: null, acceptedParts: [part(1)] } as const;
  await record(run, { results: [{ delivery, outcome: doubt }, other], receipts: [] });
  expect((await books(run)).counters).toMatchObject({ unknown: 1, accepted: 1, parts: 2 });
  const late: Result = { delivery, outcome: { kind: 'accepted', parts: [part(1), part(2), part(3)] }, isLate: true };
  await record(run, { results: [late], receipts: [] });
  await record(run, { results: [late], receipts: [] });
  expect((await books(run)).counters).toMatchObject({ unknown: 0, accepted: 2, parts: 4 });
});
