import { setTimeout as sleep } from 'node:timers/promises';
import type { Runtime } from '../context.ts';
import type { Job, ScheduledJob } from './job.ts';
import { openJobSession } from './job-session.ts';

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

/**
 * Runs jobs, and work by the clock, until stopped; an organization's job runs as the system in that organization.
 * Fails when the database cannot be reached now; later it waits for it.
 */
export async function startJobs(
  runtime: Runtime,
  jobs: readonly Job[],
  scheduled: readonly ScheduledJob[],
  { concurrency }: JobsOptions,
): Promise<RunningJobs> {
  const open = () => openJobSession(runtime, jobs, scheduled, concurrency);
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
