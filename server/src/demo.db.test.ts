import type { Conversation } from '@parley/contract/conversations';
import type { Demo } from '@parley/contract/demo';
import type { Installation } from '@parley/contract/installation';
import type { PhoneList } from '@parley/contract/sandbox';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#platform/test-database/create-test-database';
import { roles, startApp, type App } from './app.ts';
import { loadConfig } from './config.ts';

const patient = { timeout: 150_000, interval: 200 };
let database: TestDatabase;
let folder: string;
let app: App;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'parley-demo-'));
  const config = loadConfig({
    DATABASE_URL: database.connectionString,
    PARLEY_DATA_DIR: folder,
    PARLEY_PORT: '0',
    PARLEY_SANDBOX: 'yes',
  });
  app = await startApp(config, new Set(roles), pino({ level: 'silent' }));
});

afterAll(async () => {
  await app.stop();
  await database.drop();
  rmSync(folder, { recursive: true });
});

interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

/** A browser with its cookie. */
function visitor() {
  let cookie = '';
  return async <Body>(method: string, url: string, body?: unknown): Promise<Answer<Body>> => {
    const response = await fetch(`${app.address}/api/v1${url}`, {
      method,
      headers: {
        origin: app.address!,
        ...(cookie && { cookie }),
        ...(body !== undefined && !(body instanceof FormData) && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const set = response.headers.get('set-cookie');
    if (set) cookie = set.split(';')[0]!;
    return { status: response.status, body: (await response.json()) as Body };
  };
}

async function query<Row>(statement: string, values: unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: database.connectionString, options: '-c role=parley_owner' });
  await client.connect();
  try {
    return (await client.query(statement, values)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** Every table of the schema with the number of its rows that mention one of these texts in any column. */
async function mentions(texts: readonly string[]): Promise<Record<string, number>> {
  const tables = await query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
       and not relispartition and relname <> 'migrations'`,
  );
  const found: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await query<{ count: number }>(
      `select count(*)::int as count from "${name}" as row where row::text like any($1)`,
      [texts.map((text) => `%${text}%`)],
    );
    if (row!.count > 0) found[name] = row!.count;
  }
  return found;
}

/** Days and weeks behind it, told alike by the inbox, the campaign and the customers' phones. */
async function expectPast(organizationId: string, ask: ReturnType<typeof visitor>): Promise<void> {
  const threads = await query<{ days: number; waits: number | null; sooner: boolean; snoozed: boolean }>(
    `select extract(day from now() - moved_at)::int as days, extract(epoch from now() - waiting_since)::int as waits,
       created_at > last_message_at as sooner, snoozed_until is not null as snoozed
     from conversations where organization_id = $1`,
    [organizationId],
  );
  expect(new Set(threads.map(({ days }) => days)).size).toBeGreaterThan(6);
  expect(threads.filter(({ waits }) => waits !== null && waits > 60 && waits < 12 * 3_600).length).toBeGreaterThan(8);
  expect(threads.filter(({ sooner }) => sooner)).toEqual([]);
  expect(threads.some(({ snoozed }) => snoozed)).toBe(true);
  const disorder = await query(
    `select id from (select id, created_at, lag(created_at) over (partition by conversation_id order by id) as before
       from messages where organization_id = $1) m where created_at < before`,
    [organizationId],
  );
  expect(disorder).toEqual([]);
  const [sent] = await query<{ minutes: number; days: number; points: number; replies: number; outside: number }>(
    `select extract(epoch from finished_at - started_at)::int / 60 as minutes, extract(day from now() - started_at)::int as days,
       (select count(*)::int from campaign_progress where campaign_id = c.id) as points,
       (select count(*)::int from campaign_replies where campaign_id = c.id and at > c.started_at) as replies,
       (select count(*)::int from deliveries where campaign_id = c.id and not claimed_at between started_at and finished_at) as outside
     from campaigns c where organization_id = $1 and status = 'COMPLETED'`,
    [organizationId],
  );
  expect(sent).toMatchObject({ outside: 0 });
  expect([sent!.minutes > 100, sent!.points > 50, sent!.replies > 4]).toEqual([true, true, true]);
  const { phones } = (await ask<PhoneList>('GET', '/sandbox/phones')).body;
  const old = phones.filter(({ last }) => last && Date.parse(last.time) < Date.now() - 86_400_000);
  expect(old.length).toBeGreaterThan(10);
  await expect(query('select age_demo_campaign($1, $1, now(), $2)', [organizationId, '1 hour'])).rejects.toThrow(
    'not a campaign that is over',
  );
}

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

test('a stranger explores a demo that fills itself, and removes it without a trace', { timeout: 400_000 }, async () => {
  const ask = visitor();
  expect((await ask<Installation>('GET', '/installation')).body).toMatchObject({
    hasOwner: false,
    demoAvailable: true,
  });
  const started = await ask<{
    organization: { id: string };
    role: string;
    user: { id: string; installationRole: null };
  }>('POST', '/demo', { language: 'ru', timeZone: 'Europe/Moscow' });
  expect([started.status, started.body.role, started.body.user.installationRole]).toEqual([201, 'owner', null]);
  const { id: organizationId } = started.body.organization;
  const form = new FormData();
  form.append('file', new Blob(['name,phone\nAnn,+447700900123\n']), 'people.csv');
  expect((await ask('POST', '/files?purpose=import', form)).status).toBe(201);
  await expect.poll(async () => (await ask<Demo>('GET', '/demo')).body.fillingTaskId, patient).toBeNull();
  // What was uploaded here, and what people sent each other.
  expect((await filesBelow(join(folder, 'files'))).length).toBeGreaterThan(2);

  const conversations = (await ask<{ data: Conversation[] }>('GET', '/conversations?limit=200')).body.data;
  const all = await query<{ status: string; count: number }>(
    'select status, count(*)::int as count from conversations where organization_id = $1 group by 1',
    [organizationId],
  );
  expect(all.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(40);
  expect(all.map(({ status }) => status).toSorted()).toEqual(['open', 'resolved', 'snoozed']);
  expect(new Set(conversations.map(({ assigneeId }) => assigneeId)).size).toBeGreaterThanOrEqual(3);
  expect(conversations.some(({ unread }) => unread > 0)).toBe(true);
  const statuses = async (): Promise<string[]> =>
    (await ask<{ data: { status: string }[] }>('GET', '/campaigns')).body.data.map(({ status }) => status).toSorted();
  await expect.poll(statuses, patient).toEqual(['COMPLETED', 'RUNNING']);
  await expectPast(organizationId, ask);
  expect((await ask<PhoneList>('GET', '/sandbox/phones')).body.total).toBeGreaterThanOrEqual(40);
  const operators = await query<{ id: string }>('select user_id as id from memberships where organization_id = $1', [
    organizationId,
  ]);
  expect((await ask('DELETE', '/demo')).status).toBe(202);
  expect((await ask('GET', '/me')).status).toBe(401);
  await expect
    .poll(() => query('select 1 from organizations where organization_id = $1', [organizationId]), patient)
    .toEqual([]);
  expect(await mentions([organizationId, ...operators.map(({ id }) => id)])).toEqual({});
  expect(await readFile(join(folder, 'sandbox/state.jsonl'), 'utf8')).toContain('"kind":"removed"');
  await expect.poll(() => filesBelow(join(folder, 'files')), patient).toEqual([]);
  expect((await ask<Installation>('GET', '/installation')).body).toMatchObject({
    hasOwner: false,
    demoAvailable: true,
  });
});

test('once there is an owner, strangers explore only when the root says so', { timeout: 200_000 }, async () => {
  const owner = visitor();
  const account = { email: 'ann@example.com', password: 'a long and private sentence', name: 'Ann' };
  expect((await owner('POST', '/sign-up', { ...account, organizationName: 'Works' })).status).toBe(201);
  const stranger = visitor();
  expect((await stranger<Installation>('GET', '/installation')).body.demoAvailable).toBe(false);
  expect((await stranger<{ code: string }>('POST', '/demo', {})).body.code).toBe('person_required');
  expect((await stranger<{ code: string }>('PUT', '/demo/access', { open: true })).status).toBe(401);
  expect((await owner('PUT', '/demo/access', { open: true })).status).toBe(200);
  expect((await stranger<Installation>('GET', '/installation')).body.demoAvailable).toBe(true);
  expect((await stranger('POST', '/demo', {})).status).toBe(201);
  expect((await stranger<{ code: string }>('PUT', '/demo/access', { open: true })).body.code).toBe('root_only');
  // What is no demo cannot be removed or dated in this way, not even by asking the database.
  expect((await owner<{ code: string }>('DELETE', '/demo')).body.code).toBe('demo_missing');
  const [{ id }] = (await query<{ id: string }>(
    'select organization_id as id from organizations where not is_demo',
  )) as [{ id: string }];
  await expect(query('select remove_demo_organization($1)', [id])).rejects.toThrow('not a demo organization');
  await expect(query(`select age_demo_conversation($1, $1, '{}', '{}')`, [id])).rejects.toThrow('not a demo');
  expect((await stranger('DELETE', '/demo')).status).toBe(202);
  await expect.poll(() => query('select 1 from organizations where is_demo'), patient).toEqual([]);
});
