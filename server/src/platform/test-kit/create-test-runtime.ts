import { permissionsOf, roles, type MemberRole } from '@parley/contract/permissions';
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { type ChannelKind, type ChannelTransports, TransportError } from '#channel';
import type { Actor, Clock, Ctx, InstallationFacts, Runtime } from '../context.ts';
import { createPools, type Pools } from '../database/pools.ts';
import { createRuntime, systemClock } from '../runtime.ts';
import type { SandboxLink } from '../outbound-sandbox/sandbox-link.ts';
import { createSecrets } from '../secrets.ts';
import { createTestDatabase } from '../test-database/create-test-database.ts';
import { uuidv7 } from '../uuid.ts';
import { watchPlans, type Watching } from './watch-plans.ts';
import { createMemoryStorage } from './memory-storage.ts';

export interface TestRuntimeOptions {
  readonly channels?: readonly ChannelKind[];
  /** By default there is no network. */
  readonly transports?: ChannelTransports;
  /** By default there is none. */
  readonly sandbox?: SandboxLink;
  readonly clock?: Clock;
  /** What differs from an installation on this machine that sends no mail. */
  readonly installation?: Partial<InstallationFacts>;
  readonly maxConnections?: number;
  readonly onEvents?: () => void;
  /** Hears how PostgreSQL runs each statement, the first time. */
  readonly watching?: Watching;
}

export interface TestRuntime {
  readonly runtime: Runtime;
  readonly pools: Pools;
  readonly connectionString: string;
  /** An organization (time zone UTC, currency USD, country US) with one member of each role. */
  readonly organizationId: string;
  /** Another tenant like the first: nothing of it may show or change. */
  readonly otherOrganizationId: string;
  /** The member with this role, by default of the first organization. The same user every time. */
  actor(role: MemberRole, organizationId?: string): Actor;
  /** Does what a route does: one transaction of the actor's organization. */
  inTransaction<T>(as: MemberRole | Actor, work: (ctx: Ctx) => Promise<T>): Promise<T>;
  /** Ends the connections and deletes the database. */
  close(): Promise<void>;
}

export const noNetwork: ChannelTransports = {
  connect: () => Promise.reject(new Error('There is no network in this test.')),
  exchange: () => Promise.reject(new TransportError('There is no network in this test.', false)),
};

/** A migrated database of the test's own with two organizations, and a runtime over it. */
export async function createTestRuntime(options: TestRuntimeOptions = {}): Promise<TestRuntime> {
  const database = await createTestDatabase();
  const { connectionString } = database;
  const plain = createPools({ connectionString, maxConnections: options.maxConnections ?? 6 });
  const pools = options.watching ? watchPlans(plain, options.watching) : plain;
  const runtime = createRuntime({
    pools,
    storage: createMemoryStorage(),
    channels: new Map((options.channels ?? []).map((kind) => [kind.kind, kind])),
    transports: options.transports ?? noNetwork,
    sandbox: options.sandbox ?? null,
    secrets: createSecrets(randomBytes(32)),
    clock: options.clock ?? systemClock,
    log: pino({ level: 'silent' }),
    ...(options.installation && { installation: options.installation }),
    ...(options.onEvents && { onEvents: options.onEvents }),
  });
  const organizationId = uuidv7();
  const otherOrganizationId = uuidv7();
  const members = new Map<string, Actor>();
  for (const id of [organizationId, otherOrganizationId]) {
    for (const member of await addOrganization(pools, id)) members.set(`${id} ${member.role}`, member.actor);
  }
  const actor = (role: MemberRole, of = organizationId): Actor => members.get(`${of} ${role}`)!;
  return {
    runtime,
    pools,
    connectionString,
    organizationId,
    otherOrganizationId,
    actor,
    inTransaction: (as, work) => runtime.transaction(typeof as === 'string' ? actor(as) : as, work),
    close: async () => {
      await pools.close();
      await database.drop();
    },
  };
}

async function addOrganization(pools: Pools, organizationId: string): Promise<{ role: MemberRole; actor: Actor }[]> {
  const members = roles.map((role) => ({ role, actor: memberActor(uuidv7(), organizationId, role) }));
  await pools.system(async (db) => {
    await db.insertInto('organizations').values({ organization_id: organizationId, name: 'Test' }).execute();
    for (const { role, actor } of members) {
      const id = actor.id!;
      const user = { id, email: `${role}-${id}@example.test`, name: role, password_hash: 'cannot sign in' };
      await db.insertInto('users').values(user).execute();
      await db.insertInto('memberships').values({ organization_id: organizationId, user_id: id, role }).execute();
    }
  });
  return members;
}

function memberActor(id: string, organizationId: string, role: MemberRole): Actor {
  const origin = { address: '192.0.2.1', agent: 'test', requestId: 'test' };
  return { kind: 'user', id, organizationId, permissions: permissionsOf(role), language: 'en', origin };
}
