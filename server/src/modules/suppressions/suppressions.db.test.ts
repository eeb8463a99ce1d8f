import type { Suppression, suppressionPage } from '@parley/contract/suppressions';
import { sql } from 'kysely';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { createTestServer, type RequestOptions, type TestServer } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import {
  forgetSuppressedAddresses,
  isSuppressed,
  optOutContact,
  restoreSuppressedAddresses,
  routes,
  subjectOfAddress,
} from './index.ts';
import { listSuppressions } from './suppression-queries.ts';

let server: TestServer;

beforeAll(async () => {
  server = await createTestServer({ routes });
});
afterAll(() => server.close());

type Page = z.infer<typeof suppressionPage>;
const request = <Body>(method: string, url: string, body?: unknown, as: RequestOptions['as'] = 'owner') =>
  server.request<Body & { code?: string }>(method, url, { as, body });
const add = (body: object) => request<Suppression & { errors: object[] }>('POST', '/suppressions', body);
const stopped = (network: string, address: string, contactId = uuidv7()) =>
  server.inTransaction('owner', (ctx) => isSuppressed(ctx, { contactId, network, address }));

async function contact(phone: string): Promise<string> {
  const id = uuidv7();
  await server.inTransaction('owner', async ({ db }) => {
    const { organizationId: organization_id } = server;
    await db.insertInto('contacts').values({ organization_id, id, display_name: 'A' }).execute();
    await db
      .insertInto('contact_phones')
      .values({ organization_id, contact_id: id, phone, is_primary: true })
      .execute();
  });
  return id;
}

describe('CRM-6 the suppression list', () => {
  test('takes people and addresses by hand, in the form they are compared in, and gives them back', async () => {
    const id = await contact('+79160000001');
    expect(await stopped('sms', '+79160000009', id)).toBe(false);
    expect(await add({ kind: 'contact', subject: id, note: 'asked by letter' })).toMatchObject({
      status: 201,
      body: { kind: 'contact', subject: id, reason: 'manual', source: 'operator', note: 'asked by letter' },
    });
    expect((await add({ kind: 'phone', subject: '+7 (916) 000-00-02', reason: 'complaint' })).body).toMatchObject({
      subject: '+79160000002',
      reason: 'complaint',
    });
    expect((await add({ kind: 'email', subject: 'Some@Example.com', reason: 'bounce' })).body.subject).toBe(
      'some@example.com',
    );
    expect(await stopped('telegram', 'whatever', id)).toBe(true);
    expect(await stopped('whatsapp', '+79160000002')).toBe(true);
    expect(await stopped('email', 'SOME@example.com')).toBe(true);

    expect((await request('DELETE', `/suppressions/phone/${encodeURIComponent('+79160000002')}`)).status).toBe(200);
    expect((await request('DELETE', `/suppressions/phone/${encodeURIComponent('+79160000002')}`)).status).toBe(404);
    expect(await stopped('sms', '+79160000002')).toBe(false);
  });

  test('keeps the first reason of who is on it already, but an opt-out wins over the others', async () => {
    const id = await contact('+79160000011');
    await add({ kind: 'phone', subject: '+79160000011', reason: 'complaint' });
    expect((await add({ kind: 'phone', subject: '+79160000011', reason: 'manual' })).body.reason).toBe('complaint');
    await server.inTransaction('owner', (ctx) => optOutContact(ctx, { contactId: id, source: 'sms: STOP' }));
    const { data } = (await request<Page>('GET', '/suppressions?reason=opt_out')).body;
    expect(data.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['contact', id],
      ['phone', '+79160000011'],
    ]);
  });

  test('names what is wrong with a subject', async () => {
    expect(await add({ kind: 'contact', subject: uuidv7() })).toMatchObject({ status: 404 });
    expect(await add({ kind: 'contact', subject: 'x' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'subject', rule: 'contact_id_not_valid' }] },
    });
    expect(await add({ kind: 'phone', subject: '8 916 000-00-02' })).toMatchObject({
      status: 400,
      body: { errors: [{ rule: 'phone_not_valid' }] },
    });
    expect(await add({ kind: 'email', subject: 'x' })).toMatchObject({
      status: 400,
      body: { errors: [{ rule: 'email_not_valid' }] },
    });
  });

  test('PLT-60 each change is audited, and the log has no address', async () => {
    await add({ kind: 'phone', subject: '+79160000021' });
    await request('DELETE', `/suppressions/phone/${encodeURIComponent('+79160000021')}`);
    const log = await server.inTransaction('owner', ({ db }) =>
      db
        .selectFrom('audit_entries')
        .selectAll()
        .where('subject_kind', '=', 'suppressed_phone')
        .orderBy('id', 'desc')
        .limit(2)
        .execute(),
    );
    expect(log.map(({ action }) => action)).toEqual(['suppression.removed', 'suppression.added']);
    expect(JSON.stringify(log)).not.toContain('9160000021');
  });

  test('SEC-1 another tenant has a list of its own', async () => {
    const id = await contact('+79160000031');
    await add({ kind: 'phone', subject: '+79160000031' });
    const stranger = server.actor('owner', server.otherOrganizationId);
    expect((await request<Page>('GET', '/suppressions', undefined, stranger)).body.data).toEqual([]);
    expect(
      (await request('DELETE', `/suppressions/phone/${encodeURIComponent('+79160000031')}`, undefined, stranger))
        .status,
    ).toBe(404);
    const target = { contactId: id, network: 'sms', address: '+79160000031' };
    expect(await server.inTransaction(stranger, (ctx) => isSuppressed(ctx, target))).toBe(false);
    await expect(
      server.inTransaction(stranger, (ctx) => optOutContact(ctx, { contactId: id, source: 'x' })),
    ).rejects.toMatchObject({ code: 'record_missing' });
  });

  test('is paged, newest first, also over entries of one moment, and read by index', async () => {
    const count = 100_000;
    await server.inTransaction('owner', ({ db }) =>
      sql`insert into suppressions (organization_id, subject_kind, subject, reason, source, created_at)
        select ${server.organizationId}, 'identity', 'test:' || n, 'bounce', 'test', timestamptz '2026-01-01' + make_interval(secs => n / 10)
        from generate_series(1, ${count}::int) n`.execute(db),
    );
    const owner = new Client({ connectionString: server.connectionString });
    await owner.connect();
    await owner.query('vacuum analyze suppressions');
    await owner.end();
    const seen: string[] = [];
    let cursor: string | null = '';
    for (let page = 0; page < 10; page++) {
      const answer: { body: Page } = await request<Page>(
        'GET',
        `/suppressions?kind=identity&limit=7${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...answer.body.data.map(({ subject }) => subject));
      cursor = answer.body.nextCursor!;
    }
    const expected = Array.from({ length: count }, (_, n) => ({
      subject: `test:${n + 1}`,
      at: Math.floor((n + 1) / 10),
    }))
      .toSorted((one, two) => two.at - one.at || (one.subject < two.subject ? -1 : 1))
      .slice(0, 70);
    expect(seen).toEqual(expected.map(({ subject }) => subject));

    const plan = await server.pools.tenant(server.organizationId, async (db) => {
      let text = '';
      const query = db.client.query.bind(db.client);
      db.client.query = (async (statement: string, values: unknown[]) => {
        const { rows } = await query(`explain ${statement}`, values);
        text = JSON.stringify(rows);
        return { rows: [] };
      }) as typeof db.client.query;
      await listSuppressions(db, server.organizationId, { limit: 50 }, [
        '2026-01-01 01:00:00+00',
        'identity',
        'test:1',
      ]);
      db.client.query = query;
      return text;
    });
    expect(plan).toMatch(/Index (Only )?Scan using suppressions_newest/);
    expect(plan).not.toContain('Sort');
  });
});

describe('the address of somebody erased', () => {
  test('leaves a hash that differs between tenants, and comes back by its hash alone', async () => {
    const hashOf = async (organizationId: string): Promise<string> => {
      const actor = server.actor('owner', organizationId);
      const id = uuidv7();
      return server.inTransaction(actor, async (ctx) => {
        const mine = { organization_id: organizationId };
        await ctx.db
          .insertInto('contacts')
          .values({ ...mine, id, display_name: 'A' })
          .execute();
        await ctx.db
          .insertInto('contact_phones')
          .values({ ...mine, contact_id: id, phone: '+79160000041' })
          .execute();
        await optOutContact(ctx, { contactId: id, source: 'sms: STOP' });
        await forgetSuppressedAddresses(ctx, [id]);
        const rows = await ctx.db
          .selectFrom('suppressions')
          .select('subject')
          .where('subject_kind', '=', 'hash')
          .execute();
        expect(rows).toHaveLength(1);
        return rows[0]!.subject;
      });
    };
    const [one, two] = [await hashOf(server.organizationId), await hashOf(server.otherOrganizationId)];
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(one).not.toBe(two);
    const restore = (phone: string) =>
      server.inTransaction('owner', (ctx) => restoreSuppressedAddresses(ctx, [subjectOfAddress('sms', phone)]));
    await restore('+79160000042');
    expect([await stopped('sms', '+79160000041'), await stopped('sms', '+79160000042')]).toEqual([false, false]);
    await restore('+79160000041');
    expect(await stopped('sms', '+79160000041')).toBe(true);
  });
});
