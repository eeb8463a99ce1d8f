import type { EventName, EventPayload } from '@parley/contract/events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PlacedEvent } from '#platform/events/reaction';
import { createTestRuntime, type TestRuntime } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import { cancelCampaign } from './cancel-campaign.ts';
import { getCampaign } from './get-campaign.ts';
import { listLog } from './list-log.ts';
import { pauseCampaign } from './pause-campaign.ts';
import { reactions } from './reactions.ts';
import { addRunning, paperKind } from './test-campaigns.ts';

let kit: TestRuntime;

beforeAll(async () => {
  kit = await createTestRuntime({ channels: [paperKind] });
});
afterAll(() => kit.close());

/** What the reactions to an event do, each in its own transaction. */
async function happen<Name extends EventName>(name: Name, payload: EventPayload<Name>): Promise<void> {
  const event: PlacedEvent<Name> = {
    position: 1,
    id: uuidv7(),
    organizationId: kit.organizationId,
    name,
    payload,
    createdAt: new Date(),
  };
  for (const reaction of reactions.filter((one) => (one.on as readonly string[]).includes(name))) {
    await kit.inTransaction('owner', (ctx) => reaction.run(ctx, event as unknown as PlacedEvent));
  }
}

const statusOf = async (id: string): Promise<string> =>
  (await kit.inTransaction('owner', (ctx) => getCampaign(ctx, { id }))).status;

async function logOf(id: string): Promise<string[]> {
  const { data } = await kit.inTransaction('owner', (ctx) => listLog(ctx, { id, limit: 50 }));
  return data
    .map(({ level, code }) => `${level} ${code}`)
    .toReversed()
    .slice(2);
}

describe('a campaign that has drained', () => {
  test('CAM-1 is completed, once, also when it was paused at its last message', async () => {
    for (const isPaused of [false, true]) {
      const { id } = await addRunning(kit, 1);
      if (isPaused) await kit.inTransaction('owner', (ctx) => pauseCampaign(ctx, { id }));
      await happen('campaign.drained', { campaignId: id });
      await happen('campaign.drained', { campaignId: id });
      expect(await statusOf(id)).toBe('COMPLETED');
      expect((await logOf(id)).filter((line) => line === 'INFO completed')).toHaveLength(1);
    }
  });

  test('CAM-1 stays cancelled when a person was quicker, and so does one that stalled', async () => {
    const { id } = await addRunning(kit, 1);
    await kit.inTransaction('owner', (ctx) => cancelCampaign(ctx, { id }));
    await happen('campaign.drained', { campaignId: id });
    await happen('campaign.stalled', { campaignId: id, reason: 'no_channel_available' });
    expect(await statusOf(id)).toBe('CANCELLED');
  });
});

test('CAM-13 trouble of an account and its end are in the log of the campaigns that run on it, and of no other', async () => {
  const { id, channelIds } = await addRunning(kit, 1);
  const { id: elsewhere } = await addRunning(kit, 1);
  const [channelId] = channelIds as [string];
  const say = (state: string, reason: string | null = null): Promise<void> =>
    happen('channel.state_changed', { channelId, state, reason });
  await say('connected');
  await say('reconnecting', 'connection reset');
  await say('connecting');
  await say('connected');
  await say('connected');
  await say('login_required', 'wrong password');
  await happen('channel.updated', { channelId, change: 'settings' });
  await happen('channel.updated', { channelId, change: 'removed' });
  expect(await logOf(id)).toEqual([
    'WARNING channel_trouble',
    'INFO channel_recovered',
    'ERROR channel_trouble',
    'INFO channel_settings',
    'WARNING channel_removed',
  ]);
  expect(await logOf(elsewhere)).toEqual([]);
});

test('SEC-55 the addresses of somebody erased leave the plan, the figures stay', async () => {
  const { id } = await addRunning(kit, 2);
  const addresses = async (): Promise<[string, string | null][]> => {
    const rows = await kit.inTransaction('owner', ({ db }) =>
      db
        .selectFrom('recipients')
        .select(['contact_id', 'address'])
        .where('campaign_id', '=', id)
        .orderBy('contact_id')
        .execute(),
    );
    return rows.map((row) => [row.contact_id, row.address]);
  };
  const [[erased], [kept, address]] = (await addresses()) as [[string, string], [string, string]];
  await happen('contact.erased', { contactIds: [erased] });
  expect(await addresses()).toEqual([
    [erased, ''],
    [kept, address],
  ]);
});
