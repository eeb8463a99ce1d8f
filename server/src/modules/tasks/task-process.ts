/** A kind of task that leaves a trace of each step, and a process that runs it until it is killed: for the tests. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { startJobs } from '#platform/jobs/start-jobs';
import { createProcessRuntime } from '#platform/test-kit/create-process-runtime';
import { jobsFor } from './jobs.ts';
import { defineTaskKind } from './task-kind.ts';

export const countingKind = defineTaskKind({
  kind: 'test.count',
  input: z.object({ steps: z.int(), pauseMilliseconds: z.int() }),
  maxFailures: 3,
  async run(runtime, actor, task) {
    const { steps, pauseMilliseconds } = task.input;
    for (let step = Number(task.resume ?? 0); step < steps; step++) {
      task.signal.throwIfAborted();
      await runtime.transaction(actor, async (ctx) => {
        await ctx.db.client.query('insert into steps (task_id, step) values ($1, $2)', [task.id, step]);
        await task.saveResume(ctx, step + 1);
      });
      task.progress(step + 1, steps);
      await sleep(pauseMilliseconds);
    }
    return { result: { steps } };
  },
});

if (import.meta.main) {
  await startJobs(createProcessRuntime(process.argv[2]!), jobsFor([countingKind]), [], { concurrency: 2 });
}
