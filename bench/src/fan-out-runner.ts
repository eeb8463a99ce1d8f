import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { Me } from '@parley/contract/accounts';
import type { Actor, Runtime } from '../../server/src/platform/context.ts';
import { openWakeUps, type WakeUps } from '../../server/src/platform/events/wake-up.ts';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../server/src/platform/embedded-postgres/start-embedded-postgres.ts';
import { createProcessRuntime } from '../../server/src/platform/test-kit/create-process-runtime.ts';
import { uuidv7 } from '../../server/src/platform/uuid.ts';
import { ApiClient } from './api-client.ts';
import type { BareRun } from './bare-socket-server.ts';
import { signUp } from './campaign-steps.ts';
import { root } from './child-process.ts';
import { cpuOfTree } from './cpu-of-processes.ts';
import type { Leftovers } from './run-command.ts';
import type { Crowd, CrowdReport } from './socket-crowd.ts';
import { startParley, type Parley } from './start-parley.ts';
import { percentile } from './statistics.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface FanOut {
  readonly clients: number;
  readonly events: number;
  /** Milliseconds from one event to the next; 0: as fast as they can be written. */
  readonly pause: number;
}

export interface FanOutFigures {
  readonly deliveriesPerSecond: number;
  /** Of the server that sends, without the database. */
  readonly nodeCpuUsPerDelivery: number;
  readonly postgresCpuUsPerEvent: number;
  /** From the commit, or the call to send, to the last of the clients. */
  readonly p95Milliseconds: number;
}

const writersAtOnce = 8;

/** One server and its database, from whose event path crowds of browsers hear; and beside it a server that only sends. */
export class FanOutRunner {
  readonly #postgres: EmbeddedPostgres;
  readonly #parley: Parley;
  readonly #runtime: Runtime;
  readonly #wakeUps: WakeUps;
  readonly #organizationId: string;
  readonly #cookie: string;

  private constructor(parts: {
    postgres: EmbeddedPostgres;
    parley: Parley;
    runtime: Runtime;
    wakeUps: WakeUps;
    organizationId: string;
    cookie: string;
  }) {
    this.#postgres = parts.postgres;
    this.#parley = parts.parley;
    this.#runtime = parts.runtime;
    this.#wakeUps = parts.wakeUps;
    this.#organizationId = parts.organizationId;
    this.#cookie = parts.cookie;
  }

  static async start(leftovers: Leftovers): Promise<FanOutRunner> {
    const dataDir = await temporaryFolder('parley-fan-out-', leftovers);
    const log = { info: () => undefined, warn: () => undefined };
    const postgres = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), log });
    leftovers.defer(() => postgres.stop('immediate'));
    const parley = await startParley({ dataDir, databaseUrl: postgres.connectionString }, leftovers);
    const api = new ApiClient(() => parley.url);
    await signUp(api);
    const { organization } = await api.get<Me>('/me');
    const runtime = createProcessRuntime(postgres.connectionString);
    leftovers.defer(() => runtime.pools.close());
    const wakeUps = await openWakeUps(runtime.pools.systemPool, pino({ level: 'silent' }));
    leftovers.defer(() => wakeUps.close());
    return new FanOutRunner({
      postgres,
      parley,
      runtime,
      wakeUps,
      organizationId: organization.id,
      cookie: api.cookie,
    });
  }

  /** Commit, place in the one order, publisher, sockets: each event in a transaction of its own, as the product writes them. */
  async ours(run: FanOut): Promise<FanOutFigures> {
    const { url } = this.#parley;
    const headers = { cookie: this.#cookie, origin: url };
    const path = `${url}/api/socket?EIO=4&transport=websocket`;
    const crowd = await gather({ url: path, headers, isSocketIo: true, ...sizeOf(run) });
    const cpuBefore = { server: cpuOfTree(this.#parley.pid).node, postgres: cpuOfTree(this.#postgres.pid).postgres };
    const startedAt = now();
    const sentAt = await this.#emit(run);
    const report = await crowd.finished;
    const figures = {
      server: cpuOfTree(this.#parley.pid).node - cpuBefore.server,
      postgres: cpuOfTree(this.#postgres.pid).postgres - cpuBefore.postgres,
    };
    await crowd.disperse();
    return figuresOf(run, { startedAt, sentAt, report, cpu: figures });
  }

  /** `together`: how many events it puts into one message. */
  async bare(run: FanOut, together: number): Promise<FanOutFigures> {
    const server = fork(join(root, 'bench/src/bare-socket-server.ts'), { stdio: 'inherit' });
    const port = await messageOf<number>(server);
    const crowd = await gather({ url: `http://127.0.0.1:${port}/`, headers: {}, isSocketIo: false, ...sizeOf(run) });
    const cpuBefore = cpuOfTree(server.pid!).node;
    const startedAt = now();
    const ids = Array.from({ length: run.events }, () => uuidv7());
    server.send({ ids, together, pause: run.pause } satisfies BareRun);
    const [sentAt, report] = await Promise.all([messageOf<Record<string, number>>(server), crowd.finished]);
    const cpu = { server: cpuOfTree(server.pid!).node - cpuBefore, postgres: 0 };
    await crowd.disperse();
    await end(server);
    return figuresOf(run, { startedAt, sentAt, report, cpu });
  }

  async #emit({ events, pause }: FanOut): Promise<Record<string, number>> {
    const sentAt: Record<string, number> = {};
    const queue = Array.from({ length: events }, () => uuidv7()).values();
    const write = async (): Promise<void> => {
      for (const contactId of queue) {
        await this.#emitOne(contactId);
        sentAt[contactId] = now();
        this.#wakeUps.wake('events');
        if (pause > 0) await sleep(pause);
      }
    };
    await Promise.all(Array.from({ length: pause > 0 ? 1 : writersAtOnce }, write));
    return sentAt;
  }

  async #emitOne(contactId: string): Promise<void> {
    const permissions: Actor['permissions'] = new Set();
    const base = { kind: 'system', id: null, language: 'en', origin: null } as const;
    const actor: Actor = { ...base, organizationId: this.#organizationId, permissions };
    await this.#runtime.transaction(actor, ({ events }) => events.emit('contact.created', contactId, { contactId }));
  }
}

const now = (): number => performance.timeOrigin + performance.now();

function sizeOf({ clients, events }: FanOut): { clients: number; deliveries: number } {
  return { clients, deliveries: clients * events };
}

/** Clients that are connected and listen, in a process of their own. */
async function gather(crowd: Crowd): Promise<{ finished: Promise<CrowdReport>; disperse: () => Promise<void> }> {
  const child = fork(join(root, 'bench/src/socket-crowd.ts'), { stdio: 'inherit' });
  child.send(crowd);
  await messageOf(child);
  const finished = messageOf<CrowdReport>(child);
  return { finished, disperse: () => end(child) };
}

/** The next that it says. Throws when it ends instead. */
async function messageOf<Message>(child: ChildProcess): Promise<Message> {
  const stop = new AbortController();
  const ended = once(child, 'exit', { signal: stop.signal }).then(() => {
    throw new Error('A process of the measurement ended too soon.');
  });
  const [message] = (await Promise.race([once(child, 'message', { signal: stop.signal }), ended])) as [Message];
  ended.catch(() => undefined);
  stop.abort();
  return message;
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function figuresOf(
  run: FanOut,
  seen: {
    startedAt: number;
    sentAt: Record<string, number>;
    report: CrowdReport;
    cpu: { server: number; postgres: number };
  },
): FanOutFigures {
  const { startedAt, sentAt, report, cpu } = seen;
  const deliveries = run.clients * run.events;
  const delays = Object.entries(sentAt).map(([id, at]) => (report.arrivals[id] ?? NaN) - at);
  return {
    deliveriesPerSecond: deliveries / ((report.finishedAt - startedAt) / 1_000),
    nodeCpuUsPerDelivery: (cpu.server / deliveries) * 1e6,
    postgresCpuUsPerEvent: (cpu.postgres / run.events) * 1e6,
    p95Milliseconds: percentile(delays, 95),
  };
}
