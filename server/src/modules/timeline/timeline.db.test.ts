import type { TimelineEntry } from '@parley/contract/timeline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes as contactRoutes } from '#contacts';
import { createTestServer, type TestServer } from '#platform/test-kit/create-test-server';
import { uuidv7 } from '#platform/uuid';
import { optOutContact } from '#suppressions';
import { routes } from './index.ts';

let server: TestServer;
let contact: string;

beforeAll(async () => {
  server = await createTestServer({ routes: [...routes, ...contactRoutes] });
  const body = { firstName: 'Anna', phones: [{ phone: '+7 917 284-06-51' }] };
  contact = (await server.request<{ id: string }>('POST', '/contacts', { as: 'owner', body })).body.id;
  const consent = { basis: 'consent', source: 'form on example.com' };
  await server.request('PUT', `/contacts/${contact}/consents/sms`, { as: 'operator', body: consent });
  await server.request('PATCH', `/contacts/${contact}`, { as: 'operator', body: { city: 'Kazan', notes: 'tall' } });
  await server.inTransaction('owner', async ({ db }) => {
    const organization_id = server.organizationId;
    const [channel, campaign, thread, file] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
    await db
      .insertInto('channels')
      .values({
        organization_id,
        id: channel,
        kind: 'sms-smpp',
        network: 'sms',
        name: 'SMS',
        settings: '{}',
        secrets: Buffer.alloc(1),
      })
      .execute();
    await db
      .insertInto('campaigns')
      .values({ organization_id, id: campaign, name: 'Spring', network: 'sms' })
      .execute();
    const place = { lane: 0, shard: 0, position: 1, address: '+79172840651' };
    await db
      .insertInto('recipients')
      .values({ organization_id, campaign_id: campaign, contact_id: contact, ...place })
      .execute();
    const now = new Date();
    const delivery = { address: '+79172840651', claimed_at: now, submit_deadline: now, token: 1 };
    await db
      .insertInto('deliveries')
      .values({
        organization_id,
        id: uuidv7(),
        channel_id: channel,
        campaign_id: campaign,
        contact_id: contact,
        state: 3,
        text: 'Offer',
        ...delivery,
      })
      .execute();
    await db
      .insertInto('conversations')
      .values({ organization_id, id: thread, channel_id: channel, contact_id: contact, peer: '+79172840651' })
      .execute();
    const message = { organization_id, conversation_id: thread };
    const [question, answer] = [uuidv7(), uuidv7()];
    await db
      .insertInto('messages')
      .values([
        { ...message, id: question, direction: 'in', author_kind: 'contact', inbound_number: 1, text: 'How much?' },
        {
          ...message,
          id: answer,
          direction: 'out',
          author_kind: 'user',
          author_id: server.actor('operator').id,
          text: 'Ten',
        },
      ])
      .execute();
    await db
      .insertInto('deliveries')
      .values({
        organization_id,
        id: uuidv7(),
        channel_id: channel,
        message_id: answer,
        contact_id: contact,
        state: 4,
        text: 'Ten',
        ...delivery,
      })
      .execute();
    await db
      .insertInto('files')
      .values({
        organization_id,
        id: file,
        name: 'people.csv',
        content_type: 'text/csv',
        size_bytes: 1,
        sha256: Buffer.alloc(32),
        storage_key: 'x',
        owner_kind: 'import',
      })
      .execute();
    const imported = uuidv7();
    const facts = { format: '{}', columns: '[]', mapping: '[]', options: '{}', estimated_rows: 1 };
    await db
      .insertInto('imports')
      .values({ organization_id, id: imported, file_id: file, ...facts })
      .execute();
    await db
      .insertInto('import_changes')
      .values({ organization_id, import_id: imported, contact_id: contact })
      .execute();
  });
  await server.inTransaction('owner', (ctx) => optOutContact(ctx, { contactId: contact, source: 'sms: STOP' }));
});
afterAll(() => server.close());

interface Page {
  data: TimelineEntry[];
  nextCursor: string | null;
}

async function list(query: string, as = server.actor('owner')): Promise<Page> {
  const answer = await server.request<Page>('GET', `/contacts/${contact}/timeline?${query}`, { as });
  expect(answer).toMatchObject({ status: 200 });
  return answer.body;
}

test('CRM-2 one timeline has what was said, sent, agreed, changed and imported, newest first', async () => {
  const { data } = await list('');
  expect(data).toMatchObject([
    { kind: 'consent', change: 'opted_out', source: 'sms: STOP' },
    { kind: 'import', fileName: 'people.csv', outcome: 'updated' },
    {
      kind: 'message',
      direction: 'out',
      text: 'Ten',
      author: 'operator',
      state: 'delivered',
      channel: { name: 'SMS' },
    },
    { kind: 'message', direction: 'in', text: 'How much?', state: null },
    { kind: 'campaign', text: 'Offer', state: 'accepted', campaign: { name: 'Spring' } },
    { kind: 'change', action: 'contact.updated', fields: ['city', 'notes'], actor: { name: 'operator' } },
    { kind: 'consent', change: 'recorded', network: 'sms', basis: 'consent', source: 'form on example.com' },
    { kind: 'change', action: 'contact.created' },
  ]);
});

test('UX-50 it is filtered by kind, and read page by page', async () => {
  expect((await list('kinds=message&kinds=campaign')).data.map(({ kind }) => kind)).toEqual([
    'message',
    'message',
    'campaign',
  ]);
  const ids: string[] = [];
  let cursor = '';
  do {
    const page = await list(`limit=2&${cursor && `cursor=${cursor}`}`);
    ids.push(...page.data.map(({ id }) => id));
    cursor = page.nextCursor ?? '';
  } while (cursor);
  expect(ids).toEqual((await list('')).data.map(({ id }) => id));
});

test('messages are for those who may read conversations', async () => {
  expect((await list('', server.actor('marketer'))).data.map(({ kind }) => kind)).not.toContain('message');
  expect((await list('kinds=message', server.actor('marketer'))).data).toEqual([]);
});

test('SEC-1 another tenant’s person has no timeline', async () => {
  const stranger = server.actor('owner', server.otherOrganizationId);
  const answer = await server.request('GET', `/contacts/${contact}/timeline`, { as: stranger });
  expect(answer).toMatchObject({ status: 404, body: { code: 'record_missing' } });
});
