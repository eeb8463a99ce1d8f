/** A process that runs jobs until it is killed: started by the tests, to be killed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { createProcessRuntime } from '../test-kit/create-process-runtime.ts';
import { defineJob } from './job.ts';
import { startJobs } from './start-jobs.ts';

const endless = defineJob({
  task: 'test.run',
  input: z.unknown(),
  maxAttempts: 3,
  run: async () => {
    process.stdout.write('running\n');
    await sleep(600_000);
  },
});
export const jobProcess = import.meta.filename;

if (import.meta.main) {
  await startJobs(createProcessRuntime(process.argv[2]!), [endless], [], { concurrency: 2 });
}
