import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import type { Runtime } from '../context.ts';
import { createPools } from '../database/pools.ts';
import { createRuntime, systemClock } from '../runtime.ts';
import { createSecrets } from '../secrets.ts';
import { noNetwork } from './create-test-runtime.ts';
import { createMemoryStorage } from './memory-storage.ts';

/** What a process has that a test starts in order to kill it: the test's database, nothing else. */
export function createProcessRuntime(connectionString: string): Runtime {
  return createRuntime({
    pools: createPools({ connectionString, maxConnections: 6 }),
    storage: createMemoryStorage(),
    channels: new Map(),
    transports: noNetwork,
    sandbox: null,
    secrets: createSecrets(randomBytes(32)),
    clock: systemClock,
    log: pino({ level: 'silent' }),
  });
}
