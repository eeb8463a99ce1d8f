import { setTimeout as sleep } from 'node:timers/promises';
import type { Runtime } from '../context.ts';
import type { Job, ScheduledJob } from './job.ts';
import { openJobSession, type JobSession } from './job-session.ts';

export interface JobsOptions {
  /** Jobs at a time in this process. */
  readonly concurrency: number;
}

export interface RunningJobs {
  /** Takes no more, aborts what runs, waits for it up to 8 s, and gives back what did not finish. */
  stop(): Promise<void>;
}

const stopMilliseconds = 8_000;
const restartMilliseconds = 1_000;
/** Imports, exports, launches: each is at its disk or the database most of the time. */
const longJobsAtOnce = 2;

/**
 * Runs jobs, and work by the clock, until stopped; an organization's job runs as the system in that organization.
 * Long jobs have workers of their own. Fails when the database cannot be reached now; later it waits for it.
 */
export async function startJobs(
  runtime: Runtime,
  jobs: readonly Job[],
  scheduled: readonly ScheduledJob[],
  { concurrency }: JobsOptions,
): Promise<RunningJobs> {
  const long = jobs.filter((job) => job.isLong);
  const short = jobs.filter((job) => !job.isLong);
  const kept = [await keepWorking(runtime, () => openJobSession(runtime, short, scheduled, concurrency))];
  try {
    if (long.length > 0) kept.push(await keepWorking(runtime, () => openJobSession(runtime, long, [], longJobsAtOnce)));
  } catch (error) {
    await kept[0]!.stop();
    throw error;
  }
  return { stop: async () => void (await Promise.all(kept.map((workers) => workers.stop()))) };
}

/** One set of workers, opened again whenever it gives up. */
async function keepWorking(runtime: Runtime, open: () => Promise<JobSession>): Promise<RunningJobs> {
  let session = await open();
  let reopening: Promise<void> | undefined;
  let stopping = false;

  const reopen = async (): Promise<void> => {
    try {
      await session.stop(0);
      session = await open();
    } catch (error) {
      runtime.log.error({ err: error }, 'job workers could not be started');
      await sleep(restartMilliseconds);
    }
  };
  // The queue's workers give up when they cannot write down how a job ended; that job will run again.
  const supervise = async (): Promise<void> => {
    for (;;) {
      await session.ended;
      if (stopping) return;
      runtime.log.warn('job workers gave up, starting again');
      await (reopening = reopen());
    }
  };
  void supervise();

  return {
    async stop() {
      stopping = true;
      await reopening;
      await session.stop(stopMilliseconds);
    },
  };
}
