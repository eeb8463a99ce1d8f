import type { Contact } from '@parley/contract/contacts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unknownSender } from '#channel';
import { sql } from 'kysely';
import { routes as groupRoutes } from '#groups';
import { uuidv7 } from '#platform/uuid';
import { routes as suppressionRoutes, isSuppressed, optOutContact } from '#suppressions';
import { createTestServer, type TestServer } from '#platform/test-kit/index';
import { findContactByAddress, findOrCreateContact, reactions, routes } from './index.ts';

let server: TestServer;

beforeAll(async () => {
  server = await createTestServer({ routes: [...routes, ...groupRoutes, ...suppressionRoutes] });
});
afterAll(() => server.close());

async function create(body: Record<string, unknown>): Promise<Contact> {
  const answer = await server.request('POST', '/contacts', { as: 'operator', body });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body as Contact;
}

async function change(id: string, body: Record<string, unknown>): Promise<Contact> {
  const answer = await server.request('PATCH', `/contacts/${id}`, { as: 'operator', body });
  expect(answer).toMatchObject({ status: 200 });
  return answer.body as Contact;
}

const events = (name: string) =>
  server.pools.system((db) =>
    db.selectFrom('events').select(['payload', 'subject_id']).where('name', '=', name).execute(),
  );

describe('a contact', () => {
  test('CRM-1 has names, phones, e-mails, tags, attributes and consents, each as it is kept', async () => {
    const made = await create({
      firstName: 'Иван',
      lastName: 'Петров',
      company: 'ООО Ромашка',
      birthday: '1990-02-28',
      timeZone: 'Europe/Moscow',
      phones: [
        { phone: '(504) 301-8123', label: 'work' },
        { phone: '+7 916 123-45-67', primary: true },
      ],
      emails: [{ email: 'Ivan@Example.COM' }],
      tags: ['vip', 'vip', 'a'],
      attributes: { contract: 'A-1', size: 42, active: true },
      consents: [{ network: 'sms', basis: 'consent', wording: 'I agree', source: 'form' }],
    });
    expect(made).toMatchObject({
      displayName: 'Иван Петров',
      birthday: '1990-02-28',
      phones: [
        { phone: '+15043018123', label: 'work', primary: false, country: 'US' },
        {
          phone: '+79161234567',
          primary: true,
          type: 'mobile',
          country: 'RU',
          whatsapp: { state: 'unknown', checkedAt: null },
        },
      ],
      emails: [{ email: 'ivan@example.com', primary: true }],
      tags: ['a', 'vip'],
      attributes: { contract: 'A-1', size: 42, active: true },
      consents: [{ network: 'sms', basis: 'consent', wording: 'I agree', withdrawnAt: null }],
      campaignCount: 0,
      lastCampaign: null,
    });
    expect((await server.request('GET', `/contacts/${made.id}`, { as: 'analyst' })).body).toEqual(made);
    expect((await events('contact.created')).map(({ payload }) => payload)).toContainEqual({ contactId: made.id });
  });

  test('CRM-1 every bad address is named with its place and rule', async () => {
    const answer = await server.request('POST', '/contacts', {
      as: 'operator',
      headers: { 'accept-language': 'ru' },
      body: {
        phones: [
          { phone: '12' },
          { phone: '+79161234567' },
          { phone: '8 (916) 123 45 67 Ivan +7 916 1234567' },
          { phone: '+1 504 301 8123' },
          { phone: '504 301 8123' },
        ],
        emails: [
          { email: 'nobody' },
          { email: 'a@example.com', primary: true },
          { email: 'b@example.com', primary: true },
        ],
        ownerId: uuidv7(),
      },
    });
    expect(answer.status).toBe(400);
    const { errors } = answer.body as { errors: { path: string; rule: string }[] };
    const rules = Object.fromEntries(errors.map((fault) => [fault.path, fault.rule]));
    expect(rules).toMatchObject({
      'phones.0.phone': 'phone_too_short',
      'phones.4.phone': 'phone_repeated',
      'emails.0.email': 'email_malformed',
      'emails.2.primary': 'primary_repeated',
      ownerId: 'member_unknown',
    });
  });

  test('CRM-1 nothing at all is no contact', async () => {
    const answer = await server.request('POST', '/contacts', { as: 'operator', body: { city: 'Москва' } });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ rule: 'contact_empty' }] } });
  });

  test('SEC-15 an attribute named __proto__ is refused, in a body made by hand too', async () => {
    const body = '{"firstName":"A","attributes":{"__proto__":{"admin":true}}}';
    expect((await server.request('POST', '/contacts', { as: 'operator', body })).status).toBe(400);
  });

  test('is called by its company or address when it has no name, and by its name once it has', async () => {
    const made = await create({ phones: [{ phone: '+79161230001' }] });
    expect(made.displayName).toBe('+79161230001');
    expect((await change(made.id, { company: 'Acme' })).displayName).toBe('Acme');
    expect(
      (await change(made.id, { company: null, phones: [], emails: [{ email: 'x@example.com' }] })).displayName,
    ).toBe('x@example.com');
    expect((await change(made.id, { lastName: 'Smith', firstName: 'John' })).displayName).toBe('John Smith');
  });

  test('a change says only what changes; lists are replaced, attributes merged', async () => {
    const made = await create({
      firstName: 'A',
      city: 'Omsk',
      phones: [{ phone: '+79161230002' }, { phone: '+79161230003' }],
      tags: ['x'],
      attributes: { a: 1, b: 2 },
    });
    await server.inTransaction('owner', ({ db }) =>
      db.updateTable('contact_phones').set({ whatsapp: 'valid' }).where('phone', '=', '+79161230003').execute(),
    );
    const changed = await change(made.id, {
      phones: [{ phone: '+79161230003' }, { phone: '+79161230004' }],
      tags: ['y'],
      attributes: { b: null, c: 3 },
    });
    expect(changed).toMatchObject({
      firstName: 'A',
      city: 'Omsk',
      phones: [
        { phone: '+79161230003', primary: true, whatsapp: { state: 'valid' } },
        { phone: '+79161230004', primary: false },
      ],
      tags: ['y'],
      attributes: { a: 1, c: 3 },
    });
    expect(changed.updatedAt > made.updatedAt).toBe(true);
  });

  test('PLT-70 of two changes based on one version the second is refused', async () => {
    const made = await create({ firstName: 'A' });
    const patch = (firstName: string) =>
      server.request('PATCH', `/contacts/${made.id}`, { as: 'operator', body: { firstName, basedOn: made.updatedAt } });
    expect((await patch('B')).status).toBe(200);
    expect(await patch('C')).toMatchObject({ status: 409, body: { code: 'contact_changed' } });
  });

  test('PLT-60 what was done is in the audit log, without what a person is called', async () => {
    const made = await create({ firstName: 'Secretname' });
    await change(made.id, { city: 'Secretcity' });
    const entries = await server.inTransaction('owner', ({ db }) =>
      db
        .selectFrom('audit_entries')
        .select(['action', 'after'])
        .where('subject_id', '=', made.id)
        .orderBy('id')
        .execute(),
    );
    expect(entries.map(({ action }) => action)).toEqual(['contact.created', 'contact.updated']);
    expect(entries[1]!.after).toEqual({ fields: ['city'] });
    expect(JSON.stringify(entries)).not.toMatch(/Secret/);
  });

  test('a consent can be recorded and withdrawn, and the record stays', async () => {
    const made = await create({ firstName: 'A' });
    const url = `/contacts/${made.id}/consents/email`;
    const put = await server.request('PUT', url, { as: 'operator', body: { basis: 'contract', source: 'contract 7' } });
    expect(put.body).toMatchObject({ consents: [{ network: 'email', basis: 'contract', withdrawnAt: null }] });
    const gone = await server.request('DELETE', url, { as: 'operator' });
    expect(gone.body).toMatchObject({ consents: [{ network: 'email', withdrawnAt: expect.any(String) }] });
    expect((await server.request('DELETE', url, { as: 'operator' })).status).toBe(404);
  });
});

describe('erasing a contact', () => {
  test('SEC-55 leaves a tombstone without anything personal, and tells everybody', async () => {
    const made = await create({
      firstName: 'Marker',
      lastName: 'Marker',
      notes: 'Marker',
      city: 'Marker',
      phones: [{ phone: '+79161230010', label: 'Marker' }],
      emails: [{ email: 'marker@example.com' }],
      tags: ['Marker'],
      attributes: { Marker: 'Marker' },
      consents: [{ network: 'any', basis: 'consent', source: 'Marker', wording: 'Marker' }],
    });
    const group = (await server.request('POST', '/groups', { as: 'operator', body: { name: 'To be left' } })).body as {
      id: string;
    };
    await server.request('POST', `/groups/${group.id}/members`, { as: 'operator', body: { contactIds: [made.id] } });
    expect((await server.request('DELETE', `/contacts/${made.id}`, { as: 'operator' })).status).toBe(403);
    expect((await server.request('DELETE', `/contacts/${made.id}`, { as: 'supervisor' })).status).toBe(200);

    expect((await server.request('GET', `/contacts/${made.id}`, { as: 'owner' })).status).toBe(404);
    expect((await server.request('DELETE', `/contacts/${made.id}`, { as: 'owner' })).status).toBe(404);
    expect((await server.request('GET', `/groups/${group.id}`, { as: 'owner' })).body).toMatchObject({
      memberCount: 0,
    });
    expect((await events('contact.erased')).map(({ payload }) => payload)).toContainEqual({ contactIds: [made.id] });
    const remains = await server.pools.system((db) =>
      sql<{ rows: string }>`select jsonb_agg(to_jsonb(rest))::text as rows from (
        select to_jsonb(c) from contacts c union all select to_jsonb(p) from contact_phones p union all select to_jsonb(e) from contact_emails e
        union all select to_jsonb(t) from contact_tags t union all select to_jsonb(n) from contact_consents n
        union all select to_jsonb(s) from suppressions s union all select to_jsonb(a) from audit_entries a) rest`.execute(
        db,
      ),
    );
    expect(remains.rows[0]!.rows).toContain(made.id);
    expect(remains.rows[0]!.rows).not.toMatch(/marker|79161230010/i);
  });

  test('CRM-6 who had opted out stays so under the same address, and nobody can read the address meanwhile', async () => {
    const phone = '+79161230011';
    const email = 'stop@example.com';
    const made = await create({ firstName: 'A', phones: [{ phone }], emails: [{ email }] });
    await server.inTransaction('owner', (ctx) => optOutContact(ctx, { contactId: made.id, source: 'sms: STOP' }));
    await server.request('DELETE', `/contacts/${made.id}`, { as: 'owner' });
    const list = () => server.request('GET', '/suppressions', { as: 'owner' });
    expect(JSON.stringify((await list()).body)).not.toMatch(/79161230011|stop@example.com/);
    const isStopped = (network: string, address: string) =>
      server.inTransaction('owner', (ctx) => isSuppressed(ctx, { contactId: made.id, network, address }));
    expect(await isStopped('sms', phone)).toBe(false);

    const again = await create({ firstName: 'B', phones: [{ phone }] });
    expect(await isStopped('sms', phone)).toBe(true);
    expect(again.suppressions).toMatchObject([
      { kind: 'phone', subject: phone, reason: 'opt_out', source: 'sms: STOP' },
    ]);
    await server.inTransaction('owner', (ctx) =>
      findOrCreateContact(ctx, {
        network: 'email',
        address: 'Stop@Example.com',
        sender: { ...unknownSender, displayName: 'S' },
      }),
    );
    expect(await isStopped('email', email)).toBe(true);
  });

  test('CRM-6 an address that somebody else has too stays on the list in plain', async () => {
    const phone = '+79161230012';
    const one = await create({ firstName: 'A', phones: [{ phone }] });
    const two = await create({ firstName: 'B', phones: [{ phone }] });
    await server.inTransaction('owner', (ctx) => optOutContact(ctx, { contactId: one.id, source: 'link' }));
    await server.request('DELETE', `/contacts/${one.id}`, { as: 'owner' });
    const target = { contactId: two.id, network: 'whatsapp', address: phone };
    expect(await server.inTransaction('owner', (ctx) => isSuppressed(ctx, target))).toBe(true);
  });
});

describe('an opt-out', () => {
  test('CRM-6 stops marketing on every address, withdraws consents, and is told once', async () => {
    const made = await create({
      firstName: 'A',
      phones: [{ phone: '+79161230020' }, { phone: '+79161230021' }],
      emails: [{ email: 'c@example.com' }],
      consents: [
        { network: 'any', basis: 'consent', source: 'form' },
        { network: 'sms', basis: 'consent', source: 'form' },
      ],
    });
    const optOut = () =>
      server.inTransaction('owner', (ctx) =>
        optOutContact(ctx, { contactId: made.id, source: 'sms: STOP', from: { network: 'telegram', address: '777' } }),
      );
    expect(await optOut()).toBe(true);
    expect(await optOut()).toBe(false);
    const told = (await events('contact.opted_out')).filter(({ subject_id: id }) => id === made.id);
    expect(told).toHaveLength(1);
    for (const [network, address] of [
      ['sms', '+79161230021'],
      ['email', 'c@example.com'],
      ['telegram', '777'],
    ] as const) {
      const somebodyElse = { contactId: uuidv7(), network, address };
      const stopped = await server.inTransaction('owner', (ctx) => isSuppressed(ctx, somebodyElse));
      expect({ network, stopped }).toEqual({ network, stopped: true });
    }
    const reaction = reactions[0]!;
    const { payload } = told[0]!;
    const event = {
      position: 1,
      id: uuidv7(),
      organizationId: server.organizationId,
      name: 'contact.opted_out',
      payload,
      createdAt: new Date(),
    };
    await server.inTransaction('owner', (ctx) => reaction.run(ctx, event as Parameters<typeof reaction.run>[1]));
    const { consents } = (await server.request('GET', `/contacts/${made.id}`, { as: 'owner' })).body as Contact;
    expect(consents.map(({ withdrawnAt }) => withdrawnAt)).toEqual([expect.any(String), expect.any(String)]);
  });
});

describe('who writes to us', () => {
  test('first messages at once from one address give one contact', async () => {
    const sender = { network: 'sms', address: '+79161230030', sender: { ...unknownSender, displayName: 'Анна' } };
    const found = await Promise.all(
      Array.from({ length: 5 }, () => server.inTransaction('owner', (ctx) => findOrCreateContact(ctx, sender))),
    );
    expect(new Set(found.map(({ id }) => id)).size).toBe(1);
    expect(found.filter(({ created }) => created)).toHaveLength(1);
    const made = (await server.request('GET', `/contacts/${found[0]!.id}`, { as: 'owner' })).body as Contact;
    expect(made).toMatchObject({
      displayName: 'Анна',
      firstName: null,
      phones: [{ phone: '+79161230030', primary: true, type: 'mobile' }],
    });
  });

  test.each([
    ['whatsapp', '+79161230031', '+79161230031'],
    ['email', 'Who@Example.com', 'who@example.com'],
    ['telegram', '123456', '123456'],
    ['sms', 'MTS', 'MTS'],
  ])('on %s %s is kept and found again', async (network, address, displayName) => {
    const made = await server.inTransaction('owner', (ctx) =>
      findOrCreateContact(ctx, { network, address, sender: unknownSender }),
    );
    expect(made.created).toBe(true);
    expect(await server.inTransaction('owner', (ctx) => findContactByAddress(ctx, network, address))).toEqual({
      id: made.id,
    });
    expect((await server.request('GET', `/contacts/${made.id}`, { as: 'owner' })).body).toMatchObject({ displayName });
  });
});

describe('another tenant', () => {
  test('SEC-1 neither sees nor changes nor finds', async () => {
    const made = await create({ firstName: 'A', phones: [{ phone: '+79161230040' }] });
    const stranger = server.actor('owner', server.otherOrganizationId);
    const url = `/contacts/${made.id}`;
    const calls = [
      ['GET', url, undefined],
      ['PATCH', url, { firstName: 'B' }],
      ['DELETE', url, undefined],
      ['PUT', `${url}/consents/sms`, { basis: 'consent', source: 's' }],
      ['DELETE', `${url}/consents/sms`, undefined],
      ['POST', '/suppressions', { kind: 'contact', subject: made.id }],
    ] as const;
    for (const [method, path, body] of calls) {
      const { status } = await server.request(method, path, { as: stranger, body });
      expect({ method, path, status }).toEqual({ method, path, status: 404 });
    }
    expect(await server.inTransaction(stranger, (ctx) => findContactByAddress(ctx, 'sms', '+79161230040'))).toBeNull();
    expect((await server.request('GET', url, { as: 'owner' })).body).toEqual(made);
  });
});
