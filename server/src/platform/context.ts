import type { EventName, EventPayload } from '@parley/contract/events';
import type { Language } from '@parley/contract/errors';
import type { Permission } from '@parley/contract/permissions';
import type { ChannelKind, ChannelTransports } from '#channel';
import type { Logger } from 'pino';
import type { Database } from './database/database.ts';
import type { Pools, TransactionOptions } from './database/pools.ts';
import type { SandboxLink } from './outbound-sandbox/sandbox-link.ts';
import type { FileStorage } from './storage/file-storage.ts';
import type { Secrets } from './secrets.ts';

/** Who acts, for whom. Permissions are those of the member's role or the key's scope. */
export interface Actor {
  readonly kind: 'user' | 'api_key' | 'system';
  /** The user's or key's id; null for the system itself. */
  readonly id: string | null;
  readonly organizationId: string;
  readonly permissions: ReadonlySet<Permission>;
  readonly language: Language;
  /** Where the request came from; null for jobs and reactions. */
  readonly origin: { readonly address: string; readonly agent: string | null; readonly requestId: string } | null;
}

/** Jobs that are queued with the transaction: none when it fails. */
export interface Jobs {
  enqueue(task: string, input: unknown, options?: EnqueueOptions): Promise<void>;
}

export interface EnqueueOptions {
  readonly runAt?: Date;
  /** A job with the same key that has not run yet is replaced. */
  readonly key?: string;
  readonly maxAttempts?: number;
  /** Jobs of one queue run one after the other. */
  readonly queue?: string;
}

/** Events that are written with the transaction and get their place in the one order after it. */
export interface Events {
  emit<Name extends EventName>(name: Name, subjectId: string, payload: EventPayload<Name>): Promise<void>;
  /** Tells the process that holds a channel, once this has committed, that there may be work. A hint: the holder also polls. */
  wakeChannel(channelId: string): void;
}

export interface Clock {
  now(): Date;
}

/** What a use case works with: infrastructure only, inside one transaction of one organization. */
export interface Ctx {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly events: Events;
  /** The kinds of channel this installation has, by name. */
  readonly channels: ReadonlyMap<string, ChannelKind>;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Logger;
  readonly actor: Actor;
}

/** What the settings say of the installation as a whole. */
export interface InstallationFacts {
  readonly version: string;
  /** Where people reach it, without a slash at the end: what links in mails begin with. */
  readonly publicUrl: string;
  /** Where files are handed out, another host than `publicUrl`, without a slash at the end; null for the same. */
  readonly filesUrl: string | null;
  /** Whether there is a mail server; else mails are kept for the root to read. */
  readonly sendsMail: boolean;
  readonly demoAvailable: boolean;
  /** Whether somebody whom nobody invited may found an organization, once there is an owner. */
  readonly signUpOpen: boolean;
}

/** What long-running work (jobs, runners, the server) holds: it opens transactions, use cases run inside them. */
export interface Runtime {
  readonly pools: Pools;
  readonly storage: FileStorage;
  readonly channels: ReadonlyMap<string, ChannelKind>;
  /** The guarded ways to the outside that adapters are given. */
  readonly transports: ChannelTransports;
  /** The emulated networks; null where there are none. */
  readonly sandbox: SandboxLink | null;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Logger;
  readonly installation: InstallationFacts;
  /** One transaction as `parley_app` for the actor's organization. */
  transaction<T>(actor: Actor, work: (ctx: Ctx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** One as `parley_system`, for what reaches beyond the organization's own tables; its jobs and events are the actor's. */
  systemTransaction<T>(actor: Actor, work: (ctx: Ctx) => Promise<T>): Promise<T>;
}

/** The actor of jobs, reactions and runners: everything inside one organization, nobody in particular. */
export function systemActor(
  organizationId: string,
  permissions: ReadonlySet<Permission>,
  language: Language = 'en',
): Actor {
  return { kind: 'system', id: null, organizationId, permissions, language, origin: null };
}
