import { defineConfig } from 'vitest/config';

const databaseTests = '**/*.db.test.ts';
const notOurs = ['**/node_modules/**', '**/data/**'];

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: { name: 'unit', include: ['**/*.test.ts'], exclude: [databaseTests, ...notOurs], testTimeout: 30_000 },
      },
      {
        test: {
          name: 'database',
          include: [databaseTests],
          exclude: notOurs,
          globalSetup: './server/src/platform/test-database/global-setup.ts',
          // The order of events waits for the oldest transaction of the whole server, that of other tests too.
          expect: { poll: { timeout: 10_000 } },
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
