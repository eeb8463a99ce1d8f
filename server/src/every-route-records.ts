/** One record of each kind in an organization, for the tests that ask every route for another tenant's. */
import type { Client } from 'pg';
import { uuidv7 } from '#platform/uuid';

export type Kind =
  | 'contact'
  | 'group'
  | 'template'
  | 'channel'
  | 'campaign'
  | 'conversation'
  | 'message'
  | 'label'
  | 'file'
  | 'task'
  | 'import'
  | 'api-key'
  | 'category'
  | 'test-send'
  | 'member'
  | 'invitation'
  | 'organization'
  | 'quarantined-event'
  | 'quarantined-message';
export type Records = Readonly<Record<Kind, string>>;

/** Asks as the organization's owner and answers the id of what was made. */
export type Create = (url: string, body: unknown) => Promise<string>;

/** `mark` stands in every text of the records, so that a leak shows. `client` acts as the owner of the tables. */
export async function addRecords(
  client: Client,
  create: Create,
  organizationId: string,
  mark: string,
): Promise<Records> {
  const insert = insertInto(client, organizationId);
  const [contact, conversation, message, task] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  await insert('contacts', { id: contact, display_name: mark, notes: mark });
  await insert('contact_phones', { contact_id: contact, phone });
  await insert('contact_consents', { contact_id: contact, network: 'sms', basis: 'consent', source: mark });
  await insert('suppressions', { subject_kind: 'contact', subject: contact, reason: 'manual', source: mark });
  const settings = { host: `${mark}.example`, systemId: mark, password: mark, sourceAddress: mark };
  const channel = await create('/channels', { kind: 'sms-smpp', name: mark, settings });
  const thread = { channel_id: channel, contact_id: contact, peer: phone, inbound_count: 1 };
  await insert('conversations', { id: conversation, ...thread });
  const said = { direction: 'in', author_kind: 'contact', text: mark, inbound_number: 1 };
  await insert('messages', { id: message, conversation_id: conversation, ...said });
  await insert('tasks', {
    id: task,
    kind: 'imports.run',
    title: mark,
    state: 'running',
    input: JSON.stringify({ mark }),
  });

  const label = await create('/labels', { name: mark });
  const group = await create('/groups', { name: mark });
  await insert('group_members', { group_id: group, contact_id: contact });
  const template = await create('/templates', { name: mark, items: [{ kind: 'text', text: mark }] });
  const chosen = { templateId: template, channelIds: [channel], groupIds: [group] };
  const campaign = await create('/campaigns', { name: mark, ...chosen });
  const place = { address: phone, lane: 0, shard: 0, position: 1 };
  await insert('recipients', { campaign_id: campaign, contact_id: contact, ...place });
  const file = await create('/files?purpose=import', formWith(mark));
  const imported = await create('/imports', { fileId: file });
  const category = await create('/template-categories', { name: mark });
  await insert('testers', { contact_id: contact });
  const testSend = uuidv7();
  await insert('test_sends', { id: testSend, channel_id: channel, contact_id: contact });
  const member = await addUser(client, mark);
  await insert('memberships', { user_id: member, role: 'operator' });
  const invitation = await create('/invitations', { email: `${mark}@example.test`, role: 'operator' });
  const setAside = await addSetAside(insert, channel, mark);
  const apiKey = await create('/api-keys', { name: mark, permissions: ['contacts:read'] });
  return {
    ...{ contact, group, template, channel, campaign, conversation, message, label, file, task, category },
    import: imported,
    'api-key': apiKey,
    'test-send': testSend,
    ...setAside,
    member,
    invitation,
    organization: organizationId,
  };
}

/** What failed in the background and waits for a person. */
async function addSetAside(
  insert: ReturnType<typeof insertInto>,
  channel: string,
  mark: string,
): Promise<Pick<Records, 'quarantined-event' | 'quarantined-message'>> {
  const [event, message] = [uuidv7(), uuidv7()];
  const position = mark === 'own' ? 1 : 2;
  await insert('quarantined_events', { id: event, consumer: mark, position, error: mark });
  const broken = { payload: '{}', error: mark, attempts: 5, quarantined_at: new Date() };
  await insert('inbound_events', { id: message, channel_id: channel, sender: mark, ...broken });
  return { 'quarantined-event': event, 'quarantined-message': message };
}

function insertInto(client: Client, organizationId: string) {
  return async (table: string, row: Record<string, unknown>): Promise<void> => {
    const values = [organizationId, ...Object.values(row)];
    const columns = ['organization_id', ...Object.keys(row)].join(', ');
    const places = values.map((_, index) => `$${index + 1}`).join(', ');
    await client.query(`insert into ${table} (${columns}) values (${places})`, values);
  };
}

async function addUser(client: Client, name: string): Promise<string> {
  const id = uuidv7();
  const values = [id, `${id}@example.test`, name];
  await client.query(`insert into users (id, email, name, password_hash) values ($1, $2, $3, 'none')`, values);
  return id;
}

const phone = '+15046218927';

export function formWith(name: string): FormData {
  const form = new FormData();
  form.append('file', new Blob([`name,phone\n${name},${phone}\n`]), `${name}.csv`);
  return form;
}

/** A fingerprint of everything an organization has: it changes when any row does. */
export async function fingerprint(client: Client, organizationId: string): Promise<string> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select table_name as name from information_schema.columns
     join pg_class on relname = table_name and not relispartition
     where table_schema = 'public' and column_name = 'organization_id' order by 1`,
  );
  const parts = tables.map(
    ({ name }) => `select '${name} ' || row::text as line from ${name} as row where organization_id = $1`,
  );
  const { rows } = await client.query<{ sum: string }>(
    `select md5(string_agg(line, ' ' order by line)) as sum from (${parts.join(' union all ')}) as everything`,
    [organizationId],
  );
  return rows[0]!.sum;
}
