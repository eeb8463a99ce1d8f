import type { DeadJob, QuarantinedEvent } from '@parley/contract/faults';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '#platform/context';
import { defineReaction } from '#platform/events/reaction';
import { createTestServer, type TestServer } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import { routesFor } from './index.ts';

let server: TestServer;
let owner: Client;
let heard: string[] = [];
let isBroken = true;

const reaction = defineReaction({
  name: 'test.hear',
  on: ['contact.created'],
  run: async (ctx, { payload }) => {
    await ctx.db
      .insertInto('groups')
      .values({ organization_id: ctx.actor.organizationId, id: uuidv7(), name: payload.contactId })
      .execute();
    if (isBroken) throw new Error('cannot digest this');
    heard.push(`${ctx.actor.kind} ${payload.contactId}`);
  },
});

beforeAll(async () => {
  server = await createTestServer({ routes: routesFor([reaction]) });
  owner = new Client({ connectionString: server.connectionString, options: '-c role=parley_owner' });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await server.close();
});
beforeEach(() => {
  heard = [];
  isBroken = true;
});

describe('F28 an event that was set aside', () => {
  /** As the dispatcher and the reaction leave it. */
  async function setAside(position: number): Promise<{ id: string; contactId: string }> {
    const [id, contactId, eventId] = [uuidv7(), uuidv7(), uuidv7()];
    const { organizationId } = server;
    await owner.query(
      `insert into events (organization_id, id, name, subject_id, payload) values ($1, $2, 'contact.created', $3, $4)`,
      [organizationId, eventId, contactId, JSON.stringify({ contactId })],
    );
    await owner.query(
      `insert into event_positions (organization_id, position, event_id, name) values ($1, $2, $3, 'contact.created')`,
      [organizationId, position, eventId],
    );
    await owner.query(
      `insert into quarantined_events (organization_id, id, consumer, position, error) values ($1, $2, 'test.hear', $3, 'broken')`,
      [organizationId, id, position],
    );
    return { id, contactId };
  }

  const list = async (as: Actor | 'admin' = 'admin', query = ''): Promise<QuarantinedEvent[]> =>
    (await server.request<{ data: QuarantinedEvent[] }>('GET', `/quarantined-events${query}`, { as })).body.data;

  test('is listed with its reaction and error, and replayed as the system, once', async () => {
    const { id, contactId } = await setAside(901);
    expect(await list()).toMatchObject([
      { id, reaction: 'test.hear', event: { name: 'contact.created' }, error: 'broken' },
    ]);
    expect(await list(server.actor('admin', server.otherOrganizationId))).toEqual([]);
    const replay = () => server.request('POST', `/quarantined-events/${id}/replay`, { as: 'admin' });
    expect(await replay()).toMatchObject({
      status: 422,
      body: { code: 'replay_failed', detail: expect.stringContaining('cannot digest this') },
    });
    expect(await list()).toHaveLength(1);
    isBroken = false;
    expect(await replay()).toMatchObject({ status: 200, body: { replayed: true } });
    expect(heard).toEqual([`system ${contactId}`]);
    expect(await list()).toEqual([]);
    expect(await replay()).toMatchObject({ status: 404 });
    const groups = await owner.query('select from groups where name = $1', [contactId]);
    expect(groups.rowCount).toBe(1);
    const audit = await owner.query(
      `select from audit_entries where action = 'quarantined_event.replayed' and subject_id = $1`,
      [id],
    );
    expect(audit.rowCount).toBe(1);
  });

  test('is found page by page', async () => {
    for (const position of [902, 903, 904]) await setAside(position);
    const { body } = await server.request<{ data: QuarantinedEvent[]; nextCursor: string }>(
      'GET',
      '/quarantined-events?limit=2',
      { as: 'admin' },
    );
    const rest = await list('admin', `?limit=2&cursor=${body.nextCursor}`);
    expect(new Set([...body.data, ...rest].map(({ id }) => id)).size).toBe(3);
  });
});

describe('PLT-30 a dead job', () => {
  /** As the queue leaves it when its last try has failed. Null: of the installation. */
  async function addDead(organizationId: string | null): Promise<string> {
    const payload = { ...(organizationId !== null && { organizationId }), input: {} };
    return server.pools.system(async (db) => {
      const { rows } = await db.client.query<{ id: string }>(
        `select id::text from graphile_worker.add_job('test.die', $1::json, max_attempts := 1)`,
        [JSON.stringify(payload)],
      );
      await db.client.query(
        `update graphile_worker._private_jobs set attempts = max_attempts, last_error = 'boom' where id = $1`,
        [rows[0]!.id],
      );
      return rows[0]!.id;
    });
  }

  const list = async (as: Actor): Promise<DeadJob[]> =>
    (await server.request<{ data: DeadJob[] }>('GET', '/dead-jobs', { as })).body.data;
  const retry = (as: Actor, number: string) => server.request('POST', `/dead-jobs/${number}/retry`, { as });

  test('is seen and retried by its organization; one of the installation by its root', async () => {
    const admin = server.actor('admin');
    const stranger = server.actor('admin', server.otherOrganizationId);
    const root = server.actor('owner');
    const own = await addDead(server.organizationId);
    const installations = await addDead(null);
    await owner.query(`update users set installation_role = null where id = any($1)`, [[admin.id, stranger.id]]);
    await owner.query(`update users set installation_role = 'root' where id = $1`, [root.id]);
    expect(await list(admin)).toMatchObject([
      { number: own, task: 'test.die', isInstallations: false, attempts: 1, error: 'boom' },
    ]);
    expect(await list(stranger)).toEqual([]);
    expect((await list(root)).map(({ number }) => number)).toEqual([installations, own]);
    expect((await retry(stranger, own)).status).toBe(404);
    expect((await retry(admin, installations)).status).toBe(404);
    expect((await retry(admin, own)).status).toBe(202);
    expect((await retry(admin, own)).status).toBe(404);
    expect((await retry(root, installations)).status).toBe(202);
    expect(await list(root)).toEqual([]);
    const audit = await owner.query(`select after from audit_entries where action = 'job.retried' order by id`);
    expect(audit.rows).toEqual([{ after: { number: own } }, { after: { number: installations } }]);
  });

  test('SEC-11 a cursor that was made up is refused', async () => {
    const cursor = Buffer.from(JSON.stringify(['dead-jobs', 'x'])).toString('base64url');
    const { status } = await server.request('GET', `/dead-jobs?cursor=${cursor}`, { as: 'admin' });
    expect(status).toBe(400);
  });
});
