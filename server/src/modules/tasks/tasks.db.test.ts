import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Task, TaskLogEntry, TaskWithLog } from '@parley/contract/tasks';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { routes as fileRoutes, writeResultFile } from '#files';
import { systemActor, type Actor } from '#platform/context';
import { AppError } from '#platform/errors';
import { startJobs, type RunningJobs } from '#platform/jobs/start-jobs';
import { createTestServer, type TestServer } from '#platform/test-kit/create-test-server';
import {
  createTask,
  defineTaskKind,
  jobsFor,
  routes,
  TaskStopped,
  type RunningTask,
  type TaskKind,
  type TaskOutcome,
} from './index.ts';
import { countingKind } from './task-process.ts';

let server: TestServer;
let workers: RunningJobs[] = [];

beforeAll(async () => {
  server = await createTestServer({ routes: [...routes, ...fileRoutes], maxConnections: 16 });
  await execute(
    'parley_owner',
    'create table steps (task_id uuid, step int)',
    'grant select, insert on steps to parley_app, parley_system',
  );
});
afterAll(() => server.close());
beforeEach(() => execute('parley_system', 'delete from graphile_worker._private_jobs'));
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  workers = [];
});

async function execute(role: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: server.connectionString });
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

async function work(...kinds: TaskKind[]): Promise<RunningJobs> {
  const worker = await startJobs(server.runtime, jobsFor(kinds), [], { concurrency: 2 });
  workers.push(worker);
  return worker;
}

const anything = z.object({});
const kindThat = (run: (task: RunningTask) => Promise<TaskOutcome>, name = 'test.anything') =>
  defineTaskKind({ kind: name, input: anything, maxFailures: 3, run: (_runtime, _actor, task) => run(task) });
const create = (kind: TaskKind, input: object = {}, total?: number): Promise<string> =>
  server.inTransaction('marketer', (ctx) => createTask(ctx, { kind, title: 'A task', input, ...(total && { total }) }));
const get = async (id: string, as: 'analyst' | Actor = 'analyst'): Promise<TaskWithLog> =>
  (await server.request<TaskWithLog>('GET', `/tasks/${id}`, { as })).body;
const state = async (id: string): Promise<string> => (await get(id)).state;
const post = (id: string, what: 'cancel' | 'retry', as: 'marketer' | Actor = 'marketer') =>
  server.request<Task & { code: string }>('POST', `/tasks/${id}/${what}`, { as });
const listed = async (query: string): Promise<string[]> =>
  (await server.request<{ data: Task[] }>('GET', `/tasks?${query}`, { as: 'analyst' })).body.data.map(
    (task) => task.id,
  );
const steps = async (id: string): Promise<unknown[]> =>
  (await execute('parley_system', `select step from steps where task_id = '${id}' order by step`)).map(
    (row) => row['step'],
  );
/** A failed job waits some seconds for its next try. */
const hurry = () =>
  execute('parley_system', 'update graphile_worker._private_jobs set run_at = now() where locked_at is null');
const russian = (): Actor => ({ ...server.actor('analyst'), language: 'ru' });

describe('PLT-31 a task', () => {
  test('is seen while it waits, runs with progress, and when it is done, with its log and result', async () => {
    const going = Promise.withResolvers<void>();
    const kind = kindThat(async (task) => {
      task.progress(40, 100);
      await task.log('warning', 'Row 3 has no phone.', { row: 3 });
      await going.promise;
      task.progress(100);
      return { result: { created: 100 } };
    });
    const id = await create(kind);
    expect(await get(id)).toMatchObject({
      state: 'queued',
      title: 'A task',
      done: 0,
      total: null,
      startedAt: null,
      createdBy: { name: 'marketer' },
    });
    expect(await listed('scope=active')).toContain(id);
    await work(kind);
    await expect.poll(() => get(id)).toMatchObject({ state: 'running', done: 40, total: 100 });
    const running = await get(id);
    expect(running.ratePerSecond).toBeGreaterThan(0);
    expect(running.etaSeconds).toBeGreaterThan(0);
    expect(running.log).toMatchObject([{ level: 'warning', message: 'Row 3 has no phone.', details: { row: 3 } }]);
    going.resolve();
    await expect
      .poll(() => get(id))
      .toMatchObject({
        state: 'completed',
        done: 100,
        total: 100,
        result: { created: 100 },
        error: null,
        etaSeconds: null,
      });
    expect(await listed('scope=active')).not.toContain(id);
    expect(await listed('scope=history')).toContain(id);
  });

  test('vanishes with the transaction that started it', async () => {
    const attempt = server.inTransaction('marketer', async (ctx) => {
      await createTask(ctx, { kind: countingKind, title: 'no', input: { steps: 1, pauseMilliseconds: 0 } });
      throw new Error('refused');
    });
    await expect(attempt).rejects.toThrow('refused');
    expect(await listed('kind=test.count&state=queued')).toEqual([]);
    expect(await execute('parley_system', 'select from graphile_worker._private_jobs')).toEqual([]);
  });

  test('writes its progress at most twice a second, and the last always', async () => {
    const kind = kindThat(async (task) => {
      for (let done = 1; done <= 200; done++) {
        task.progress(done, 200);
        await sleep(6);
      }
      return {};
    });
    const id = await create(kind);
    await work(kind);
    await expect.poll(() => state(id)).toBe('completed');
    const events = await execute('parley_system', `select payload from events where subject_id = '${id}' order by id`);
    const seconds = 0.5;
    const { startedAt, finishedAt } = await get(id);
    const most = (Date.parse(finishedAt!) - Date.parse(startedAt!)) / 1_000 / seconds;
    // Queued, running, completed, and the progress between.
    expect(events.length).toBeGreaterThan(4);
    expect(events.length).toBeLessThanOrEqual(3 + Math.ceil(most));
    expect(events.at(-1)).toMatchObject({ payload: { taskId: id, state: 'completed', done: 200, total: 200 } });
  });

  test('gives out the file it made', async () => {
    const kind = kindThat(async () => {
      const actor = systemActor(server.organizationId, new Set());
      const file = await writeResultFile(server.runtime, actor, {
        name: 'report.csv',
        contentType: 'text/csv',
        stream: Readable.from([Buffer.from('a,b')]),
      });
      return { fileId: file.id };
    });
    const id = await create(kind);
    expect((await server.request('GET', `/tasks/${id}/result-link`, { as: 'analyst' })).status).toBe(404);
    await work(kind);
    await expect.poll(() => state(id)).toBe('completed');
    const { body } = await server.request<{ url: string }>('GET', `/tasks/${id}/result-link`, { as: 'analyst' });
    expect(await (await fetch(server.address + body.url)).text()).toBe('a,b');
  });

  test('is found by state and kind, page by page; so is its log', async () => {
    const kind = kindThat(async (task) => {
      for (let line = 1; line <= 5; line++) await task.log('info', `line ${line}`);
      return {};
    }, 'test.listed');
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.unshift(await create(kind));
    const page = await server.request<{ data: Task[]; nextCursor: string }>('GET', '/tasks?kind=test.listed&limit=3', {
      as: 'analyst',
    });
    expect(page.body.data.map((task) => task.id)).toEqual(ids.slice(0, 3));
    expect(await listed(`kind=test.listed&limit=3&cursor=${page.body.nextCursor}`)).toEqual(ids.slice(3));
    await work(kind);
    await expect.poll(() => listed('kind=test.listed&state=completed')).toEqual(ids);
    const log = await server.request<{ data: TaskLogEntry[]; nextCursor: string }>(
      'GET',
      `/tasks/${ids[0]}/log?limit=3`,
      { as: 'analyst' },
    );
    expect(log.body.data.map((entry) => entry.message)).toEqual(['line 5', 'line 4', 'line 3']);
    const rest = await server.request<{ data: TaskLogEntry[]; nextCursor: null }>(
      'GET',
      `/tasks/${ids[0]}/log?limit=3&cursor=${log.body.nextCursor}`,
      { as: 'analyst' },
    );
    expect(rest.body).toMatchObject({ data: [{ message: 'line 2' }, { message: 'line 1' }], nextCursor: null });
  });
});

describe('PLT-31 cancelling', () => {
  test('a waiting task ends at once and never runs', async () => {
    let ran = false;
    const kind = kindThat(async () => {
      ran = true;
      return {};
    });
    const id = await create(kind);
    expect((await post(id, 'cancel')).body).toMatchObject({ state: 'cancelled', cancelRequested: true });
    await work(kind);
    await expect.poll(() => execute('parley_system', 'select from graphile_worker._private_jobs')).toEqual([]);
    expect([ran, await state(id)]).toEqual([false, 'cancelled']);
    expect((await post(id, 'cancel')).body.code).toBe('task_not_active');
  });

  test('a running task is told long before its end and keeps what it has done', async () => {
    const id = await create(countingKind, { steps: 1_000, pauseMilliseconds: 20 });
    await work(countingKind);
    await expect.poll(async () => (await get(id)).done).toBeGreaterThan(3);
    expect((await post(id, 'cancel')).body).toMatchObject({ state: 'running', cancelRequested: true });
    await expect.poll(() => state(id)).toBe('cancelled');
    expect((await steps(id)).length).toBe((await get(id)).done);
    expect((await get(id)).done).toBeLessThan(1_000);
    const audit = await server.inTransaction('owner', ({ db }) =>
      db.selectFrom('audit_entries').select('action').where('subject_id', '=', id).execute(),
    );
    expect(audit).toEqual([{ action: 'task.cancelled' }]);
  });

  test('a task that had no step left is completed, not cancelled', async () => {
    const kind = kindThat(async (task) => {
      await new Promise((resolve) => task.signal.addEventListener('abort', resolve));
      return { result: { all: true } };
    });
    const id = await create(kind);
    await work(kind);
    await expect.poll(() => state(id)).toBe('running');
    await post(id, 'cancel');
    await expect.poll(() => state(id)).toBe('completed');
  });
});

describe('PLT-31 failing', () => {
  test('what a rule refuses fails at once, says why in both languages, and is retried from where it was', async () => {
    let full = true;
    const resumed: unknown[] = [];
    const kind = defineTaskKind({
      kind: 'test.refused',
      input: anything,
      maxFailures: 3,
      async run(runtime, actor, task) {
        resumed.push(task.resume);
        await runtime.transaction(actor, (ctx) => task.saveResume(ctx, { row: 7 }));
        if (full) throw new AppError('file_too_large', { details: { limit: 5 } });
        return {};
      },
    });
    const id = await create(kind);
    expect((await post(id, 'retry')).body.code).toBe('task_not_retryable');
    await work(kind);
    await expect.poll(() => state(id)).toBe('failed');
    expect((await get(id)).error).toEqual({ code: 'file_too_large', text: 'The file is larger than 5 bytes.' });
    expect((await get(id, russian())).error!.text).toBe('Файл больше 5 байт.');
    expect((await get(id)).log).toMatchObject([{ level: 'error', message: 'The file is larger than 5 bytes.' }]);
    full = false;
    expect((await post(id, 'retry')).body).toMatchObject({ state: 'queued', error: null, finishedAt: null });
    await expect.poll(() => state(id)).toBe('completed');
    expect(resumed).toEqual([null, { row: 7 }]);
  });

  test('PLT-30 a fault of ours is tried again, then fails without telling its insides', async () => {
    let runs = 0;
    const kind = kindThat(async () => {
      runs++;
      throw new Error('secret detail');
    });
    const id = await create(kind);
    await work(kind);
    for (let run = 1; run <= 3; run++) {
      await expect.poll(() => runs).toBe(run);
      await expect.poll(() => state(id)).toBe(run < 3 ? 'queued' : 'failed');
      await sleep(50);
      await hurry();
    }
    const failed = await get(id);
    expect(failed.error).toMatchObject({ code: 'server_error', text: expect.stringContaining(id) });
    expect(failed.log.map((entry) => entry.level)).toEqual(['error', 'warning', 'warning']);
    expect(JSON.stringify(failed)).not.toContain('secret detail');
  });
});

describe('a process that ends', () => {
  test('PLT-30 PLT-31 killed by SIGKILL: the task goes on elsewhere, each step done once', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'task-process.ts'), server.connectionString], {
      stdio: 'inherit',
    });
    try {
      const id = await create(countingKind, { steps: 200, pauseMilliseconds: 30 });
      await expect.poll(async () => (await steps(id)).length).toBeGreaterThan(15);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const before = (await steps(id)).length;
      expect(before).toBeLessThan(200);
      await work(countingKind);
      await expect.poll(async () => (await steps(id)).length, { timeout: 60_000 }).toBeGreaterThan(before);
      await expect.poll(() => get(id)).toMatchObject({ state: 'completed', done: 200, result: { steps: 200 } });
      expect(await steps(id)).toEqual(Array.from({ length: 200 }, (_, step) => step));
      expect((await get(id)).log).toMatchObject([
        { level: 'warning', message: 'The process that ran it ended unexpectedly.' },
      ]);
    } finally {
      child.kill('SIGKILL');
    }
  });

  test('PLT-83 asked to stop: the task is told why, goes on in the next process, and nothing counts as failed', async () => {
    const reasons: unknown[] = [];
    const kind = defineTaskKind({
      ...countingKind,
      maxFailures: 1,
      run: (runtime, actor, task) => {
        task.signal.addEventListener('abort', () => reasons.push(task.signal.reason));
        return countingKind.run(runtime, actor, task);
      },
    });
    const id = await create(kind, { steps: 40, pauseMilliseconds: 20 });
    for (let restart = 0; restart < 3; restart++) {
      const before = (await steps(id)).length;
      const worker = await work(kind);
      await expect.poll(async () => (await steps(id)).length, { interval: 10 }).toBeGreaterThan(before);
      await worker.stop();
      workers = [];
      expect(await state(id)).toBe('queued');
    }
    await work(kind);
    await expect.poll(() => state(id)).toBe('completed');
    expect(await steps(id)).toEqual(Array.from({ length: 40 }, (_, step) => step));
    expect(reasons).toHaveLength(3);
    for (const reason of reasons) expect(reason).toMatchObject({ why: 'stopping' });
    expect((await get(id)).log).toEqual([]);
  });

  test('F12 frozen and taken over: what the old run still writes is refused and rolled back', async () => {
    const frozen = Promise.withResolvers<void>();
    let error: unknown;
    const kind = defineTaskKind({
      kind: 'test.frozen',
      input: anything,
      maxFailures: 3,
      async run(runtime, actor, task) {
        if (task.resume === 'second') return { result: { by: 'second' } };
        await frozen.promise;
        await runtime
          .transaction(actor, async (ctx) => {
            await ctx.db.client.query('insert into steps (task_id, step) values ($1, 1)', [task.id]);
            await task.saveResume(ctx, 'first');
          })
          .catch((caught: unknown) => {
            error = caught;
            throw caught;
          });
        return { result: { by: 'first' } };
      },
    });
    const id = await create(kind);
    await work(kind);
    await expect.poll(() => state(id)).toBe('running');
    // Another process takes it for dead, runs it, and completes it.
    await execute('parley_owner', `update tasks set runs = runs + 1, resume = '"second"' where id = '${id}'`);
    frozen.resolve();
    await expect.poll(() => error).toBeInstanceOf(TaskStopped);
    expect(await steps(id)).toEqual([]);
    expect(await get(id)).toMatchObject({ state: 'running', result: null });
  });

  test('a task that kills its process every time fails in the end', async () => {
    const id = await create(countingKind, { steps: 1, pauseMilliseconds: 0 });
    await execute('parley_owner', `update tasks set state = 'running', runs = 3, failures = 2 where id = '${id}'`);
    await work(countingKind);
    await expect.poll(() => get(id)).toMatchObject({ state: 'failed', error: { code: 'server_error' } });
    expect(await steps(id)).toEqual([]);
  });
});

test('SEC-1 another organization’s task is not there', async () => {
  const id = await create(countingKind, { steps: 1, pauseMilliseconds: 0 });
  const stranger = server.actor('owner', server.otherOrganizationId);
  for (const path of [`/tasks/${id}`, `/tasks/${id}/log`, `/tasks/${id}/result-link`]) {
    expect((await server.request('GET', path, { as: stranger })).status).toBe(404);
  }
  for (const what of ['cancel', 'retry'] as const) expect((await post(id, what, stranger)).status).toBe(404);
  expect((await server.request<{ data: Task[] }>('GET', '/tasks', { as: stranger })).body.data).toEqual([]);
  expect(await state(id)).toBe('queued');
});

test('the lists read an index, however much history there is', async () => {
  await execute(
    'parley_owner',
    `insert into tasks (organization_id, id, kind, title, state, input, finished_at)
      select '${server.otherOrganizationId}', gen_random_uuid(), 'test.old', 'old', 'completed', '{}', now() from generate_series(1, 5000)`,
    'analyze tasks',
  );
  for (const [filter, index] of [
    ['', 'tasks_pkey'],
    ['and finished_at is null', 'tasks_active'],
  ]) {
    const plan = await execute(
      'parley_app',
      `select set_config('app.organization_id', '${server.otherOrganizationId}', false)`,
      `explain select id from tasks where id < 'ffffffff-0000-0000-0000-000000000000' ${filter} order by id desc limit 51`,
    );
    expect(JSON.stringify(plan)).toContain(index);
  }
});
