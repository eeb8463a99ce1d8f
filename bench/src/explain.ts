/**
 * The plans of all statements of a campaign, as the roles that run them, on tables that were never analysed and with a
 * snapshot open all the while; and how long its launch takes (SPD-17).
 *
 *   npm run bench -- explain [--recipients 1000000] [--messages 100000] [--json]
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { permissions } from '@parley/contract/permissions';
import { pino } from 'pino';
import { ScriptedNetwork } from '../../server/src/modules/sending/scripted-channel.ts';
import { systemActor } from '../../server/src/platform/context.ts';
import { migrate } from '../../server/src/platform/database/migrate.ts';
import { createPools } from '../../server/src/platform/database/pools.ts';
import { startEmbeddedPostgres } from '../../server/src/platform/embedded-postgres/start-embedded-postgres.ts';
import { createRuntime, systemClock } from '../../server/src/platform/runtime.ts';
import { createSecrets } from '../../server/src/platform/secrets.ts';
import { openLocalDisk } from '../../server/src/platform/storage/local-disk.ts';
import { uuidv7 } from '../../server/src/platform/uuid.ts';
import { plannedRun } from './planned-run.ts';
import { runCommand, wholeNumber, type Leftovers } from './run-command.ts';
import { rounded } from './statistics.ts';
import { temporaryFolder } from './temporary-folder.ts';

const log = { info: () => undefined, warn: () => undefined };

await runCommand(async (leftovers: Leftovers) => {
  const { values } = parseArgs({
    options: {
      recipients: { type: 'string', default: '1000000' },
      messages: { type: 'string', default: '100000' },
      json: { type: 'boolean', default: false },
    },
  });
  const people = wholeNumber('recipients', values.recipients, 1);
  const messages = wholeNumber('messages', values.messages, 1);
  const folder = await temporaryFolder('parley-explain-', leftovers);
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), log });
  leftovers.defer(() => postgres.stop('immediate'));
  const { connectionString } = postgres;
  await migrate(connectionString);
  const pools = createPools({ connectionString });
  leftovers.defer(() => pools.close());
  const organizationId = uuidv7();
  await pools.system((db) =>
    db.insertInto('organizations').values({ organization_id: organizationId, name: 'Bench' }).execute(),
  );
  const network = new ScriptedNetwork();
  network.capabilities = { ...network.capabilities, window: 1_000 };
  const runtime = createRuntime({
    pools,
    storage: await openLocalDisk(join(folder, 'files')),
    channels: new Map([[network.kind.kind, network.kind]]),
    transports: { connect: nowhere, exchange: nowhere },
    sandbox: null,
    secrets: createSecrets(randomBytes(32)),
    clock: systemClock,
    log: pino({ level: 'silent' }),
  });
  const actor = systemActor(organizationId, new Set(permissions));
  const run = await plannedRun({ runtime, network, actor, connectionString, people, messages });
  const result = {
    recipients: people,
    messages: network.ledger.length,
    statements: run.statements.length,
    readWhole: run.faults,
    launchSeconds: rounded(run.launchSeconds, 1),
    longestSliceSeconds: rounded(run.sliceSeconds, 2),
  };
  console.log(values.json ? JSON.stringify(result) : result);
  if (run.faults.length > 0) process.exitCode = 1;
});

function nowhere(): Promise<never> {
  return Promise.reject(new Error('There is no network here.'));
}
