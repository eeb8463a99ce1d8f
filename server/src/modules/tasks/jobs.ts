import { z } from 'zod';
import { defineJob, type Job } from '#platform/jobs/job';
import { runTaskJob } from './create-task.ts';
import { runTask } from './run-task.ts';
import type { TaskKind } from './task-kind.ts';

/** More than any kind's failures: a task decides by itself when it has failed for good. */
const maxAttempts = 25;

/** The job that runs tasks of these kinds: all that the installation has. */
export function jobsFor(kinds: readonly TaskKind[]): Job[] {
  const byName = new Map(kinds.map((kind) => [kind.kind, kind]));
  return [
    defineJob({
      task: runTaskJob,
      input: z.object({ taskId: z.uuid() }),
      maxAttempts,
      isLong: true,
      run: (runtime, actor, { taskId }, job) => runTask(runtime, actor, byName, taskId, job),
    }),
  ];
}
