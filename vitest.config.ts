import { defineConfig } from 'vitest/config';

const databaseTests = '**/*.db.test.ts';
const patience = './scripts/patient-tests.ts';
const notOurs = ['**/node_modules/**', '**/data/**'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [databaseTests, ...notOurs],
          // Modules are loaded once for all files; what a test changes of the world it puts back.
          pool: 'threads',
          isolate: false,
          // Many wait for emulated networks more than they work.
          maxWorkers: 4,
          maxConcurrency: 6,
          setupFiles: patience,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'database',
          include: [databaseTests],
          exclude: notOurs,
          globalSetup: './server/src/platform/test-database/global-setup.ts',
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          setupFiles: patience,
          // The order of events waits for the oldest transaction of the whole server, that of other tests too.
          expect: { poll: { timeout: 30_000 } },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
