import type { Channel as ChannelView } from '@parley/contract/channels';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { ChannelKind } from '#channel';
import { routes } from '#channels';
import { smsSmpp } from '#channels/sms-smpp';
import { createTestServer, notAtTheTurnOfAnHour, type TestServer } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import { createChannel } from './create-channel.ts';
import { loadChannel, saveChannelSession, secretsPurpose, setChannelState } from './load-channel.ts';

const schema = z.strictObject({
  host: z.string().min(1),
  port: z.int().max(65_535).default(2775),
  login: z.string(),
  password: z.string().min(3),
  token: z.string().optional(),
});
const tried: unknown[] = [];
const kind: ChannelKind = {
  kind: 'paper',
  network: 'sms',
  official: true,
  addressing: 'network',
  carries: { maxTextLength: 1_000, formats: ['plain'], files: null, typing: false },
  parseSettings: (input) => schema.parse(input),
  secretSettings: ['password', 'token'],
  create: () => {
    throw new Error('Nothing connects in this test.');
  },
  test: async (settings) => {
    tried.push(settings);
    return (settings as { password: string }).password === 'secret'
      ? { ok: true }
      : { ok: false, reason: 'The password is wrong.' };
  },
};
const unofficial: ChannelKind = { ...kind, kind: 'grey', official: false };
let kit: TestServer;

beforeAll(async () => {
  kit = await createTestServer({ routes, channels: [kind, unofficial, smsSmpp] });
});
afterAll(() => kit.close());

interface Refusal {
  readonly code: string;
  readonly errors: { path: string; rule: string; message: string }[];
}

const settings = { host: 'smsc.example', login: 'me', password: 'secret' };
const request = (method: string, path: string, body?: unknown) =>
  kit.request<ChannelView & Refusal>(method, path, { as: 'admin', ...(body !== undefined && { body }) });
const create = async (name: string = uuidv7(), limits = {}): Promise<ChannelView> =>
  (await request('POST', '/channels', { kind: 'paper', name, settings, limits })).body;
const load = (id: string) => kit.inTransaction('admin', (ctx) => loadChannel(ctx, id));

async function stored(id: string) {
  return kit.inTransaction('owner', ({ db }) =>
    db.selectFrom('channels').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
  );
}
async function eventsOf(id: string): Promise<unknown[]> {
  const rows = await kit.inTransaction('owner', ({ db }) =>
    db.selectFrom('events').select(['name', 'payload']).where('subject_id', '=', id).orderBy('id').execute(),
  );
  return rows.map(({ name, payload }) => [
    name,
    (payload as { change?: string; state?: string }).change ?? (payload as { state?: string }).state,
  ]);
}

describe('adding', () => {
  test('CHN-1 a channel is added with the defaults of its kind, and waits for its process', async () => {
    const { status, body } = await request('POST', '/channels', {
      kind: 'paper',
      name: 'Main',
      settings,
      limits: { perSecond: 10, perDay: 1000 },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: 'Main',
      kind: 'paper',
      network: 'sms',
      isSandbox: false,
      state: 'created',
      pausedAt: null,
      campaigns: [],
      used: { hour: 0, day: 0 },
      limits: { perSecond: 10, perHour: null, perDay: 1000 },
      settings: { host: 'smsc.example', port: 2775, login: 'me', password: { set: true } },
    });
    expect(await eventsOf(body.id)).toEqual([['channel.updated', 'created']]);
  });

  test('PLT-62 SEC-53 a secret is readable neither in the answer, nor in the table, nor in the audit, nor in the events', async () => {
    const canary = `canary-${uuidv7()}`;
    const { body, ...answer } = await request('POST', '/channels', {
      kind: 'paper',
      name: canary.slice(0, 12),
      settings: { ...settings, password: canary },
    });
    const changed = await request('PATCH', `/channels/${body.id}`, { settings: { password: `${canary}-2` } });
    const tables = await kit.inTransaction('owner', async ({ db }) => [
      await db.selectFrom('channels').selectAll().execute(),
      await db.selectFrom('audit_entries').selectAll().execute(),
      await db.selectFrom('events').selectAll().execute(),
    ]);
    expect(JSON.stringify([body, answer.status, changed.body, tables])).not.toContain(canary);
    expect((await stored(body.id)).secrets.toString('latin1')).not.toContain(canary);
    expect(await load(body.id)).toMatchObject({ settings: { password: `${canary}-2`, login: 'me' } });
  });

  test('every wrong setting is named', async () => {
    const { status, body } = await request('POST', '/channels', {
      kind: 'paper',
      name: 'x',
      settings: { host: '', port: 'many', password: 'x', window: 1 },
    });
    expect(status).toBe(400);
    expect(body.errors.map(({ path, rule }) => `${path} ${rule}`).toSorted()).toEqual([
      'settings.host required',
      'settings.login required',
      'settings.password too_short',
      'settings.port wrong_type',
      'settings.window unknown_field',
    ]);
  });

  test('CHN-7 the settings of an SMPP account are checked by its own rules', async () => {
    const { body } = await request('POST', '/channels', {
      kind: 'sms-smpp',
      name: 'SMPP',
      settings: { host: 'smsc.example', systemId: 'me', password: 'too long for SMPP', sourceAddress: 'Ünï' },
    });
    expect(body.errors.map(({ path }) => path).toSorted()).toEqual(['settings.password', 'settings.sourceAddress']);
  });

  test('CHN-5 a kind without an official interface cannot be added, an unknown one is named', async () => {
    expect(await request('POST', '/channels', { kind: 'grey', name: 'x', settings })).toMatchObject({
      status: 403,
      body: { code: 'channel_kind_unofficial' },
    });
    const unknown = await request('POST', '/channels', { kind: 'pigeon', name: 'x', settings });
    expect(unknown.body.errors).toMatchObject([
      { path: 'kind', rule: 'kind_unknown', message: 'Choose one of: paper, grey, sms-smpp.' },
    ]);
    const kinds = await kit.request<{ data: { kind: string }[] }>('GET', '/channel-kinds', { as: 'operator' });
    expect(kinds.body.data.map((one) => one.kind)).toEqual(['paper', 'grey', 'sms-smpp']);
  });

  test('NUM-6 nobody can declare a channel to be a sandbox', async () => {
    expect((await request('POST', '/channels', { kind: 'paper', name: 'x', settings, isSandbox: true })).status).toBe(
      400,
    );
    const made = await kit.inTransaction('admin', (ctx) =>
      createChannel(ctx, { kind: 'paper', name: 'Emulated', settings, limits: {}, isSandbox: true }),
    );
    expect(made.isSandbox).toBe(true);
  });

  test('a name is taken once', async () => {
    const { id } = await create('Unique');
    expect(await request('POST', '/channels', { kind: 'paper', name: 'Unique', settings })).toMatchObject({
      status: 409,
      body: { code: 'channel_name_taken' },
    });
    const other = await create();
    expect((await request('PATCH', `/channels/${other.id}`, { name: 'Unique' })).status).toBe(409);
    await request('DELETE', `/channels/${id}`);
    expect((await request('PATCH', `/channels/${other.id}`, { name: 'Unique' })).status).toBe(200);
  });
});

describe('changing', () => {
  test('what is not given stays, secrets too; null takes away; the mark of a secret keeps it', async () => {
    const { id } = await create();
    await request('PATCH', `/channels/${id}`, { settings: { token: 'abc', port: 1000 } });
    const { body } = await request('PATCH', `/channels/${id}`, {
      settings: { host: 'other.example', password: { set: true }, port: null },
      limits: { perHour: 5 },
    });
    expect(body).toMatchObject({
      settings: { host: 'other.example', port: 2775, password: { set: true }, token: { set: true } },
      limits: { perHour: 5, perSecond: null },
    });
    expect((await load(id)).settings).toEqual({
      host: 'other.example',
      port: 2775,
      login: 'me',
      password: 'secret',
      token: 'abc',
    });
    const without = await request('PATCH', `/channels/${id}`, { settings: { token: null }, limits: { perHour: null } });
    expect(without.body.settings).not.toHaveProperty('token');
    expect(without.body.limits.perHour).toBeNull();
  });

  test('limits alone do not look like other credentials', async () => {
    const { id } = await create();
    const { settingsHash } = await load(id);
    await request('PATCH', `/channels/${id}`, { limits: { perSecond: 3 }, settings: { host: settings.host } });
    expect(await load(id)).toMatchObject({ settingsHash, limits: { perSecond: 3 } });
    await request('PATCH', `/channels/${id}`, { settings: { password: 'another' } });
    expect((await load(id)).settingsHash).not.toBe(settingsHash);
  });

  test('a sealed secret that is moved to another channel does not open', async () => {
    const [one, two] = [await create(), await create()];
    const { secrets } = await stored(one.id);
    await kit.inTransaction('owner', ({ db }) =>
      db.updateTable('channels').set({ secrets }).where('id', '=', two.id).execute(),
    );
    await expect(load(two.id)).rejects.toThrow();
  });

  test('CHN-1 pause and resume are done once and said once', async () => {
    const { id } = await create();
    for (const action of ['pause', 'pause', 'resume', 'resume'])
      expect((await request('POST', `/channels/${id}/${action}`)).status).toBe(200);
    expect(await eventsOf(id)).toEqual([
      ['channel.updated', 'created'],
      ['channel.updated', 'paused'],
      ['channel.updated', 'resumed'],
    ]);
  });

  test('CHN-1 a test connects with the opened secrets, says what went wrong, and changes nothing', async () => {
    const { id } = await create();
    expect((await request('POST', `/channels/${id}/test`)).body).toEqual({ ok: true, reason: null });
    expect(tried.at(-1)).toMatchObject({ password: 'secret', port: 2775 });
    await request('PATCH', `/channels/${id}`, { settings: { password: 'wrong' } });
    expect((await request('POST', `/channels/${id}/test`)).body).toEqual({
      ok: false,
      reason: 'The password is wrong.',
    });
    expect((await stored(id)).state).toBe('created');
  });

  test('CHN-1 the network’s word is kept and told once', async () => {
    const { id } = await create();
    const say = (state: string, reason: string | null) =>
      kit.inTransaction('admin', (ctx) => setChannelState(ctx, id, state, reason));
    await say('connected', null);
    await say('connected', null);
    await say('login_required', 'bind failed');
    expect((await request('GET', `/channels/${id}`)).body).toMatchObject({
      state: 'login_required',
      stateReason: 'bind failed',
    });
    expect((await eventsOf(id)).slice(1)).toEqual([
      ['channel.state_changed', 'connected'],
      ['channel.state_changed', 'login_required'],
      ['channel.login_required', undefined],
    ]);
  });

  test('what an adapter keeps is sealed for its channel', async () => {
    const { id } = await create();
    await kit.inTransaction('admin', (ctx) => saveChannelSession(ctx, id, Buffer.from('session key')));
    expect((await stored(id)).session!.toString('latin1')).not.toContain('session key');
    expect(Buffer.from((await load(id)).session!).toString()).toBe('session key');
  });
});

describe('removing and listing', () => {
  async function useIn(channelId: string, status: string): Promise<string> {
    const id = uuidv7();
    await kit.inTransaction('owner', async ({ db }) => {
      const templateId = uuidv7();
      const of = { organization_id: kit.organizationId };
      await db
        .insertInto('templates')
        .values({ ...of, id: templateId, name: templateId })
        .execute();
      await db
        .insertInto('template_versions')
        .values({ ...of, template_id: templateId, version: 1, items: JSON.stringify([{ kind: 'text', text: 'x' }]) })
        .execute();
      await db
        .insertInto('campaigns')
        .values({ ...of, id, name: `Sale ${status}`, network: 'sms', status, template_id: templateId })
        .execute();
      await db
        .insertInto('campaign_channels')
        .values({ ...of, campaign_id: id, channel_id: channelId, lane: 1 })
        .execute();
    });
    return id;
  }

  test('CHN-1 CAM-16 a channel shows the campaigns it serves, and is removed from under them only by force', async () => {
    const { id } = await create('Busy');
    await useIn(id, 'COMPLETED');
    const running = await useIn(id, 'RUNNING');
    expect((await request('GET', `/channels/${id}`)).body.campaigns).toEqual([
      { id: running, name: 'Sale RUNNING', status: 'RUNNING' },
    ]);
    expect(await request('DELETE', `/channels/${id}`)).toMatchObject({ status: 409, body: { code: 'channel_in_use' } });
    expect(await request('DELETE', `/channels/${id}?force=true`)).toMatchObject({
      status: 200,
      body: { removed: true },
    });
    expect((await request('GET', `/channels/${id}`)).status).toBe(404);
    expect((await request('POST', `/channels/${id}/test`)).status).toBe(404);
    // Its process must still be able to read that it was removed, to close the connection.
    expect(await load(id)).toMatchObject({ removedAt: expect.any(Date), settings: null });
  });

  test('PLT-62 the secrets of a channel go with it', async () => {
    const { id } = await create('Leaving');
    const before = await stored(id);
    await kit.inTransaction('owner', (ctx) => saveChannelSession(ctx, id, Buffer.from('remembered')));
    await request('DELETE', `/channels/${id}`);
    const { secrets, session } = await stored(id);
    expect(secrets.equals(before.secrets)).toBe(false);
    expect(kit.runtime.secrets.open(secrets, secretsPurpose(id)).toString()).toBe('{}');
    expect(session).toBeNull();
  });

  test('CHN-13 limits in use count this hour and the last 24', async () => {
    await notAtTheTurnOfAnHour();
    const { id } = await create();
    await kit.inTransaction('owner', async ({ db }) => {
      const hour = new Date(new Date().setUTCMinutes(0, 0, 0));
      for (const [hoursAgo, claimed] of [
        [0, 7],
        [1, 20],
        [23, 100],
        [24, 1000],
      ] as const) {
        const at = new Date(hour.getTime() - hoursAgo * 3_600_000);
        await db
          .insertInto('channel_usage')
          .values({ organization_id: kit.organizationId, channel_id: id, hour: at, claimed })
          .execute();
      }
    });
    expect((await request('GET', `/channels/${id}`)).body.used).toEqual({ hour: 7, day: 127 });
  });

  test('lists by name, by page and filter, without those removed', async () => {
    const stranger = kit.actor('admin', kit.otherOrganizationId);
    const list = async (query: string) =>
      (
        await kit.request<{ data: ChannelView[]; nextCursor: string | null }>('GET', `/channels?${query}`, {
          as: stranger,
        })
      ).body;
    expect((await list('')).data).toEqual([]);
    for (const name of ['c', 'a', 'd', 'b', 'e']) {
      const made = await kit.inTransaction(stranger, (ctx) =>
        createChannel(ctx, { kind: 'paper', name, settings, limits: {} }),
      );
      if (name === 'd') await kit.request('DELETE', `/channels/${made.id}`, { as: stranger });
      if (name === 'e') await kit.inTransaction(stranger, (ctx) => setChannelState(ctx, made.id, 'connected', null));
    }
    const first = await list('limit=2');
    const second = await list(`limit=2&cursor=${first.nextCursor}`);
    expect([...first.data, ...second.data].map(({ name }) => name)).toEqual(['a', 'b', 'c', 'e']);
    expect(second.nextCursor).toBeNull();
    expect((await list('state=connected')).data.map(({ name }) => name)).toEqual(['e']);
    expect((await list('network=email')).data).toEqual([]);
  });

  test('another organization can neither see nor touch a channel', async () => {
    const { id } = await create();
    const stranger = kit.actor('owner', kit.otherOrganizationId);
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/pause'],
      ['POST', '/resume'],
      ['POST', '/test'],
    ] as const) {
      const answer = await kit.request(method, `/channels/${id}${path}`, {
        as: stranger,
        ...(method === 'PATCH' && { body: { name: 'Mine' } }),
      });
      expect({ method, path, status: answer.status }).toEqual({ method, path, status: 404 });
    }
    expect((await kit.request('POST', `/channels/${id}/pause`, { as: 'marketer' })).status).toBe(403);
  });
});
