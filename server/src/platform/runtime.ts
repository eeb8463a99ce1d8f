import { events as eventCatalogue, type EventName } from '@parley/contract/events';
import type { Actor, Clock, Ctx, EnqueueOptions, Events, InstallationFacts, Jobs, Runtime } from './context.ts';
import type { Database, Statement } from './database/database.ts';
import { uuidv7 } from './uuid.ts';

export interface RuntimeParts extends Omit<Runtime, 'transaction' | 'systemTransaction' | 'installation'> {
  /** By default one on this machine that sends no mail. */
  readonly installation?: Partial<InstallationFacts>;
  /** Called after a commit that wrote events: a hint to look, nothing more. */
  readonly onEvents?: () => void;
  /** Called after a commit that may have given a channel work, in this process and, by the wake-ups, in the others. */
  readonly onChannelWork?: (channelId: string) => void;
}

const localInstallation: InstallationFacts = {
  version: '0.0.0',
  publicUrl: 'http://localhost:8080',
  filesUrl: null,
  sendsMail: false,
  demoAvailable: false,
  signUpOpen: true,
};

/** Joins the parts of a process into what opens transactions: jobs and events commit or vanish with the change. */
export function createRuntime(parts: RuntimeParts): Runtime {
  const { onEvents: _onEvents, onChannelWork: _onChannelWork, ...shared } = parts;
  return {
    ...shared,
    installation: { ...localInstallation, ...parts.installation },
    transaction: (actor, work, options) =>
      parts.pools.tenant(actor.organizationId, (db) => work(contextIn(db, actor, parts)), options),
    systemTransaction: (actor, work) => parts.pools.system((db) => work(contextIn(db, actor, parts))),
  };
}

function contextIn(db: Database, actor: Actor, parts: RuntimeParts): Ctx {
  const { channels, secrets, clock, log } = parts;
  return { db, jobs: jobsIn(db, actor), events: eventsIn(db, actor, parts), channels, secrets, clock, log, actor };
}

const enqueueJob: Statement = {
  name: 'enqueue_job',
  text: 'select parley_jobs.enqueue_job($1, $2, $3, $4, $5, $6, $7)',
};

function jobsIn(db: Database, actor: Actor): Jobs {
  return {
    async enqueue(task: string, input: unknown, options: EnqueueOptions = {}): Promise<void> {
      const { runAt = null, key = null, maxAttempts = null, queue = null } = options;
      await db.run(enqueueJob, [actor.organizationId, task, JSON.stringify(input), runAt, key, maxAttempts, queue]);
    },
  };
}

const insertEvent: Statement = {
  name: 'insert_event',
  text: 'insert into events (organization_id, id, name, subject_id, payload) values ($1, $2, $3, $4, $5)',
};

function eventsIn(db: Database, actor: Actor, { onEvents, onChannelWork }: RuntimeParts): Events {
  let emitted = false;
  return {
    async emit(name: EventName, subjectId, payload): Promise<void> {
      const parsed = eventCatalogue[name].payload.parse(payload);
      await db.run(insertEvent, [actor.organizationId, uuidv7(), name, subjectId, JSON.stringify(parsed)]);
      if (onEvents && !emitted) db.afterCommit(onEvents);
      emitted = true;
    },
    wakeChannel(channelId): void {
      if (onChannelWork) db.afterCommit(() => onChannelWork(channelId));
    },
  };
}

export const systemClock: Clock = { now: () => new Date() };
