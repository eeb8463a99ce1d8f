/** Imports one file into one database and says what that took: `import-process.ts DATABASE ORGANIZATION FILE STORAGE`. */
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { permissions } from '@parley/contract/permissions';
import { pino } from 'pino';
import { saveFile } from '../../server/src/modules/files/index.ts';
import { createImport } from '../../server/src/modules/imports/create-import.ts';
import { taskKinds } from '../../server/src/modules/imports/index.ts';
import { startImport } from '../../server/src/modules/imports/start-import.ts';
import { updateImport } from '../../server/src/modules/imports/update-import.ts';
import { jobsFor } from '../../server/src/modules/tasks/index.ts';
import { systemActor } from '../../server/src/platform/context.ts';
import { createPools } from '../../server/src/platform/database/pools.ts';
import { createRuntime, systemClock } from '../../server/src/platform/runtime.ts';
import { createSecrets } from '../../server/src/platform/secrets.ts';
import { openLocalDisk } from '../../server/src/platform/storage/local-disk.ts';

export interface ImportFigures {
  readonly seconds: number;
  readonly nodeCpuSeconds: number;
  readonly peakRssMb: number;
}

const [connectionString = '', organizationId = '', path = '', folder = ''] = process.argv.slice(2);
const pools = createPools({ connectionString, maxConnections: 4 });
const runtime = createRuntime({
  pools,
  storage: await openLocalDisk(folder),
  channels: new Map(),
  transports: {
    connect: () => Promise.reject(new Error('Nothing is sent here.')),
    exchange: () => Promise.reject(new Error('Nothing is sent here.')),
  },
  sandbox: null,
  secrets: createSecrets(randomBytes(32)),
  clock: systemClock,
  log: pino({ level: 'warn' }),
});
const actor = systemActor(organizationId, new Set(permissions));
const caller = { actor } as Parameters<typeof createImport>[2];

const file = await saveFile(runtime, actor, {
  name: 'people.csv',
  stream: createReadStream(path),
  ownerKind: 'import',
});
const { id } = await createImport(runtime, { fileId: file.id }, caller);
const consent = { network: 'any', basis: 'consent', wording: null, source: 'bench' } as const;
await updateImport(runtime, { id, options: { defaultCountry: 'RU', groupName: 'List', consent } }, caller);
const { taskId } = await runtime.transaction(actor, (ctx) => startImport(ctx, { id }));

const began = performance.now();
const usage = process.cpuUsage();
const [job] = jobsFor(taskKinds);
await job!.run(runtime, actor, { taskId }, { attempt: 1, signal: new AbortController().signal });
const { user, system } = process.cpuUsage(usage);
const figures: ImportFigures = {
  seconds: (performance.now() - began) / 1_000,
  nodeCpuSeconds: (user + system) / 1e6,
  peakRssMb: process.resourceUsage().maxRSS / 1024,
};
console.log(JSON.stringify(figures));
await pools.close();
