/** The composition root: builds, starts and stops everything, in order. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { authenticateSession, findSessionHolders } from '#accounts';
import { authenticateKey } from '#api-keys';
import { startAuditSealer } from '#audit';
import { announceTyping, startInbound } from '#conversations';
import { startMailSender } from '#mail';
import type { InstallationFacts, Runtime } from '#platform/context';
import { migrate } from '#platform/database/migrate';
import { createPools } from '#platform/database/pools';
import { startConsumers } from '#platform/events/consumers';
import { startDispatcher } from '#platform/events/dispatcher';
import { openWakeUps, type WakeUps } from '#platform/events/wake-up';
import type { Authenticate } from '#platform/http/identify';
import type { ReadinessCheck } from '#platform/http/operations';
import { createHttpServer } from '#platform/http/server';
import { startJobs } from '#platform/jobs/start-jobs';
import { createLog } from '#platform/log';
import { createMetrics } from '#platform/metrics';
import { startRealtime } from '#platform/realtime/start-realtime';
import { createOutbound, type Outbound } from '#platform/outbound-http';
import { createMailTransport } from '#platform/outbound-mail';
import { openSandbox } from '#platform/outbound-sandbox/sandbox-link';
import { createRuntime, systemClock } from '#platform/runtime';
import { createSecrets, loadSecretKey } from '#platform/secrets';
import { openLocalDisk } from '#platform/storage/local-disk';
import { startSending } from '#sending';
import type { Config } from './config.ts';
import { channelKinds, jobs, mailKinds, reactions, rooms, routes, scheduledJobs } from './modules.ts';

/** What a process does. Any number of each may run over one database (docs/operations). */
export const roles = ['http', 'worker', 'channels', 'scheduler'] as const;
export type Role = (typeof roles)[number];

export interface App {
  /** Where the HTTP server answers; null without the role. */
  readonly address: string | null;
  /** Finishes or gives back what is in hand, within 10 s. */
  stop(): Promise<void>;
}

/** What scripts/build-web.ts makes. */
const webRoot = join(import.meta.dirname, '../../web/dist');
const jobsAtOnce = 4;
/** For what is on the wire to be answered; the rest of the 10 s is for giving everything back. */
const sendingGraceMilliseconds = 6_000;

/** Starts the roles in this process. When a part cannot start, those before it are stopped and its error is thrown. */
export async function startApp(
  config: Config,
  wanted: ReadonlySet<Role>,
  log: Logger = createLog(config.logLevel),
): Promise<App> {
  const parts = new Parts();
  try {
    return await start(config, wanted, log, parts);
  } catch (error) {
    await parts.stop();
    throw error;
  }
}

async function start(config: Config, wanted: ReadonlySet<Role>, log: Logger, parts: Parts): Promise<App> {
  await mkdir(config.dataDir, { recursive: true });
  // Beside the database's start: neither waits for the other.
  const opening = config.sandbox ? openSandbox(join(config.dataDir, 'sandbox'), log) : null;
  // Whether it could be opened is asked further down; until then nobody else waits for it.
  const opened = opening?.catch(() => null);
  parts.add(async () => (await opened)?.stop());
  const connectionString = config.databaseUrl ?? (await startOwnPostgres(config.dataDir, log, parts));
  await migrate(connectionString);
  const pools = createPools({
    connectionString,
    maxConnections: config.databaseConnections,
    onError: (error) => log.warn({ err: error }, 'a database connection broke while idle'),
  });
  parts.add(() => pools.close());
  const sandbox = await opening;
  const outbound = createOutbound(config.outboundAllow, { resolveOwn: (name) => sandbox?.resolve(name) });
  parts.add(() => outbound.close());
  const wakeUps = await openWakeUps(pools.systemPool, log);
  parts.add(() => wakeUps.close());
  const runtime = createRuntime({
    pools,
    storage: await openLocalDisk(join(config.dataDir, 'files')),
    channels: new Map(channelKinds.map((kind) => [kind.kind, kind])),
    secrets: createSecrets(await loadSecretKey(join(config.dataDir, 'secret.key'))),
    transports: outbound,
    sandbox,
    clock: systemClock,
    log,
    installation: await installationOf(config),
    onEvents: () => wakeUps.wake('events'),
    onChannelWork: (channelId) => wakeUps.wake('channel', channelId),
  });
  await startBackground(runtime, wakeUps, outbound, wanted, parts);
  if (wanted.has('worker')) startMail(config, runtime, parts);
  const address = wanted.has('http') ? await startHttp(config, runtime, wakeUps, parts) : null;
  return { address, stop: () => parts.stop() };
}

async function startOwnPostgres(dataDir: string, log: Logger, parts: Parts): Promise<string> {
  // Not needed by those who bring a database.
  const { startEmbeddedPostgres } = await import('#platform/embedded-postgres/start-embedded-postgres');
  const postgres = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), log });
  parts.add(() => postgres.stop());
  return postgres.connectionString;
}

/** The page of a fresh installation offers it only where there is one. */
const hasDemo = routes.some(({ method, url }) => method === 'POST' && url === '/demo');

async function installationOf({ publicUrl, filesUrl, smtpUrl, demo, signUp }: Config): Promise<InstallationFacts> {
  const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../package.json'), 'utf8')) as {
    version: string;
  };
  const demoAvailable = demo && hasDemo;
  return { version, publicUrl, filesUrl, sendsMail: smtpUrl !== null, demoAvailable, signUpOpen: signUp };
}

function startMail({ smtpUrl, mailFrom }: Config, runtime: Runtime, parts: Parts): void {
  const transport = smtpUrl === null ? null : createMailTransport(smtpUrl, mailFrom);
  parts.add(async () => transport?.close());
  // For the person at the terminal, who may have no other way to the link in it.
  const announce = ({ address, text }: { address: string; text: string }): void =>
    console.error(`\nThere is no mail server, so this is for you. Mail to ${address}:\n\n${text}`);
  const sender = startMailSender({ runtime, kinds: mailKinds, transport, announce });
  parts.add(() => sender.stop());
}

async function startBackground(
  runtime: Runtime,
  wakeUps: WakeUps,
  outbound: Outbound,
  wanted: ReadonlySet<Role>,
  parts: Parts,
): Promise<void> {
  if (wanted.has('scheduler')) {
    const dispatcher = startDispatcher(runtime.pools, wakeUps, runtime.log);
    const sealer = startAuditSealer(runtime);
    parts.add(() => Promise.all([dispatcher.stop(), sealer.stop()]));
  }
  if (wanted.has('worker')) {
    const consumers = await startConsumers(runtime, reactions, wakeUps);
    parts.add(() => consumers.stop());
  }
  const busy: (() => Promise<unknown>)[] = [];
  parts.add(() => Promise.all(busy.map((stop) => stop())));
  if (wanted.has('worker') || wanted.has('scheduler')) {
    const running = await startJobs(
      runtime,
      wanted.has('worker') ? jobs : [],
      wanted.has('scheduler') ? scheduledJobs : [],
      { concurrency: jobsAtOnce },
    );
    busy.push(() => running.stop());
  }
  if (wanted.has('channels')) busy.push(startChannels(runtime, wakeUps, outbound));
}

function startChannels(runtime: Runtime, wakeUps: WakeUps, outbound: Outbound): () => Promise<void> {
  const inbound = startInbound(runtime);
  const sending = startSending({
    runtime,
    transports: outbound,
    inbox: inbound.inbox,
  });
  const unlisten = [
    wakeUps.on('channel', (channelId) => sending.wake(channelId)),
    wakeUps.on('typing', (key) => {
      const [channelId = '', conversationId = ''] = key.split(' ');
      sending.showTyping(channelId, conversationId);
    }),
  ];
  return async () => {
    await sending.stop(sendingGraceMilliseconds);
    for (const end of unlisten) end();
    await inbound.stop();
  };
}

async function startHttp(config: Config, runtime: Runtime, wakeUps: WakeUps, parts: Parts): Promise<string> {
  let stopping = false;
  const readiness: ReadinessCheck[] = [
    { name: 'process', check: async () => (stopping ? 'stopping' : null) },
    { name: 'database', check: () => runtime.pools.systemPool.query('select 1').then(() => null) },
  ];
  const metrics = createMetrics();
  const realtime = startRealtime({
    runtime,
    wakeUps,
    metrics,
    redisUrl: config.redisUrl,
    rooms,
    findHolders: (sessionIds) => findSessionHolders(runtime, sessionIds),
    onTyping: (actor, id) =>
      announceTyping(runtime, actor, id, (channelId) => wakeUps.wake('typing', `${channelId} ${id}`)),
  });
  const server = await createHttpServer({
    runtime,
    routes,
    authenticate: authenticateWith(runtime),
    readiness,
    metrics,
    sockets: realtime.endpoint,
    insecureHttp: config.insecureHttp,
    publicUrl: config.publicUrl,
    corsOrigins: config.corsOrigins,
    trustedProxies: config.trustedProxies,
    requestsPerMinute: config.requestsPerMinute,
    webRoot,
  });
  parts.add(() => server.close());
  // Before the server: it would wait for the sockets.
  parts.add(() => realtime.close());
  parts.add(async () => {
    stopping = true;
  });
  return server.listen(config.host, config.port);
}

/** Who a request comes from: the browser's session or a program's key. */
function authenticateWith(runtime: Runtime): Authenticate {
  return ({ kind, token }, caller) =>
    kind === 'session' ? authenticateSession(runtime, token, caller) : authenticateKey(runtime, token, caller);
}

/** What was started, to be stopped the other way round; one that fails to stop does not keep the others from it. */
class Parts {
  readonly #stops: (() => Promise<unknown>)[] = [];
  #stopped: Promise<void> | undefined;

  add(stop: () => Promise<unknown>): void {
    this.#stops.push(stop);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  async #stopAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const stop of this.#stops.toReversed()) await stop().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, 'Some parts did not stop cleanly.');
  }
}
