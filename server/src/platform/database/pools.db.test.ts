import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../test-database/create-test-database.ts';
import { createPools } from './pools.ts';

test('F12 what a process holds that froze inside a transaction is free again within 6 s, and the process lives on', async () => {
  const database = await createTestDatabase();
  const pools = createPools({ connectionString: database.connectionString, maxConnections: 4 });
  // An advisory lock takes no transaction number: other tests of this server wait for nobody's to end.
  const lock = { name: 'test_lock', text: 'select pg_advisory_xact_lock(4711)' };
  const lockNow = { name: 'test_lock_now', text: 'select pg_try_advisory_xact_lock(4711) as mine' };
  const held = Promise.withResolvers<void>();
  const frozen = pools.system(async (db) => {
    await db.run(lock, []);
    held.resolve();
    await sleep(6_000);
    await db.run(lock, []);
  });
  const broken = frozen.then(
    () => 'done',
    () => 'broken',
  );
  await held.promise;
  expect(await pools.system((db) => db.run(lockNow, []))).toEqual([{ mine: false }]);
  expect(await broken).toBe('broken');
  expect(await pools.system((db) => db.run(lockNow, []))).toEqual([{ mine: true }]);
  await pools.close();
  await database.drop();
});
