import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestRuntime, type TestRuntime } from './test-kit/index.ts';
import { uuidv7 } from './uuid.ts';

let kit: TestRuntime;
let wakeUps = 0;

beforeAll(async () => {
  kit = await createTestRuntime({ onEvents: () => wakeUps++ });
});
afterAll(() => kit.close());

const countJobs = async (): Promise<number> =>
  (await kit.pools.systemPool.query('select count(*)::int as count from graphile_worker._private_jobs')).rows[0].count;
const countEvents = (): Promise<number> =>
  kit.inTransaction('owner', async ({ db }) => (await db.selectFrom('events').selectAll().execute()).length);

describe('what a use case writes beside its change', () => {
  test('commits with it', async () => {
    const contactId = uuidv7();
    await kit.inTransaction('owner', async (ctx) => {
      await ctx.jobs.enqueue('test.do-it', { one: 1 }, { key: 'once', maxAttempts: 3 });
      await ctx.events.emit('contact.created', contactId, { contactId });
      await ctx.events.emit('contact.updated', contactId, { contactId });
    });
    expect(await countJobs()).toBe(1);
    expect(await countEvents()).toBe(2);
    expect(wakeUps).toBe(1);
  });

  test('vanishes with it', async () => {
    const [jobs, events, woken] = [await countJobs(), await countEvents(), wakeUps];
    const attempt = kit.inTransaction('owner', async (ctx) => {
      await ctx.jobs.enqueue('test.do-it', {});
      await ctx.events.emit('contact.created', uuidv7(), { contactId: uuidv7() });
      throw new Error('refused');
    });
    await expect(attempt).rejects.toThrow('refused');
    expect([await countJobs(), await countEvents(), wakeUps]).toEqual([jobs, events, woken]);
  });

  test('a payload that is not the event’s is a bug and stops the change', async () => {
    const attempt = kit.inTransaction('owner', (ctx) =>
      ctx.events.emit('contact.created', uuidv7(), { contactId: 'no' }),
    );
    await expect(attempt).rejects.toThrow();
  });
});

test('one organization sees nothing of another', async () => {
  const other = kit.actor('owner', kit.otherOrganizationId);
  const seen = await kit.inTransaction(other, ({ db }) => db.selectFrom('events').selectAll().execute());
  expect(seen).toEqual([]);
});
