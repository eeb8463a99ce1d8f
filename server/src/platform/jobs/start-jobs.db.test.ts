import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Actor } from '../context.ts';
import { createTestRuntime, type TestRuntime } from '../test-kit/index.ts';
import { listDeadJobs, retryDeadJob } from './job-queries.ts';
import { jobProcess } from './job-process.ts';
import { defineJob, type Job, type RunningJob, type ScheduledJob } from './job.ts';
import { startJobs, type RunningJobs } from './start-jobs.ts';

let kit: TestRuntime;
let running: RunningJobs[] = [];

beforeAll(async () => {
  kit = await createTestRuntime({ maxConnections: 16 });
});
afterAll(() => kit.close());
beforeEach(() =>
  execute(
    'parley_system',
    'delete from graphile_worker._private_jobs',
    'delete from graphile_worker._private_job_queues',
  ),
);
afterEach(async () => {
  await Promise.all(running.map((jobs) => jobs.stop()));
  running = [];
});

async function execute(role: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: kit.connectionString });
  await client.connect();
  try {
    await client.query(`set role ${role}`);
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) rows = (await client.query<Record<string, unknown>>(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

async function start(
  jobs: readonly Job[],
  scheduled: readonly ScheduledJob[] = [],
  concurrency = 4,
): Promise<RunningJobs> {
  const started = await startJobs(kit.runtime, jobs, scheduled, { concurrency });
  running.push(started);
  return started;
}

interface Run {
  readonly actor: Actor;
  readonly input: unknown;
  readonly attempt: number;
}

const all = () => ({ organizationId: kit.organizationId, withInstallation: true });

/** A job that notes its runs and then does what it is told. */
function noting(runs: Run[], then: (job: RunningJob) => Promise<void> = async () => {}, maxAttempts = 3): Job {
  return defineJob({
    task: 'test.run',
    input: z.object({ name: z.string() }),
    maxAttempts,
    run: async (_runtime, actor, input, job) => {
      runs.push({ actor, input, attempt: job.attempt });
      await then(job);
    },
  });
}

const enqueue = (name: string, options = {}, as: Actor = kit.actor('owner')): Promise<void> =>
  kit.inTransaction(as, (ctx) => ctx.jobs.enqueue('test.run', { name }, options));
const names = (runs: readonly Run[]): string[] => runs.map((run) => (run.input as { name: string }).name).toSorted();
const jobRows = () =>
  execute(
    'parley_system',
    'select id, attempts, locked_by, last_error, run_at <= now() as due from graphile_worker._private_jobs order by id',
  );
/** A failed job waits some seconds for its next try. */
const hurry = () =>
  execute('parley_system', 'update graphile_worker._private_jobs set run_at = now() where locked_at is null');

describe('a job', () => {
  test('runs as the system in the organization that queued it, with its input', async () => {
    const runs: Run[] = [];
    await start([noting(runs)]);
    await enqueue('mine');
    await enqueue('theirs', {}, kit.actor('owner', kit.otherOrganizationId));
    await expect.poll(() => runs.length).toBe(2);
    for (const run of runs) {
      const organizationId =
        (run.input as { name: string }).name === 'mine' ? kit.organizationId : kit.otherOrganizationId;
      expect(run.actor).toMatchObject({ kind: 'system', id: null, organizationId });
    }
    await expect.poll(jobRows).toEqual([]);
  });

  test('begins within some milliseconds of the commit', async () => {
    let begun: (at: number) => void = () => undefined;
    await start([noting([], async () => begun(performance.now()))]);
    const delay = async (): Promise<number> => {
      const at = new Promise<number>((resolve) => (begun = resolve));
      await enqueue('now');
      const committed = performance.now();
      return (await at) - committed;
    };
    // A busy machine delays many of them; without the notification all wait for the next look.
    await expect.poll(delay).toBeLessThan(50);
  });

  test('PLT-30 is tried again with growing pauses, then set aside, seen, and retried by hand', async () => {
    const runs: Run[] = [];
    let broken = true;
    await start([
      noting(runs, async () => {
        if (broken) throw new Error('not today');
      }),
    ]);
    await enqueue('broken');
    for (const attempt of [1, 2]) {
      await expect
        .poll(jobRows)
        .toMatchObject([{ attempts: attempt, locked_by: null, due: false, last_error: 'not today' }]);
      await hurry();
    }
    const dead = () => kit.pools.system((db) => listDeadJobs(db, 10, null, all()));
    await expect.poll(dead).toMatchObject([
      {
        task: 'test.run',
        organizationId: kit.organizationId,
        input: { name: 'broken' },
        attempts: 3,
        error: 'not today',
      },
    ]);
    await hurry();
    await sleep(1_500);
    expect(runs.map((run) => run.attempt)).toEqual([1, 2, 3]);
    broken = false;
    const { id } = (await dead())[0]!;
    expect(await kit.pools.system((db) => retryDeadJob(db, id, all()))).toBe(true);
    await expect.poll(jobRows).toEqual([]);
    expect(await kit.pools.system((db) => retryDeadJob(db, id, all()))).toBe(false);
  });

  test('PLT-30 those who wait for it are told of each try that failed, and of the last', async () => {
    const told: unknown[] = [];
    const broken = noting([], () => Promise.reject(new Error('not today')), 2);
    await start([{ ...broken, failed: async (_runtime, actor, input, job) => void told.push([actor, input, job]) }]);
    await enqueue('broken');
    const actor = expect.objectContaining({ kind: 'system', organizationId: kit.organizationId });
    const first = [actor, { name: 'broken' }, { attempt: 1, isLast: false }];
    await expect.poll(() => told).toEqual([first]);
    await expect.poll(jobRows).toMatchObject([{ attempts: 1, locked_by: null }]);
    await hurry();
    await expect.poll(() => told).toEqual([first, [actor, { name: 'broken' }, { attempt: 2, isLast: true }]]);
  });

  test('with input that is not its own is set aside at once', async () => {
    const runs: Run[] = [];
    await start([noting(runs)]);
    await kit.inTransaction('owner', (ctx) => ctx.jobs.enqueue('test.run', { name: 7 }));
    await expect
      .poll(() => kit.pools.system((db) => listDeadJobs(db, 10, null, all())))
      .toMatchObject([{ attempts: 1 }]);
    expect(runs).toEqual([]);
  });

  test('is replaced by another with its key, also to an earlier time; jobs of a queue run one after the other', async () => {
    const runs: Run[] = [];
    let parallel = 0;
    let most = 0;
    await enqueue('late', { key: 'one', runAt: new Date(Date.now() + 3_600_000) });
    await enqueue('at once', { key: 'one' });
    for (let count = 0; count < 4; count++) await enqueue('queued', { queue: 'serial' });
    await start([
      noting(runs, async () => {
        most = Math.max(most, ++parallel);
        await sleep(20);
        parallel--;
      }),
    ]);
    await expect.poll(() => names(runs)).toEqual(['at once', 'queued', 'queued', 'queued', 'queued']);
    expect(most).toBeLessThanOrEqual(2);
  });
});

describe('stopping', () => {
  test('PLT-30 long ones leave the others their slots', async () => {
    const done: string[] = [];
    const held = Promise.withResolvers<void>();
    const long = noting([], () => held.promise);
    const short = { ...noting([], async () => void done.push('short')), task: 'test.short' };
    await start([{ ...long, isLong: true }, short], [], 1);
    for (let count = 0; count < 4; count++) await enqueue(`long ${count}`);
    await kit.inTransaction(kit.actor('owner'), (ctx) => ctx.jobs.enqueue('test.short', { name: 'short' }));
    await expect.poll(() => done).toEqual(['short']);
    held.resolve();
    await expect.poll(jobRows).toEqual([]);
  });

  test('PLT-83 aborts what runs and gives it back without counting the try', async () => {
    const runs: Run[] = [];
    let isAborted = false;
    const untilAborted = ({ signal }: RunningJob): Promise<void> =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => {
          isAborted = true;
          resolve();
        }),
      );
    const first = await start([noting(runs, untilAborted, 1)]);
    await enqueue('interrupted');
    await expect.poll(() => runs.length).toBe(1);
    await first.stop();
    expect(isAborted).toBe(true);
    expect(await jobRows()).toMatchObject([{ attempts: 0, locked_by: null, due: true }]);
    await start([noting(runs)]);
    await expect.poll(() => runs.map((run) => run.attempt)).toEqual([1, 1]);
    await expect.poll(jobRows).toEqual([]);
  });

  test('does not wait for the end of a job that does not listen, and gives that back too', async () => {
    const runs: Run[] = [];
    let isOver = false;
    const deaf = (): Promise<void> => sleep(60_000, undefined, { ref: false }).then(() => void (isOver = true));
    const first = await start([noting(runs, deaf)]);
    await enqueue('deaf');
    await expect.poll(() => runs.length).toBe(1);
    await first.stop();
    expect(isOver).toBe(false);
    running = [];
    expect(await jobRows()).toMatchObject([{ attempts: 0, locked_by: null, due: true }]);
  });
});

describe('a process that dies', () => {
  test('PLT-30 a job of a process killed by SIGKILL is taken over', async () => {
    const child = spawn(process.execPath, [jobProcess, kit.connectionString], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await enqueue('survivor');
      await once(child.stdout, 'data');
      child.kill('SIGKILL');
      await once(child, 'exit');
      const runs: Run[] = [];
      await start([noting(runs)]);
      await expect.poll(() => runs.length, { timeout: 60_000 }).toBe(1);
      expect(runs).toMatchObject([{ input: { name: 'survivor' }, attempt: 2 }]);
    } finally {
      child.kill('SIGKILL');
    }
  });

  test('a job that kills its process every time is set aside after its tries', async () => {
    const runs: Run[] = [];
    await enqueue('poison');
    await execute('parley_system', 'update graphile_worker._private_jobs set attempts = 3');
    await start([noting(runs)]);
    await expect
      .poll(() => kit.pools.system((db) => listDeadJobs(db, 10, null, all())))
      .toMatchObject([{ error: 'Given up after 3 tries.' }]);
    expect(runs).toEqual([]);
  });

  test('F12 a process that was taken for dead stops what it does, and its end is no longer counted', async () => {
    const runs: Run[] = [];
    let aborted = 0;
    await start([
      noting(runs, async ({ signal, attempt }) => {
        if (attempt > 1) return;
        signal.addEventListener('abort', () => aborted++);
        await sleep(20_000, undefined, { signal }).catch(() => undefined);
      }),
    ]);
    await enqueue('frozen');
    await expect.poll(() => runs.length).toBe(1);
    // What another process does when this one has been silent for too long.
    await execute('parley_system', "update job_workers set expires_at = now() - interval '1 hour'");
    await execute(
      'parley_system',
      'select graphile_worker.force_unlock_workers(array_agg(id)) from job_workers',
      'delete from job_workers',
    );
    await expect.poll(() => aborted).toBe(1);
    await expect.poll(() => runs.map((run) => run.attempt)).toEqual([1, 2]);
    await expect.poll(jobRows).toEqual([]);
  });

  test('F13 workers go on after every connection was lost', async () => {
    const runs: Run[] = [];
    await start([noting(runs, () => sleep(300))]);
    await enqueue('before');
    await expect.poll(() => runs.length).toBe(1);
    await execute(
      'parley',
      `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and application_name like 'parley %'`,
    );
    await sleep(400);
    await enqueue('after');
    await expect.poll(() => names(runs)).toContain('after');
    await expect.poll(jobRows).toEqual([]);
  });
});

test('F13 a result that cannot be written: the workers start again and so does the job', async () => {
  const runs: Run[] = [];
  const gate = Promise.withResolvers<void>();
  await start([noting(runs, () => gate.promise)]);
  await enqueue('again');
  await expect.poll(() => runs.length).toBe(1);
  await execute('parley_system', 'alter table graphile_worker._private_jobs rename to away');
  gate.resolve();
  await sleep(500);
  await execute('parley_system', 'alter table graphile_worker.away rename to _private_jobs');
  await expect.poll(() => runs.map((run) => run.attempt)).toEqual([1, 2]);
  await expect.poll(jobRows).toEqual([]);
});

test('F10 two schedulers at the same tick: it runs once', async () => {
  const due = new Date(Date.now() - 90 * 60_000);
  const task = 'test.tick';
  await execute(
    'parley_system',
    `insert into graphile_worker._private_known_crontabs (identifier, known_since) values ('${task}', now() - interval '20 hours')`,
  );
  let ticks = 0;
  const tick: ScheduledJob = {
    task,
    cron: `${due.getUTCMinutes()} ${due.getUTCHours()} * * *`,
    run: async () => void ticks++,
  };
  // The tick was missed by both while they were down; both make up for it when they start.
  await Promise.all([start([], [tick]), start([], [tick]), start([], [tick])]);
  await expect.poll(() => ticks).toBe(1);
  await sleep(1_500);
  expect(ticks).toBe(1);
});

describe('SEC-7 the way into the queue', () => {
  const call = (organizationId: string) =>
    `select parley_jobs.enqueue_job('${organizationId}', 'test.run', '{}', null, 'key', null, 'queue')`;
  const setOrganization = (organizationId: string) =>
    `select set_config('app.organization_id', '${organizationId}', false)`;

  test('refuses another organization than the transaction’s, and a transaction without one', async () => {
    await expect(
      execute('parley_app', setOrganization(kit.organizationId), call(kit.otherOrganizationId)),
    ).rejects.toThrow('is not that of the transaction');
    await expect(execute('parley_app', call(kit.organizationId))).rejects.toThrow('is not that of the transaction');
    await execute('parley_app', setOrganization(kit.organizationId), call(kit.organizationId));
    expect(await jobRows()).toHaveLength(1);
  });

  test('is closed to other roles, and the queue’s tables to all but the system', async () => {
    for (const role of ['parley_search', 'parley_owner']) {
      await expect(execute(role, setOrganization(kit.organizationId), call(kit.organizationId))).rejects.toThrow(
        'permission denied',
      );
    }
    for (const role of ['parley_search', 'parley_owner', 'parley_app']) {
      await expect(execute(role, 'select * from graphile_worker._private_jobs')).rejects.toThrow('permission denied');
      await expect(execute(role, `select graphile_worker.add_job('test.run')`)).rejects.toThrow('permission denied');
    }
  });

  test('keys and queues are each organization’s own: another’s job is not replaced', async () => {
    const runs: Run[] = [];
    await enqueue('mine', { key: 'same', queue: 'same' });
    await enqueue('theirs', { key: 'same', queue: 'same' }, kit.actor('owner', kit.otherOrganizationId));
    expect(await execute('parley_system', 'select from graphile_worker._private_job_queues')).toHaveLength(2);
    await start([noting(runs)]);
    await expect.poll(() => names(runs)).toEqual(['mine', 'theirs']);
  });
});
