/** A process that runs imports until it is killed: for the tests. Files are in a folder of theirs. */
import { startJobs } from '#platform/jobs/start-jobs';
import { openLocalDisk } from '#platform/storage/local-disk';
import { createProcessRuntime } from '#platform/test-kit/create-process-runtime';
import { jobsFor } from '#tasks';
import { taskKinds } from './task-kinds.ts';

const [connectionString = '', folder = ''] = process.argv.slice(2);
const runtime = { ...createProcessRuntime(connectionString), storage: await openLocalDisk(folder) };
await startJobs(runtime, jobsFor(taskKinds), [], { concurrency: 1 });
