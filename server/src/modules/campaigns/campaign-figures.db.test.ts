import { sql } from 'kysely';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ctx } from '#platform/context';
import { createTestRuntime, type TestRuntime } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import * as campaignQueries from './campaign-queries.ts';
import * as recipientQueries from './campaign-recipient-queries.ts';
import { findAnsweredCampaign } from './campaign-report-queries.ts';
import { getHistory } from './get-history.ts';
import { listMessages } from './list-messages.ts';
import { getProgress } from './get-progress.ts';
import { previewAudience } from './preview-audience.ts';
import { sampleProgress } from './sample-progress.ts';
import { statesOf } from './states-of.ts';
import { addChannel, addDraft, addGroup, addPerson, addRunning, addTemplate, paperKind } from './test-campaigns.ts';

let kit: TestRuntime;

beforeAll(async () => {
  kit = await createTestRuntime({ channels: [paperKind] });
});
afterAll(() => kit.close());

/** The same transaction at another time. */
const at = (ctx: Ctx, moment: Date): Ctx => ({ ...ctx, clock: { now: () => moment } });

async function count(ctx: Ctx, campaignId: string, accepted: number): Promise<void> {
  await sql`update campaign_counters set accepted = ${accepted} where campaign_id = ${campaignId}`.execute(ctx.db);
}

describe('progress', () => {
  test('CAM-12 speed is what was handed over since a sample of ten seconds ago, and the rest follows from it', async () => {
    const { id, startedAt } = await addRunning(kit, 10);
    const begin = new Date(startedAt!).getTime();
    await kit.inTransaction('marketer', async (ctx) => {
      await count(ctx, id, 2);
      await sampleProgress(at(ctx, new Date(begin + 100_000)), id);
      await count(ctx, id, 3);
      // Within five seconds of the other: not kept.
      await sampleProgress(at(ctx, new Date(begin + 104_000)), id);
      await count(ctx, id, 8);
      expect(await getProgress(at(ctx, new Date(begin + 112_000)), { id })).toMatchObject({
        states: { accepted: 8, queued: 2 },
        perSecond: 0.5,
        etaSeconds: 4,
      });
      // Nothing has moved for a while: the sample is too old to say anything.
      expect(await getProgress(at(ctx, new Date(begin + 300_000)), { id })).toMatchObject({
        perSecond: 0,
        etaSeconds: null,
      });
      await sampleProgress(at(ctx, new Date(begin + 112_000)), id);
      const { points } = await getHistory(ctx, { id });
      expect(points.map(({ sent }) => sent)).toEqual([2, 8]);
    });
  });

  test('UX-40 outside of the hours of the campaign its channels wait, and say until when', async () => {
    const campaign = await addRunning(kit, 1, { options: { hours: { from: '09:00', to: '20:00' } } });
    await kit.inTransaction('marketer', async (ctx) => {
      // A channel that is connected, so that nothing else keeps it.
      await ctx.db
        .updateTable('channels')
        .set({ state: 'connected' })
        .where('id', '=', campaign.channelIds[0]!)
        .execute();
      const waits = async (time: string) => {
        const { channels } = await getProgress(at(ctx, new Date(`2126-11-21T${time}:00Z`)), campaign);
        return channels.map(({ workReason, until }) => [workReason, until]);
      };
      expect(await waits('07:00')).toEqual([['hours', '2126-11-21T09:00:00.000Z']]);
      expect(await waits('21:00')).toEqual([['hours', '2126-11-22T09:00:00.000Z']]);
      expect(await waits('12:00')).toEqual([[null, null]]);
    });
  });

  test('UX-40 before anything moves the remaining time follows from the limits, the strictest of all', async () => {
    const channelIds = await kit.inTransaction('admin', async (ctx) => [
      await addChannel(ctx, { perSecond: 2 }),
      await addChannel(ctx, { perSecond: 3 }),
    ]);
    const own = await addRunning(kit, 10, { channelIds });
    const stricter = await addRunning(kit, 10, { channelIds, options: { perSecond: 1 } });
    await kit.inTransaction('marketer', async (ctx) => {
      const later = at(ctx, new Date(Date.now() + 120_000));
      expect(await getProgress(later, own)).toMatchObject({ limitPerSecond: 5, limitedBy: 'channels', etaSeconds: 2 });
      expect(await getProgress(later, stricter)).toMatchObject({
        limitPerSecond: 1,
        limitedBy: 'campaign',
        etaSeconds: 10,
      });
    });
  });

  test('CAM-11 the states add up to the plan, whatever was counted', () => {
    const one = {
      submitting: 1,
      unknown: 2,
      accepted: 3,
      delivered: 4,
      read: 5,
      failed: 6,
      expired: 7,
      skipped: 8,
      cancelled: 9,
    };
    expect(statesOf(100, [one, one], false)).toEqual({
      queued: 10,
      submitting: 2,
      unknown: 4,
      accepted: 6,
      delivered: 8,
      read: 10,
      failed: 12,
      expired: 14,
      skipped: 16,
      cancelled: 18,
    });
    expect(statesOf(100, [one, one], true)).toMatchObject({ queued: 0, cancelled: 28 });
  });
});

test('CAM-3 the preview says how many parts the messages take, what they cost and whether it gets night', async () => {
  const preview = await kit.inTransaction('admin', async (ctx) => {
    const group = await addGroup(ctx);
    // 70 characters of Cyrillic fit into one part, the longer name makes two.
    await addPerson(ctx, { groups: [group], firstName: 'Анна' });
    await addPerson(ctx, { groups: [group], firstName: 'Анна' });
    await addPerson(ctx, { groups: [group], firstName: 'Александра' });
    const templateId = await addTemplate(ctx, `{{firstName}}${'ж'.repeat(66)}`);
    const price = (perThousand: number) => ({ perThousand, currency: 'RUB' });
    const channelIds = [
      await addChannel(ctx, { price: price(235_000), perSecond: 1 }),
      await addChannel(ctx, { price: price(300_500), perSecond: 1 }),
    ];
    const draft = await addDraft(ctx, { groupIds: [group], templateId, channelIds });
    const day = await previewAudience(at(ctx, new Date('2026-11-21T12:00:00Z')), draft);
    const evening = await previewAudience(at(ctx, new Date('2026-11-21T23:00:00Z')), draft);
    const messages = await listMessages(ctx, { id: draft.id });
    return { day, evening, messages };
  });
  expect(preview.day).toMatchObject({
    planned: 3,
    durationSeconds: 1.5,
    text: { parts: 4, rendered: 3, longestParts: 2, encoding: 'ucs2' },
    cost: { from: 940, to: 1_202, currency: 'RUB' },
  });
  expect([preview.day.reachesNight, preview.evening.reachesNight]).toEqual([false, true]);
  expect(preview.messages.messages.map(({ spans }) => spans[0])).toEqual([
    { text: 'Анна', variable: 'firstName' },
    { text: 'Анна', variable: 'firstName' },
    { text: 'Александра', variable: 'firstName' },
  ]);
});

test('CAM-2 the list is narrowed by network, author and day, and says by name what a campaign has', async () => {
  await kit.inTransaction('marketer', async (ctx) => {
    const group = await addGroup(ctx, 'Boilers');
    const draft = await addDraft(ctx, { groupIds: [group] });
    const list = (filter: Partial<campaignQueries.CampaignFilter>) =>
      campaignQueries
        .listCampaigns(ctx.db, kit.organizationId, { archived: false, ...filter }, { limit: 50, beforeId: null })
        .then((rows) => rows.map((row) => row.id));
    const today = draft.createdAt.slice(0, 10);
    expect(await list({ from: today, to: today, createdBy: draft.createdBy!, network: 'sms' })).toContain(draft.id);
    expect(await list({ to: '2020-01-01' })).toEqual([]);
    expect(await list({ from: '2100-01-01' })).toEqual([]);
    expect(draft).toMatchObject({
      groups: [{ id: group, name: 'Boilers' }],
      channels: [{ network: 'sms' }],
      follows: null,
    });
    expect(draft.createdByName).not.toBeNull();
  });
});

test('UX-36 the preview counts whom a variable without a fallback leaves with a gap', async () => {
  const preview = await kit.inTransaction('admin', async (ctx) => {
    const group = await addGroup(ctx);
    await addPerson(ctx, { groups: [group], firstName: null, attributes: { size: 'L' } });
    await addPerson(ctx, { groups: [group], firstName: ' ', attributes: { size: '' } });
    await addPerson(ctx, { groups: [group], firstName: 'Olga' });
    await addPerson(ctx, { groups: [group], firstName: null, consent: null });
    const templateId = await addTemplate(ctx, '{{firstName}} {{lastName|x}} {{custom.size}} {{fullName}} {{email}}');
    return previewAudience(ctx, await addDraft(ctx, { groupIds: [group], templateId }));
  });
  expect(preview).toMatchObject({ people: 4, planned: 3, excluded: { no_consent: 1 } });
  expect(preview.emptyVariables.toSorted((a, b) => a.variable.localeCompare(b.variable))).toEqual([
    { variable: 'custom.size', people: 2 },
    { variable: 'email', people: 3 },
    { variable: 'firstName', people: 2 },
  ]);
});

describe('lists use an index that gives their order', () => {
  let campaignId: string;
  let contactId: string;
  let channelId: string;

  beforeAll(async () => {
    const campaign = await addRunning(kit, 1);
    campaignId = campaign.id;
    channelId = campaign.channelIds[0]!;
    const client = new Client({ connectionString: kit.connectionString });
    await client.connect();
    await client.query('set role parley_owner');
    const organization = `'${kit.organizationId}'::uuid`;
    const id = `('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`;
    await client.query(
      `insert into contacts (organization_id, id, display_name) select ${organization}, ${id}, 'Person ' || n from generate_series(1, 20000) n`,
    );
    await client.query(`insert into recipients (organization_id, campaign_id, contact_id, address, lane, shard, position, exclusion, state, reason)
      select ${organization}, '${campaignId}', ${id}, '+' || (70000000000 + n),
        case when n % 10 > 0 then 9 end, case when n % 10 > 0 then 0 end, case when n % 10 > 0 then n end,
        case when n % 10 = 0 then (array['no_consent', 'suppressed'])[1 + n % 20 / 10] end,
        case when n % 100 = 1 then 6 when n % 10 = 0 then 0 else n % 5 end, case when n % 100 = 1 then 'content_refused' end
      from generate_series(1, 20000) n`);
    await client.query(
      `insert into campaigns (organization_id, id, name, network) select ${organization}, gen_random_uuid(), 'Other', 'sms' from generate_series(1, 2000)`,
    );
    await client.query('analyze contacts, recipients, campaigns');
    await client.end();
    contactId = '01900000-0000-7000-8000-000000001234';
  });

  /** The plans, as the role that runs them, of all the statements of some work. */
  async function plansOf(work: (ctx: Ctx) => Promise<unknown>): Promise<string> {
    return kit.inTransaction('marketer', async (ctx) => {
      const plans: string[] = [];
      const { client } = ctx.db;
      const query = client.query.bind(client) as (
        text: unknown,
        values?: unknown,
      ) => Promise<{ rows: Record<string, string>[] }>;
      client.query = (async (text: string, values: unknown[]) => {
        if (text.startsWith('set ')) return query(text);
        const { rows } = await query(`explain ${text}`, values);
        plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
        return query(text, values);
      }) as unknown as typeof client.query;
      await work(ctx);
      client.query = query as unknown as typeof client.query;
      return plans.join('\n');
    });
  }

  const page = { limit: 50, afterId: '01900000-0000-7000-8000-000000000100' };
  const recipients = (wanted: recipientQueries.RecipientsWanted): Promise<string> =>
    plansOf((ctx) => recipientQueries.listRecipients(ctx.db, kit.organizationId, campaignId, wanted, page));

  test.each([
    ['everybody', {}, /(_pkey|contact_id_campaign_id_idx) on recipients_\d/],
    ['a state', { states: [4] }, /(_pkey|contact_id_campaign_id_idx) on recipients_\d/],
    [
      'a rare state and its reason',
      { states: [6], reason: 'content_refused' },
      /recipient_exceptions(_by_state|_pkey)? on recipient_exceptions/,
    ],
    [
      'a state through a channel',
      { states: [4], channelId: '01900000-0000-7000-8000-000000000001' },
      /Index Scan .*on deliveries_\w+ delivery/,
    ],
    ['an exclusion', { exclusion: 'suppressed' as const }, /exclusion_contact_\w*idx on recipients_\d/],
  ])('CAM-13 recipients: %s', async (_name, wanted, index) => {
    const plan = await recipients(wanted);
    expect(plan).toMatch(index);
    expect(plan).not.toMatch(/Seq Scan on (recipients|contacts)/);
    expect(plan).not.toContain('Sort Key: recipient.contact_id');
  });

  test('CAM-2 campaigns, newest first', async () => {
    const filter = { archived: false };
    const plan = await plansOf((ctx) =>
      campaignQueries.listCampaigns(ctx.db, kit.organizationId, filter, { limit: 50, beforeId: uuidv7() }),
    );
    expect(plan).toContain('Index Scan Backward using campaigns_pkey');
    expect(plan).not.toContain('Seq Scan on campaigns');
  });

  test('CAM-14 the campaign that a message answers', async () => {
    const plan = await plansOf((ctx) =>
      findAnsweredCampaign(ctx.db, kit.organizationId, { contactId, channelId }, page.afterId),
    );
    expect(plan).toMatch(
      /Index Cond: .*campaign_id = recipient\.campaign_id\) AND \(contact_id = recipient\.contact_id\)/,
    );
  });
});
