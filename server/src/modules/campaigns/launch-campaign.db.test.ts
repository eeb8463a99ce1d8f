import type { Campaign } from '@parley/contract/campaigns';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor } from '#platform/context';
import { createTestRuntime, type TestRuntime } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import { optOutContact } from '#suppressions';
import { cancelCampaign } from './cancel-campaign.ts';
import { getCampaign } from './get-campaign.ts';
import { jobs } from './jobs.ts';
import { launchCampaign } from './launch-campaign.ts';
import { pauseCampaign } from './pause-campaign.ts';
import { previewAudience } from './preview-audience.ts';
import { resumeCampaign } from './resume-campaign.ts';
import { startCampaign } from './start-campaign.ts';
import {
  addChannel,
  addDraft,
  addGroup,
  addPerson,
  addRunning,
  newPhone,
  paperKind,
  type Draft,
  type Person,
} from './test-campaigns.ts';

let kit: TestRuntime;

beforeAll(async () => {
  kit = await createTestRuntime({ channels: [paperKind], maxConnections: 8 });
});
afterAll(() => kit.close());

interface Placed {
  readonly address: string | null;
  readonly exclusion: string | null;
  readonly lane: number | null;
  readonly shard: number | null;
  readonly position: number | null;
}

async function recipientsOf({ id }: { id: string }): Promise<Map<string, Placed>> {
  const rows = await kit.inTransaction('marketer', ({ db }) =>
    db
      .selectFrom('recipients')
      .select(['contact_id', 'address', 'exclusion', 'lane', 'shard', 'position'])
      .where('campaign_id', '=', id)
      .orderBy('contact_id')
      .execute(),
  );
  return new Map(rows.map(({ contact_id: contactId, ...placed }) => [contactId, placed]));
}

async function lanesOf({ id }: { id: string }): Promise<{ lane: number; shard: number; last: number }[]> {
  return kit.inTransaction('marketer', ({ db }) =>
    db
      .selectFrom('campaign_lanes')
      .select(['lane', 'shard', 'last'])
      .where('campaign_id', '=', id)
      .orderBy('lane')
      .orderBy('shard')
      .execute(),
  );
}

/** One step of a launch; true while there is more to do. */
const step = (id: string, sliceSize?: number): Promise<boolean> =>
  kit.inTransaction('marketer', (ctx) => launchCampaign(ctx, { campaignId: id }, sliceSize));
async function launch(id: string, sliceSize?: number): Promise<void> {
  while (await step(id, sliceSize));
}
const read = (id: string): Promise<Campaign> => kit.inTransaction('marketer', (ctx) => getCampaign(ctx, { id }));

/** A campaign to these people, started but not launched. Returns it with the people's ids. */
async function start(people: readonly Person[], draft: Partial<Draft> = {}): Promise<{ id: string; people: string[] }> {
  return kit.inTransaction('marketer', async (ctx) => {
    const group = await addGroup(ctx);
    const ids: string[] = [];
    for (const person of people) ids.push(await addPerson(ctx, { groups: [group], ...person }));
    const { id } = await startCampaign(ctx, await addDraft(ctx, { groupIds: [group], ...draft }));
    return { id, people: ids };
  });
}

async function exclusionsOf(campaign: { id: string; people: string[] }): Promise<(string | null | undefined)[]> {
  const recipients = await recipientsOf(campaign);
  return campaign.people.map((id) => recipients.get(id)?.exclusion);
}

describe('who is left out', () => {
  test('CAM-4 for the first of six reasons, counted by reason, and the preview counts the same', async () => {
    const shared = newPhone();
    const stopped = newPhone();
    const campaign = await start([
      {},
      { phones: [] },
      { phones: [{ phone: newPhone(), type: 'fixed' }] },
      { phones: [{ phone: stopped }] },
      { consent: null },
      { consent: { withdrawn: true } },
      { consent: { basis: 'generated' } },
      { phones: [{ phone: shared }] },
      { phones: [{ phone: shared }] },
      { phones: [], consent: null },
    ]);
    await kit.inTransaction('marketer', (ctx) =>
      optOutContact(ctx, { contactId: campaign.people[3]!, source: 'test' }),
    );
    const preview = await kit.inTransaction('marketer', (ctx) => previewAudience(ctx, campaign));
    await launch(campaign.id);
    expect(await exclusionsOf(campaign)).toEqual([
      null,
      'no_address',
      'invalid_number',
      'suppressed',
      'no_consent',
      'no_consent',
      'no_consent',
      null,
      'duplicate_address',
      'no_address',
    ]);
    const { progress, status } = await read(campaign.id);
    expect({ progress, status }).toMatchObject({ progress: { planned: 2, done: 0 }, status: 'RUNNING' });
    const { exclusions } = await kit.inTransaction('marketer', ({ db }) =>
      db.selectFrom('campaigns').select('exclusions').where('id', '=', campaign.id).executeTakeFirstOrThrow(),
    );
    expect(exclusions).toEqual({
      no_address: 2,
      invalid_number: 1,
      suppressed: 1,
      no_consent: 3,
      duplicate_address: 1,
    });
    expect(preview).toMatchObject({ people: 10, planned: 2, excluded: exclusions });
    expect(preview.sample.map(({ contactId }) => contactId)).toEqual([campaign.people[0], campaign.people[7]]);
  });

  test('CAM-4 a phone that somebody else opted out with is suppressed for everybody', async () => {
    const phone = newPhone();
    const campaign = await start([{ phones: [{ phone }] }]);
    await kit.inTransaction('marketer', async (ctx) => {
      const other = await addPerson(ctx, { phones: [{ phone }] });
      await optOutContact(ctx, { contactId: other, source: 'test' });
    });
    await launch(campaign.id);
    expect(await exclusionsOf(campaign)).toEqual(['suppressed']);
  });

  test('CAM-4 who is left out does not take the address from the next who has it', async () => {
    const phone = newPhone();
    const campaign = await start([{ phones: [{ phone }], consent: null }, { phones: [{ phone }] }]);
    await launch(campaign.id);
    expect(await exclusionsOf(campaign)).toEqual(['no_consent', null]);
  });

  test('CAM-4 consent counts for the network or for all, on an accepted basis', async () => {
    const campaign = await start(
      [
        { consent: { network: 'sms', basis: 'contract' } },
        { consent: { network: 'any', basis: 'contract' } },
        { consent: { network: 'email', basis: 'contract' } },
        { consent: { basis: 'own_list' } },
      ],
      { options: { consentBases: ['contract'] } },
    );
    await launch(campaign.id);
    expect(await exclusionsOf(campaign)).toEqual([null, null, 'no_consent', 'no_consent']);
  });

  test('CAM-4 in the cooldown is who was sent a campaign lately, and only then', async () => {
    const first = await start([{}, {}, {}]);
    await launch(first.id);
    const [sent, failed, long] = first.people as [string, string, string];
    const settle = (contactId: string, state: number, days: number): Promise<unknown> =>
      kit.inTransaction('marketer', ({ db }) =>
        db
          .updateTable('recipients')
          .set({ state, settled_at: new Date(Date.now() - days * 86_400_000) })
          .where('campaign_id', '=', first.id)
          .where('contact_id', '=', contactId)
          .execute(),
      );
    await settle(sent, 4, 1);
    await settle(failed, 6, 1);
    await settle(long, 4, 8);
    const again = async (cooldownDays: number): Promise<(string | null | undefined)[]> => {
      const { id } = await kit.inTransaction('marketer', async (ctx) => {
        const { groupIds } = await getCampaign(ctx, first);
        return startCampaign(ctx, await addDraft(ctx, { groupIds, options: { cooldownDays } }));
      });
      await launch(id);
      return exclusionsOf({ id, people: first.people });
    };
    expect(await again(7)).toEqual(['cooldown', null, null]);
    expect(await again(0)).toEqual([null, null, null]);
  });

  test('whoever is in a group that is excluded is not in the audience, and a person in two groups is there once', async () => {
    const { id, both, out } = await kit.inTransaction('marketer', async (ctx) => {
      const [one, two, not] = [await addGroup(ctx), await addGroup(ctx), await addGroup(ctx)];
      const inBoth = await addPerson(ctx, { groups: [one, two] });
      const leftOut = await addPerson(ctx, { groups: [one, not] });
      const draft = await addDraft(ctx, { groupIds: [one, two], excludedGroupIds: [not] });
      return { id: (await startCampaign(ctx, draft)).id, both: inBoth, out: leftOut };
    });
    await launch(id);
    const recipients = await recipientsOf({ id });
    expect([...recipients.keys()]).toEqual([both]);
    expect(recipients.has(out)).toBe(false);
  });

  test('an audience of which nobody is left fails the campaign and says why', async () => {
    const campaign = await start([{ phones: [] }]);
    await launch(campaign.id);
    expect(await read(campaign.id)).toMatchObject({
      status: 'FAILED',
      statusReason: 'audience_empty',
      progress: { planned: 0 },
    });
    expect(await exclusionsOf(campaign)).toEqual(['no_address']);
  });
});

describe('the place of a recipient', () => {
  test('the primary phone is taken if it can get an SMS, else the first that can', async () => {
    const [fixed, mobile, second] = [newPhone(), newPhone(), newPhone()];
    const campaign = await start([
      { phones: [{ phone: second }, { phone: mobile, isPrimary: false }] },
      {
        phones: [
          { phone: fixed, type: 'fixed' },
          { phone: newPhone(), type: 'fixed_or_mobile' },
        ],
      },
      {
        phones: [
          { phone: newPhone(), type: 'mobile', isPrimary: false },
          { phone: fixed, type: 'other', isPrimary: true },
        ],
      },
    ]);
    await launch(campaign.id);
    const recipients = await recipientsOf(campaign);
    const addresses = campaign.people.map((id) => recipients.get(id)?.address);
    expect(addresses[0]).toBe(second);
    expect(addresses[1]).not.toBe(fixed);
    expect(addresses[1]).not.toBeNull();
    expect(addresses[2]).toBe(fixed);
  });

  test('CAM-6 who talks with an account gets its lane, the latest one of several; the others share', async () => {
    const channelIds = await kit.inTransaction('admin', async (ctx) => [
      await addChannel(ctx),
      await addChannel(ctx),
      await addChannel(ctx),
    ]);
    const [one, two, foreign] = channelIds as [string, string, string];
    const campaign = await start([{}, {}, {}, {}], { channelIds: [one, two] });
    const talk = async (person: number, channelId: string, day: number): Promise<void> => {
      await kit.inTransaction('admin', ({ db }) =>
        db
          .insertInto('conversations')
          .values({
            organization_id: kit.organizationId,
            id: uuidv7(),
            channel_id: channelId,
            contact_id: campaign.people[person]!,
            peer: '+1',
            last_message_at: new Date(2026, 0, day),
          })
          .execute(),
      );
    };
    await talk(0, one, 1);
    await talk(1, one, 2);
    await talk(1, two, 3);
    await talk(2, foreign, 1);
    await launch(campaign.id);
    const recipients = await recipientsOf(campaign);
    expect(campaign.people.map((id) => recipients.get(id)!.lane)).toEqual([1, 2, 0, 0]);
    expect(await lanesOf(campaign)).toEqual([
      { lane: 0, shard: 0, last: 1 },
      { lane: 0, shard: 1, last: 1 },
      { lane: 1, shard: 0, last: 1 },
      { lane: 2, shard: 0, last: 1 },
    ]);
  });

  test('positions are dense in every shard, and each lane ends at its last one', async () => {
    const campaign = await addRunning(kit, 23);
    const recipients = [...(await recipientsOf(campaign)).values()];
    const lanes = await lanesOf(campaign);
    expect(lanes.map(({ shard }) => shard)).toEqual([0, 1, 2, 3]);
    for (const { lane, shard, last } of lanes) {
      const positions = recipients
        .filter((recipient) => recipient.lane === lane && recipient.shard === shard)
        .map(({ position }) => position);
      expect(positions.toSorted((a, b) => a! - b!)).toEqual(Array.from({ length: last }, (_, index) => index + 1));
    }
  });
});

describe('a launch that is interrupted', () => {
  const [job] = jobs as [(typeof jobs)[number]];
  const signal = new AbortController().signal;
  const run = (campaignId: string): Promise<void> =>
    job.run(kit.runtime, systemActor(kit.organizationId, new Set()), { campaignId }, { attempt: 1, signal });

  test('F6 killed in any of its steps it goes on with that step', async () => {
    const campaign = await start([{}, {}, { phones: [] }]);
    const killed = (): Promise<void> =>
      kit.inTransaction('marketer', async (ctx) => {
        await launchCampaign(ctx, { campaignId: campaign.id }, 2);
        await ctx.db.client.query('select pg_terminate_backend(pg_backend_pid())');
      });
    let steps = 0;
    do {
      await expect(killed()).rejects.toThrow();
      expect(await lanesOf(campaign)).toEqual([]);
      expect(await read(campaign.id)).toMatchObject({ status: 'QUEUED', progress: null });
      steps++;
    } while (await step(campaign.id, 2));
    // The freeze, two slices, the end.
    expect(steps).toBe(4);
    expect(await read(campaign.id)).toMatchObject({ status: 'RUNNING', progress: { planned: 2 } });
    expect(await exclusionsOf(campaign)).toEqual([null, null, 'no_address']);
  });

  test('F6 stopped between slices it goes on with the audience that was frozen', async () => {
    const group = await kit.inTransaction('marketer', (ctx) => addGroup(ctx));
    const campaign = await start([{}, {}, {}, {}, {}], { groupIds: [group] });
    await kit.inTransaction('marketer', async (ctx) => {
      for (const id of campaign.people)
        await ctx.db
          .insertInto('group_members')
          .values({ organization_id: kit.organizationId, group_id: group, contact_id: id })
          .execute();
    });
    await step(campaign.id, 2);
    await step(campaign.id, 2);
    expect((await recipientsOf(campaign)).size).toBe(2);
    await kit.inTransaction('marketer', async (ctx) => {
      await addPerson(ctx, { groups: [group] });
      await ctx.db.deleteFrom('group_members').where('contact_id', '=', campaign.people[4]!).execute();
    });
    await run(campaign.id);
    expect([...(await recipientsOf(campaign)).keys()]).toEqual(campaign.people.toSorted());
    expect(await read(campaign.id)).toMatchObject({ status: 'RUNNING', progress: { planned: 5 } });
    const positions = [...(await recipientsOf(campaign)).values()].map(({ shard, position }) => `${shard} ${position}`);
    expect(positions.toSorted()).toEqual(['0 1', '0 2', '1 1', '2 1', '3 1']);
    expect((await lanesOf(campaign)).map(({ last }) => last)).toEqual([2, 1, 1, 1]);
  });

  test('an address that two people have is taken by the first, whichever slices they are in', async () => {
    const [shared, other] = [newPhone(), newPhone()];
    const campaign = await start([
      { phones: [{ phone: shared }] },
      { phones: [{ phone: other }], consent: null },
      { phones: [{ phone: shared }] },
      { phones: [{ phone: other }] },
      { phones: [{ phone: other }] },
    ]);
    await launch(campaign.id, 1);
    expect(await exclusionsOf(campaign)).toEqual([null, 'no_consent', 'duplicate_address', null, 'duplicate_address']);
  });

  test('F6 run again after its commit, or twice at once, it plans everybody once', async () => {
    const campaign = await start([{}, {}, {}]);
    await Promise.allSettled([run(campaign.id), run(campaign.id)]);
    await run(campaign.id);
    expect((await recipientsOf(campaign)).size).toBe(3);
    expect(await read(campaign.id)).toMatchObject({ status: 'RUNNING', progress: { planned: 3 } });
    const lasts = (await lanesOf(campaign)).reduce((total, { last }) => total + last, 0);
    expect(lasts).toBe(3);
  });

  test('F7 a pause while it runs stops it after the step under way; it goes on when resumed', async () => {
    const campaign = await start([{}, {}, {}]);
    await step(campaign.id, 1);
    await step(campaign.id, 1);
    let launching: Promise<void> | undefined;
    await kit.inTransaction('marketer', async (ctx) => {
      await pauseCampaign(ctx, campaign);
      launching = run(campaign.id);
      launching.catch(() => undefined);
    });
    await launching?.catch(() => undefined);
    expect(await read(campaign.id)).toMatchObject({ status: 'PAUSED', progress: null });
    expect(await lanesOf(campaign)).toEqual([]);
    await kit.inTransaction('marketer', (ctx) => resumeCampaign(ctx, campaign));
    await run(campaign.id);
    expect(await read(campaign.id)).toMatchObject({ status: 'RUNNING', progress: { planned: 3 } });
  });

  test('F7 of one that is cancelled meanwhile everything is taken back', async () => {
    const campaign = await start([{}, {}, {}]);
    await step(campaign.id, 1);
    await step(campaign.id, 1);
    expect((await recipientsOf(campaign)).size).toBe(1);
    await kit.inTransaction('marketer', (ctx) => cancelCampaign(ctx, campaign));
    await run(campaign.id);
    expect(await read(campaign.id)).toMatchObject({ status: 'CANCELLED', progress: null });
    expect(await recipientsOf(campaign)).toEqual(new Map());
    expect(await lanesOf(campaign)).toEqual([]);
    const left = await kit.inTransaction('marketer', ({ db }) =>
      db.selectFrom('campaign_launches').select('campaign_id').where('campaign_id', '=', campaign.id).execute(),
    );
    expect(left).toEqual([]);
  });

  test('F7 one that was paused on its way and is cancelled then gets its job back, which takes away what was written', async () => {
    const campaign = await start([{}, {}, {}]);
    await step(campaign.id, 1);
    await step(campaign.id, 1);
    await kit.inTransaction('marketer', (ctx) => pauseCampaign(ctx, campaign));
    const takeJobs = async (): Promise<unknown[]> => {
      const { rows } = await kit.pools.systemPool.query(
        "delete from graphile_worker._private_jobs where payload -> 'input' ->> 'campaignId' = $1 returning id",
        [campaign.id],
      );
      return rows;
    };
    // As the job ends that finds the campaign paused.
    await run(campaign.id);
    await takeJobs();
    await kit.inTransaction('marketer', (ctx) => cancelCampaign(ctx, campaign));
    expect(await takeJobs()).toHaveLength(1);
    await run(campaign.id);
    expect(await recipientsOf(campaign)).toEqual(new Map());
  });

  test('CAM-1 one that fails is tried again for all to see, and at last the campaign has failed', async () => {
    const campaign = await start([{}, {}]);
    await step(campaign.id, 1);
    // In the way of the plan: it cannot be written.
    await kit.inTransaction('marketer', ({ db }) =>
      db
        .insertInto('recipients')
        .values(
          campaign.people.map((id) => ({
            organization_id: kit.organizationId,
            campaign_id: campaign.id,
            contact_id: id,
            exclusion: 'no_address',
          })),
        )
        .execute(),
    );
    await expect(run(campaign.id)).rejects.toThrow('recipients');
    const actor = systemActor(kit.organizationId, new Set());
    await job.failed!(kit.runtime, actor, { campaignId: campaign.id }, { attempt: 1, isLast: false });
    expect(await read(campaign.id)).toMatchObject({ status: 'QUEUED' });
    await job.failed!(kit.runtime, actor, { campaignId: campaign.id }, { attempt: 8, isLast: true });
    expect(await read(campaign.id)).toMatchObject({ status: 'FAILED', statusReason: 'launch_failed' });
    const log = await kit.inTransaction('marketer', ({ db }) =>
      db.selectFrom('campaign_log').select(['code', 'level']).where('campaign_id', '=', campaign.id).execute(),
    );
    expect(log.slice(1)).toEqual([
      { code: 'launch_retried', level: 'WARNING' },
      { code: 'failed', level: 'ERROR' },
    ]);
    await run(campaign.id);
    expect(await recipientsOf(campaign)).toEqual(new Map());
  });

  test('F7 a campaign paused before its launch is launched when it is resumed', async () => {
    const campaign = await start([{}]);
    await kit.inTransaction('marketer', (ctx) => pauseCampaign(ctx, campaign));
    await run(campaign.id);
    expect(await recipientsOf(campaign)).toEqual(new Map());
    expect(await kit.inTransaction('marketer', (ctx) => resumeCampaign(ctx, campaign))).toMatchObject({
      status: 'QUEUED',
    });
    await run(campaign.id);
    expect(await read(campaign.id)).toMatchObject({ status: 'RUNNING', progress: { planned: 1 } });
  });
});

test('another organization sees nothing of it, and its people are in no audience', async () => {
  const campaign = await start([{}]);
  await kit.inTransaction(kit.actor('marketer', kit.otherOrganizationId), async (ctx) => {
    await addPerson(ctx);
    await expect(getCampaign(ctx, campaign)).rejects.toMatchObject({ code: 'record_missing' });
    await expect(startCampaign(ctx, campaign)).rejects.toMatchObject({ code: 'record_missing' });
  });
  await launch(campaign.id);
  expect((await recipientsOf(campaign)).size).toBe(1);
});
