import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from 'kysely';
import { createTestServer, type TestServer } from '#platform/test-kit/create-test-server';
import { uuidv7 } from '#platform/uuid';
import type { TaskWithLog } from '@parley/contract/tasks';
import { openFile } from '#files';
import { startJobs } from '#platform/jobs/start-jobs';
import { jobsFor, routes as taskRoutes } from '#tasks';
import { buffer } from 'node:stream/consumers';
import { routes, taskKinds } from './index.ts';

const people = 2_500;
let server: TestServer;

beforeAll(async () => {
  server = await createTestServer({ routes: [...routes, ...taskRoutes], maxConnections: 10 });
  await server.inTransaction('owner', async ({ db }) => {
    const { organizationId } = server;
    await sql`insert into contacts (organization_id, id, display_name, first_name, city, attributes)
      select ${organizationId}, id, 'Person ' || n, 'Person ' || n, 'City ' || n % 100,
        case when n % 2 = 0 then jsonb_build_object('size', n) else '{}' end 
      from unnest(${Array.from({ length: people }, () => uuidv7())}::uuid[]) with ordinality made(id, n)`.execute(db);
    await sql`insert into contact_phones (organization_id, contact_id, phone, is_primary, position)
      select organization_id, id, '+7916' || lpad(split_part(display_name, ' ', 2), 6, '0') || n, n = 1, n
      from contacts, generate_series(1, 2) n where organization_id = ${organizationId}`.execute(db);
    await sql`update contacts set notes = '=HYPERLINK("http://evil.example")', company = 'A, "B"' where display_name = 'Person 7'`.execute(
      db,
    );
  });
});
afterAll(() => server.close());

async function exported(query = ''): Promise<string[]> {
  const answer = await server.request<string>('GET', `/contacts/export${query}`, { as: 'marketer' });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="contacts-\d{4}-\d\d-\d\d\.csv"/);
  return answer.body.trimEnd().split('\r\n');
}

test('CRM-5 everybody is in the file once, with a column for each attribute', async () => {
  const [header, ...rows] = await exported();
  expect(header).toMatch(/^\ufeff?Name,First name,Middle name,Last name,Phone,Other phones,E-mail,.*,Created,size$/);
  expect(rows).toHaveLength(people);
  expect(new Set(rows).size).toBe(people);
  const two = rows.find((row) => row.startsWith('Person 2,'));
  expect(two).toMatch(/^Person 2,Person 2,,,\+79160000021,\+79160000022,,,City 2,.*,2$/);
});

test('SEC-17 what a spreadsheet would run as a formula is text, and what CSV could misread is quoted', async () => {
  const rows = await exported('?q=person+7&city=City+7');
  const row = rows.find((line) => line.startsWith('Person 7,'));
  expect(row).toContain(`"A, ""B"""`);
  expect(row).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
});

test('the filters are those of the list', async () => {
  expect(await exported('?city=City+3')).toHaveLength(1 + people / 100);
  expect(await exported('?q=nobody')).toHaveLength(1);
  expect((await server.request('GET', '/contacts/export?phone=1', { as: 'marketer' })).status).toBe(400);
  expect((await server.request('GET', '/contacts/export?unknown=1', { as: 'marketer' })).status).toBe(400);
  expect((await server.request('GET', '/contacts/export', { as: 'operator' })).status).toBe(403);
});

test('SEC-1 another tenant gets nothing of it', async () => {
  const stranger = server.actor('owner', server.otherOrganizationId);
  const answer = await server.request<string>('GET', '/contacts/export', { as: stranger });
  expect(answer.body.trimEnd().split('\r\n')).toHaveLength(1);
  expect(answer.body).not.toContain('size');
});

test('SEC-54 the export itself is in the audit log', async () => {
  await exported('?city=City+3');
  const entries = await server.inTransaction('owner', ({ db }) =>
    db
      .selectFrom('audit_entries')
      .select(['actor_id', 'after'])
      .where('action', '=', 'contacts.exported')
      .orderBy('id', 'desc')
      .execute(),
  );
  expect(entries[0]).toEqual({ actor_id: server.actor('marketer').id, after: { conditions: ['city'] } });
});

test('UX-46 PLT-31 an export is a task with a file, of those who match or are chosen, in each format', async () => {
  const worker = await startJobs(server.runtime, jobsFor(taskKinds), [], { concurrency: 1 });
  try {
    for (const [format, begins] of [
      ['csv', '\xef\xbb\xbfName,'],
      ['vcard', 'BEGIN:VCARD'],
      ['xlsx', 'PK'],
    ]) {
      const body = { filter: { city: 'City 3' }, format };
      const { taskId } = (
        await server.request<{ taskId: string }>('POST', '/contacts/exports', { as: 'marketer', body })
      ).body;
      const task = async () => (await server.request<TaskWithLog>('GET', `/tasks/${taskId}`, { as: 'marketer' })).body;
      await expect.poll(async () => (await task()).state).toBe('completed');
      const { result, resultFileId } = await task();
      expect(result).toMatchObject({ people: people / 100 });
      const { stream } = await openFile(server.runtime, server.actor('marketer'), resultFileId!);
      expect((await buffer(stream)).toString('latin1', 0, begins!.length)).toBe(begins);
    }
  } finally {
    await worker.stop();
  }
  const body = { filter: { city: 'City 3' } };
  expect((await server.request('POST', '/contacts/exports', { as: 'operator', body })).status).toBe(403);
  const nobody = { filter: {} };
  expect(await server.request('POST', '/contacts/exports', { as: 'marketer', body: nobody })).toMatchObject({
    status: 400,
  });
});
