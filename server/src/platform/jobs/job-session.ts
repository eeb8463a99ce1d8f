import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Logger,
  parseCronItems,
  run,
  type Job as QueuedJob,
  type ParsedCronItem,
  type Runner,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import type { Logger as Log } from 'pino';
import type { Runtime } from '../context.ts';
import type { Job, ScheduledJob } from './job.ts';
import { releaseDeadWorkers, releaseWorker, renewWorker } from './job-queries.ts';
import { runJob, runScheduledJob } from './run-job.ts';

/** One set of workers of the queue, known to the other processes by its heartbeat. */
export interface JobSession {
  /** Settles when the workers have ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Aborts what runs, waits for it so long, and gives back what did not finish. */
  stop(waitMilliseconds: number): Promise<void>;
}

// A killed process is taken for dead after `expirySeconds`, that is noticed within `beatSeconds`, and a poll finds its jobs:
// 13 s at most. The queue by itself would wait for four hours.
const beatSeconds = 3;
const expirySeconds = 9;
const pollMilliseconds = 1_000;
const nudgeMilliseconds = 10;
const dayMilliseconds = 24 * 60 * 60 * 1_000;
/** A later tick replaces one that still fails, so this is seldom reached. */
const scheduledAttempts = 10;

export async function openJobSession(
  runtime: Runtime,
  jobs: readonly Job[],
  scheduled: readonly ScheduledJob[],
  concurrency: number,
): Promise<JobSession> {
  const presence = new Presence(runtime);
  const taskList: TaskList = {};
  for (const job of jobs) {
    taskList[job.task] = (payload, { job: queued }) =>
      presence.during(queued, (signal) => runJob(runtime, job, payload, queued, signal));
  }
  for (const job of scheduled) {
    taskList[job.task] = (_payload, { job: queued }) =>
      presence.during(queued, (signal) => runScheduledJob(runtime, job, queued, signal));
  }
  const events: WorkerEvents = new EventEmitter();
  // The rest of a serial queue is free only once the result is written, which the worker does not wait for.
  events.on('job:complete', ({ worker, job }) => {
    if (job.job_queue_id !== null) setTimeout(() => presence.isEnding || worker.workerPool.nudge(1), nudgeMilliseconds);
  });
  const runner = await run({
    pgPool: runtime.pools.systemPool,
    schema: 'graphile_worker',
    taskList,
    parsedCronItems: cronItems(scheduled),
    concurrency,
    pollInterval: pollMilliseconds,
    noHandleSignals: true,
    logger: loggerTo(runtime.log),
    events,
    preset: {
      // Without batches a result that cannot be written is an unhandled rejection, which would end the process.
      worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 },
      plugins: [
        {
          name: 'parley-presence',
          version: '1.0.0',
          // Comes before a worker's first look for a job: nothing is ever locked by somebody unknown.
          worker: { hooks: { startWorker: (_ctx, { worker }) => presence.begin(worker.workerPool.id) } },
        },
      ],
    },
  });
  const ended = runner.promise.catch((error: unknown) => runtime.log.error({ err: error }, 'job workers failed'));
  return { ended, stop: (waitMilliseconds) => stop(runner, presence, ended, waitMilliseconds) };
}

async function stop(runner: Runner, presence: Presence, ended: Promise<void>, waitMilliseconds: number): Promise<void> {
  presence.isEnding = true;
  presence.abort('the process is stopping');
  // Rejects when the workers have given up before; then there is nothing to stop.
  const stopped = runner.stop().catch(() => undefined);
  await Promise.race([Promise.all([stopped, ended]), sleep(waitMilliseconds, undefined, { ref: false })]);
  await presence.end();
}

/** That this process lives and what it works on: the heartbeat, the signals of the running jobs, and giving them back. */
class Presence {
  readonly #runtime: Runtime;
  readonly #running = new Map<QueuedJob, AbortController>();
  #id: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | undefined;
  #renewedAt = 0;
  /** Told to stop: the workers must not be asked for anything more. */
  isEnding = false;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  async begin(id: string): Promise<void> {
    this.#id = id;
    this.#timer ??= setInterval(() => {
      this.#beating ??= this.#beat(id).finally(() => (this.#beating = undefined));
    }, beatSeconds * 1_000);
    await this.#runtime.pools.system((db) => renewWorker(db, id, expirySeconds));
    this.#renewedAt = performance.now();
  }

  /** A job that was told to stop counts as unfinished, whether it returns or throws: it is made to be run again. */
  async during(job: QueuedJob, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const control = new AbortController();
    this.#running.set(job, control);
    try {
      await work(control.signal);
      control.signal.throwIfAborted();
    } finally {
      if (!control.signal.aborted) this.#running.delete(job);
    }
  }

  abort(reason: string): void {
    for (const control of this.#running.values()) control.abort(new Error(`The job was stopped: ${reason}.`));
  }

  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
    const id = this.#id;
    if (id) await this.#runtime.pools.system((db) => releaseWorker(db, id, [...this.#running.keys()]));
  }

  async #beat(id: string): Promise<void> {
    const { pools, log } = this.#runtime;
    try {
      const wasForgotten = await pools.system((db) => renewWorker(db, id, expirySeconds));
      this.#renewedAt = performance.now();
      if (wasForgotten) this.#lose();
      const dead = await pools.system(releaseDeadWorkers);
      if (dead.length > 0) log.warn({ workers: dead }, 'jobs of dead processes were released');
    } catch (error) {
      log.warn({ err: error }, 'heartbeat of the job workers failed');
      if (performance.now() - this.#renewedAt > expirySeconds * 1_000) this.#lose();
    }
  }

  /** Others hold our jobs by now, or will: what runs here must end and is not ours to give back. */
  #lose(): void {
    this.abort('its process was taken for dead');
    this.#running.clear();
  }
}

/** Ticks that were missed while no process ran are made up for, except those that come again within the hour anyway. */
function cronItems(scheduled: readonly ScheduledJob[]): ParsedCronItem[] {
  return parseCronItems(
    scheduled.map(({ task, cron }) => ({
      task,
      match: cron,
      identifier: task,
      options: {
        backfillPeriod: /^\d+ /.test(cron) ? dayMilliseconds : 0,
        maxAttempts: scheduledAttempts,
        // One at a time, and one waiting at most.
        queueName: task,
        jobKey: task,
        jobKeyMode: 'replace',
      },
    })),
  );
}

/** How jobs end is logged where they are run; the rest of what the queue says is for its debugging. */
function loggerTo(log: Log): Logger {
  return new Logger(() => (level, message, meta) => {
    if (level === 'error' && !meta?.['failure']) log.error(message);
    else log.trace(message);
  });
}
