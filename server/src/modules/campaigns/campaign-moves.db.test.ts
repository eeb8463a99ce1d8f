import type { Campaign } from '@parley/contract/campaigns';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as campaigns from '#campaigns';
import * as channels from '#channels';
import * as templates from '#templates';
import { createTestServer, type TestServer } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import { getCampaign } from './get-campaign.ts';
import { pauseCampaign } from './pause-campaign.ts';
import {
  addDraft,
  addGroup,
  addPerson,
  addRunning,
  addTemplate,
  addChannel,
  paperKind,
  type Draft,
} from './test-campaigns.ts';

let kit: TestServer;

beforeAll(async () => {
  const routes = [...campaigns.routes, ...templates.routes, ...channels.routes];
  kit = await createTestServer({ routes, channels: [paperKind], maxConnections: 10 });
});
afterAll(() => kit.close());

interface Answer {
  readonly status: number;
  readonly body: Campaign & {
    code?: string;
    details?: Record<string, unknown>;
    errors?: { path: string; rule: string }[];
  };
}

const act = (id: string, action: string, body?: unknown): Promise<Answer> =>
  kit.request<Answer['body']>('POST', `/campaigns/${id}/${action}`, {
    as: 'marketer',
    ...(body !== undefined && { body }),
  });
const read = (id: string): Promise<Campaign> => kit.inTransaction('marketer', (ctx) => getCampaign(ctx, { id }));

async function draft(options: Partial<Draft> = {}): Promise<Campaign> {
  return kit.inTransaction('admin', async (ctx) => {
    const group = await addGroup(ctx);
    await addPerson(ctx, { groups: [group] });
    return addDraft(ctx, { groupIds: [group], ...options });
  });
}

async function rows(table: 'audit_entries' | 'events' | 'campaign_log', id: string): Promise<string[]> {
  return kit.inTransaction('owner', async ({ db }) => {
    if (table === 'audit_entries') {
      const entries = await db.selectFrom(table).select('action').where('subject_id', '=', id).orderBy('id').execute();
      return entries.map(({ action }) => action);
    }
    if (table === 'campaign_log') {
      const entries = await db.selectFrom(table).select('code').where('campaign_id', '=', id).orderBy('id').execute();
      return entries.map(({ code }) => code);
    }
    const entries = await db
      .selectFrom(table)
      .select(['name', 'payload'])
      .where('subject_id', '=', id)
      .orderBy('id')
      .execute();
    return entries.map(({ payload }) => String((payload as { status?: string }).status));
  });
}

async function countJobs(id: string): Promise<number> {
  const { rows: jobs } = await kit.pools.systemPool.query(
    "select from graphile_worker._private_jobs where payload -> 'input' ->> 'campaignId' = $1",
    [id],
  );
  return jobs.length;
}

describe('start', () => {
  test('F9 two starts at once are one start, and both get the same answer', async () => {
    const { id } = await draft();
    const answers = await Promise.all([act(id, 'start'), act(id, 'start'), act(id, 'start')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers[1].body).toEqual(answers[0].body);
    expect(answers[2].body).toEqual(answers[0].body);
    expect(answers[0].body).toMatchObject({
      status: 'QUEUED',
      templateVersion: 1,
      allowedActions: ['pause', 'cancel'],
    });
    expect(await countJobs(id)).toBe(1);
    expect(await rows('audit_entries', id)).toEqual(['campaign.created', 'campaign.started']);
    expect(await rows('campaign_log', id)).toEqual(['started']);
    expect(await rows('events', id)).toEqual(['QUEUED']);
  });

  test('CAM-3 names every fault of the campaign', async () => {
    const { body } = await kit.request<Campaign>('POST', '/campaigns', { as: 'marketer', body: { name: 'Empty' } });
    const refused = await act(body.id, 'start');
    expect(refused).toMatchObject({ status: 422, body: { code: 'campaign_not_ready' } });
    expect(refused.body.errors!.map(({ path, rule }) => `${path} ${rule}`)).toEqual([
      'templateId template_missing',
      'channelIds channels_missing',
      'groupIds audience_missing',
    ]);
    expect(await read(body.id)).toMatchObject({ status: 'DRAFT', templateVersion: null });
    expect(await countJobs(body.id)).toBe(0);
  });

  test('CAM-3 a template for another network, an archived one, and channels of which none can send are faults', async () => {
    const { id, templateId, channelIds } = await draft();
    await kit.request('PATCH', `/templates/${templateId}`, {
      as: 'marketer',
      body: { target: 'email', archived: true },
    });
    await kit.request('POST', `/channels/${channelIds[0]}/pause`, { as: 'admin' });
    const refused = await act(id, 'start');
    expect(refused.body.errors!.map(({ rule }) => rule)).toEqual([
      'template_archived',
      'template_other_network',
      'channel_paused',
    ]);
  });

  test('CAM-6 one account that cannot send is a warning while another can', async () => {
    const channelIds = await kit.inTransaction('admin', async (ctx) => [await addChannel(ctx), await addChannel(ctx)]);
    const { id } = await draft({ channelIds });
    await kit.request('POST', `/channels/${channelIds[0]}/pause`, { as: 'admin' });
    const check = await kit.request<{ faults: unknown[]; warnings: { rule: string }[] }>(
      'GET',
      `/campaigns/${id}/check`,
      { as: 'analyst' },
    );
    expect(check.body.faults).toEqual([]);
    expect(check.body.warnings.map(({ rule }) => rule)).toEqual(['channel_paused']);
    expect((await act(id, 'start')).status).toBe(200);
  });

  test('NUM-6 generated numbers need sandbox channels only', async () => {
    const options = { consentBases: ['own_list', 'generated'] as ('own_list' | 'generated')[] };
    const refused = await act((await draft({ options })).id, 'start');
    expect(refused.body.errors!.map(({ rule }) => rule)).toEqual(['generated_needs_sandbox']);
    const sandbox = await kit.inTransaction('admin', (ctx) => addChannel(ctx, { isSandbox: true }));
    expect((await act((await draft({ options, channelIds: [sandbox] })).id, 'start')).status).toBe(200);
  });

  test('F36 an edit of the template after the start makes a version that the campaign does not use', async () => {
    const templateId = await kit.inTransaction('admin', (ctx) => addTemplate(ctx, 'At first'));
    const write = (text: string) =>
      kit.request('PATCH', `/templates/${templateId}`, { as: 'marketer', body: { items: [{ kind: 'text', text }] } });
    await write('Before');
    const { id } = await draft({ templateId });
    await act(id, 'start');
    await write('After');
    expect(await read(id)).toMatchObject({ templateId, templateVersion: 2 });
    const sent = await kit.inTransaction('marketer', ({ db }) =>
      db
        .selectFrom('campaigns')
        .innerJoin('template_versions as version', (join) =>
          join
            .onRef('version.template_id', '=', 'campaigns.template_id')
            .onRef('version.version', '=', 'campaigns.template_version'),
        )
        .select('version.items')
        .where('campaigns.id', '=', id)
        .executeTakeFirstOrThrow(),
    );
    expect(sent.items).toEqual([{ kind: 'text', text: 'Before' }]);
  });

  test('a member without the right to send may not start', async () => {
    const { id } = await draft();
    const refused = await kit.request('POST', `/campaigns/${id}/start`, { as: 'supervisor' });
    expect(refused.status).toBe(403);
    expect((await read(id)).status).toBe('DRAFT');
  });
});

describe('pause, resume, cancel', () => {
  const isActive = async (id: string): Promise<boolean[]> =>
    kit.inTransaction('owner', async ({ db }) => {
      const lanes = await db.selectFrom('campaign_lanes').select('active').where('campaign_id', '=', id).execute();
      return lanes.map(({ active }) => active);
    });

  test('F7 each closes or opens the lanes with the status, once, and says so', async () => {
    const { id } = await addRunning(kit, 1);
    for (const [action, status, active] of [
      ['pause', 'PAUSED', false],
      ['resume', 'RUNNING', true],
      ['cancel', 'CANCELLED', false],
    ] as const) {
      const first = await act(id, action);
      const again = await act(id, action);
      expect(first).toMatchObject({ status: 200, body: { status } });
      expect(again.body).toEqual(first.body);
      expect(await isActive(id)).toEqual([active]);
    }
    expect(await rows('campaign_log', id)).toEqual(['started', 'launched', 'paused', 'resumed', 'cancelled']);
    expect(await rows('audit_entries', id)).toEqual([
      'campaign.created',
      'campaign.started',
      'campaign.launched',
      'campaign.paused',
      'campaign.resumed',
      'campaign.cancelled',
    ]);
    expect(await rows('events', id)).toEqual(['QUEUED', 'RUNNING', 'PAUSED', 'RUNNING', 'CANCELLED']);
  });

  test('F7 killed before its commit a move has not happened', async () => {
    const { id } = await addRunning(kit, 1);
    const killed = kit.inTransaction('marketer', async (ctx) => {
      await pauseCampaign(ctx, { id });
      await ctx.db.client.query('select pg_terminate_backend(pg_backend_pid())');
    });
    await expect(killed).rejects.toThrow();
    expect((await read(id)).status).toBe('RUNNING');
    expect(await isActive(id)).toEqual([true]);
  });

  test('CAM-1 what the status does not allow is a conflict that names what it does', async () => {
    const { id } = await draft();
    expect(await act(id, 'pause')).toMatchObject({
      status: 409,
      body: {
        code: 'campaign_move_not_allowed',
        details: { status: 'DRAFT', move: 'pause', allowed: 'edit, delete, start' },
      },
    });
    const running = await addRunning(kit, 1);
    await act(running.id, 'pause');
    expect(await act(running.id, 'start')).toMatchObject({
      status: 409,
      body: { details: { allowed: 'resume, cancel' } },
    });
  });

  test('F7 opposite moves at once leave one of the two, whole', async () => {
    const { id } = await addRunning(kit, 1);
    await Promise.all([act(id, 'pause'), act(id, 'resume'), act(id, 'cancel'), act(id, 'pause'), act(id, 'resume')]);
    expect((await read(id)).status).toBe('CANCELLED');
    expect(await isActive(id)).toEqual([false]);
  });
});

describe('drafts', () => {
  test('CAM-2 a draft grows step by step, keeps what is not given, and only a draft can be changed or deleted', async () => {
    const { body: created } = await kit.request<Campaign>('POST', '/campaigns', {
      as: 'marketer',
      body: { name: 'Autumn' },
    });
    expect(created).toMatchObject({
      name: 'Autumn',
      status: 'DRAFT',
      templateId: null,
      channelIds: [],
      options: { cooldownDays: 0 },
      allowedActions: ['edit', 'delete', 'start'],
    });
    const [group, not, channel] = await kit.inTransaction('admin', async (ctx) => [
      await addGroup(ctx),
      await addGroup(ctx),
      await addChannel(ctx),
    ]);
    const patch = (body: unknown): Promise<Answer> =>
      kit.request('PATCH', `/campaigns/${created.id}`, { as: 'marketer', body });
    await patch({ channelIds: [channel], options: { cooldownDays: 3 } });
    const { body: changed } = await patch({
      groupIds: [group, not],
      excludedGroupIds: [not],
      options: { perSecond: 5 },
    });
    expect(changed).toMatchObject({
      name: 'Autumn',
      channelIds: [channel],
      groupIds: [group],
      excludedGroupIds: [not],
      options: { cooldownDays: 3, perSecond: 5, onUnknown: 'never' },
    });
    const { body: copy } = await act(created.id, 'duplicate');
    expect(copy).toMatchObject({
      name: 'Autumn (2)',
      status: 'DRAFT',
      channelIds: [channel],
      options: { cooldownDays: 3 },
    });
    expect((await act(copy.id, 'duplicate')).body.name).toBe('Autumn (3)');
    expect(await kit.request('DELETE', `/campaigns/${copy.id}`, { as: 'marketer' })).toMatchObject({
      status: 200,
      body: { deleted: true },
    });
    expect((await kit.request('GET', `/campaigns/${copy.id}`, { as: 'marketer' })).status).toBe(404);
  });

  test('CAM-2 what was started is neither changed nor deleted, and archived only when it has ended', async () => {
    const { id } = await addRunning(kit, 1);
    expect((await kit.request('PATCH', `/campaigns/${id}`, { as: 'marketer', body: { name: 'Other' } })).status).toBe(
      409,
    );
    expect((await kit.request('DELETE', `/campaigns/${id}`, { as: 'marketer' })).status).toBe(409);
    expect((await act(id, 'archive', {})).status).toBe(409);
    await act(id, 'cancel');
    expect((await act(id, 'archive', {})).body.archivedAt).not.toBeNull();
    expect((await act(id, 'archive', { archived: false })).body.archivedAt).toBeNull();
  });

  test('SEC-1 another organization’s template, channel or group is not there', async () => {
    const foreign = await kit.inTransaction(kit.actor('admin', kit.otherOrganizationId), async (ctx) => ({
      templateId: await addTemplate(ctx),
      channelIds: [await addChannel(ctx)],
      groupIds: [await addGroup(ctx)],
    }));
    for (const [field, value] of Object.entries(foreign)) {
      const { status } = await kit.request('POST', '/campaigns', {
        as: 'marketer',
        body: { name: 'x', [field]: value },
      });
      expect({ field, status }).toEqual({ field, status: 404 });
    }
    expect(
      (await kit.request('POST', '/campaigns', { as: 'marketer', body: { name: 'x', excludedGroupIds: [uuidv7()] } }))
        .status,
    ).toBe(404);
  });

  test('each field has its own fault', async () => {
    const { body } = await kit.request<Answer['body']>('POST', '/campaigns', {
      as: 'marketer',
      body: {
        name: '',
        groupIds: ['x'],
        options: { hours: { from: '09:00', to: '09:00' }, cooldownDays: -1, resend: true },
      },
    });
    expect(body.errors!.map(({ path, rule }) => `${path} ${rule}`).toSorted()).toEqual([
      'groupIds.0 id_not_valid',
      'name required',
      'options.cooldownDays too_small',
      'options.hours hours_empty',
      'options.resend unknown_field',
    ]);
  });

  test('lists newest first, by page and filter', async () => {
    const channelId = await kit.inTransaction('admin', (ctx) => addChannel(ctx));
    const made: string[] = [];
    for (let number = 0; number < 5; number++) made.unshift((await draft({ channelIds: [channelId] })).id);
    await act(made[0]!, 'start');
    const list = async (query: string): Promise<{ data: Campaign[]; nextCursor: string | null }> =>
      (
        await kit.request<{ data: Campaign[]; nextCursor: string | null }>(
          'GET',
          `/campaigns?channelId=${channelId}&${query}`,
          { as: 'analyst' },
        )
      ).body;
    const first = await list('limit=2');
    const second = await list(`limit=2&cursor=${first.nextCursor}`);
    const third = await list(`limit=2&cursor=${second.nextCursor}`);
    expect([...first.data, ...second.data, ...third.data].map(({ id }) => id)).toEqual(made);
    expect(third.nextCursor).toBeNull();
    expect((await list('status=QUEUED')).data.map(({ id }) => id)).toEqual([made[0]]);
    expect((await list('search=sPRI')).data).toHaveLength(5);
    expect((await list('search=winter')).data).toHaveLength(0);
    expect((await list('archived=true')).data).toHaveLength(0);
  });
});
